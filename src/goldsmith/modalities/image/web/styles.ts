/** How shapes look on the canvas. Styles are cached: five thousand shapes share a handful. */
import CircleStyle from "ol/style/Circle.js";
import Fill from "ol/style/Fill.js";
import RegularShape from "ol/style/RegularShape.js";
import Stroke from "ol/style/Stroke.js";
import Style from "ol/style/Style.js";
import Text from "ol/style/Text.js";

export type Look = "plain" | "guess" | "overlay" | "selected" | "drawing";

const HALO = "rgba(10, 12, 15, 0.75)";
const DASHES: Readonly<Record<Look, number[] | undefined>> = {
  plain: undefined,
  guess: [7, 5],
  overlay: [2, 4],
  selected: undefined,
  drawing: [5, 4],
};
const FILL_ALPHA: Readonly<Record<Look, string>> = {
  plain: "24",
  guess: "0a",
  overlay: "00",
  selected: "3d",
  drawing: "1f",
};

const cache = new Map<string, Style[]>();

export function shapeStyle(color: string, look: Look): Style[] {
  const key = color + look;
  const known = cache.get(key);
  if (known) return known;
  const made = makeStyle(color, look);
  cache.set(key, made);
  return made;
}

function makeStyle(color: string, look: Look): Style[] {
  const width = look === "selected" ? 2.5 : look === "overlay" ? 1.5 : 2;
  const line = new Stroke({ color, width, lineDash: DASHES[look] });
  const fill = new Fill({ color: color + FILL_ALPHA[look] });
  const dot = new CircleStyle({
    radius: look === "selected" ? 6 : 5,
    fill: new Fill({ color: look === "plain" || look === "selected" ? color : `${color}55` }),
    stroke: new Stroke({ color: look === "guess" || look === "overlay" ? color : HALO, width: 1.5 }),
  });
  const top = new Style({ stroke: line, fill, image: dot });
  if (look !== "selected") return [top];
  return [new Style({ stroke: new Stroke({ color: HALO, width: width + 3 }) }), top];
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

export const crosshairStyles: Style[] = [
  new Style({ stroke: new Stroke({ color: HALO, width: 3 }) }),
  new Style({ stroke: new Stroke({ color: "#ffffff", width: 1 }) }),
];
export const arrowStyle = new Style({ stroke: new Stroke({ color: "rgba(255, 255, 255, 0.85)", width: 1.5 }) });
