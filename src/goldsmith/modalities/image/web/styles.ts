/** How shapes look on the canvas. Styles are cached: five thousand shapes share a handful. */
import CircleStyle from "ol/style/Circle.js";
import Fill from "ol/style/Fill.js";
import RegularShape from "ol/style/RegularShape.js";
import Stroke from "ol/style/Stroke.js";
import Style from "ol/style/Style.js";
import Text from "ol/style/Text.js";

const HALO = "rgba(10, 12, 15, 0.75)";

const cache = new Map<string, Style[]>();

/** A shape in hand: selected, or being drawn. */
export function shapeStyle(color: string, look: "selected" | "drawing"): Style[] {
  const key = color + look;
  const known = cache.get(key);
  if (known) return known;
  const made = [
    new Style({ stroke: new Stroke({ color: HALO, width: 5.5 }) }),
    new Style({
      stroke: new Stroke({ color, width: 2.5, lineDash: look === "drawing" ? [6, 4] : undefined }),
      fill: new Fill({ color: `${color}3d` }),
      image: new CircleStyle({
        radius: 7,
        fill: new Fill({ color }),
        stroke: new Stroke({ color: HALO, width: 1.5 }),
      }),
    }),
  ];
  cache.set(key, made);
  return made;
}

export function nameStyle(title: string, color: string): Style {
  return new Style({
    text: new Text({
      text: title,
      font: '600 11px "Inter Variable", system-ui, sans-serif',
      textAlign: "left",
      textBaseline: "bottom",
      offsetX: -1,
      offsetY: -5,
      padding: [2, 4, 1, 4],
      fill: new Fill({ color: "#0e1013" }),
      backgroundFill: new Fill({ color }),
    }),
  });
}

export const handleStyle = handle(4.5, "#ffffff", HALO);
export const activeHandleStyle = handle(7, "#ddae3a", "#0e1013");
export const middleStyle = new Style({
  image: new CircleStyle({
    radius: 3.5,
    fill: new Fill({ color: "rgba(255, 255, 255, 0.45)" }),
    stroke: new Stroke({ color: HALO, width: 1 }),
  }),
});

function handle(radius: number, fill: string, border: string): Style {
  return new Style({
    image: new RegularShape({
      points: 4,
      radius: radius * Math.SQRT2,
      angle: Math.PI / 4,
      fill: new Fill({ color: fill }),
      stroke: new Stroke({ color: border, width: 1.5 }),
    }),
  });
}

/** The handle that turns. */
export const turnStyle = round(5.5, "#ffffff", HALO);
export const activeTurnStyle = round(7, "#ddae3a", "#0e1013");
export const stalkStyle = new Style({ stroke: new Stroke({ color: "rgba(255, 255, 255, 0.8)", width: 1 }) });

function round(radius: number, fill: string, border: string): Style {
  return new Style({
    image: new CircleStyle({
      radius,
      fill: new Fill({ color: fill }),
      stroke: new Stroke({ color: border, width: 1.5 }),
    }),
  });
}

/** A keypoint of the selected skeleton: hollow when something covers it, gold when it is in hand. */
export function keypointStyle(color: string, isOccluded: boolean, isInHand: boolean): Style {
  const key = `${color} ${isOccluded} ${isInHand}`;
  const known = keypoints.get(key);
  if (known) return known;
  const made = new Style({
    image: new CircleStyle({
      radius: isInHand ? 7 : 5.5,
      fill: new Fill({ color: isOccluded ? "rgba(14, 16, 19, 0.6)" : isInHand ? "#ddae3a" : "#ffffff" }),
      stroke: new Stroke({ color: isInHand ? "#ddae3a" : color, width: 2.5 }),
    }),
  });
  keypoints.set(key, made);
  return made;
}

const keypoints = new Map<string, Style>();

export function captionStyle(text: string): Style {
  return new Style({
    text: new Text({
      text,
      font: '500 11px "Inter Variable", system-ui, sans-serif',
      textAlign: "left",
      offsetX: 9,
      fill: new Fill({ color: "#ffffff" }),
      stroke: new Stroke({ color: HALO, width: 3 }),
    }),
  });
}

/** What lies behind a block's front. */
export function backStyle(color: string): Style[] {
  const key = `${color} back`;
  const known = cache.get(key);
  if (known) return known;
  const made = [
    new Style({ stroke: new Stroke({ color: "rgba(10, 12, 15, 0.4)", width: 3.5 }) }),
    new Style({ stroke: new Stroke({ color: `${color}99`, width: 1.5 }) }),
  ];
  cache.set(key, made);
  return made;
}

/** Where the hand snapped to. */
export const snapStyles: Style[] = [ring(8, HALO, 4), ring(8, "#ddae3a", 2)];

function ring(radius: number, color: string, width: number): Style {
  return new Style({ image: new CircleStyle({ radius, stroke: new Stroke({ color, width }) }) });
}

export const bandStyles: Style[] = [
  new Style({ stroke: new Stroke({ color: HALO, width: 3 }), fill: new Fill({ color: "rgba(255, 255, 255, 0.08)" }) }),
  new Style({ stroke: new Stroke({ color: "#ffffff", width: 1, lineDash: [4, 3] }) }),
];

export const crosshairStyles: Style[] = [
  new Style({ stroke: new Stroke({ color: HALO, width: 3 }) }),
  new Style({ stroke: new Stroke({ color: "#ffffff", width: 1 }) }),
];
export const arrowStyle = new Style({ stroke: new Stroke({ color: "rgba(255, 255, 255, 0.85)", width: 1.5 }) });
