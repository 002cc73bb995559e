/** The brush under the hand: exactly the pixels that it would paint, or a smooth outline of a large one. */
import type Feature from "ol/Feature.js";
import Fill from "ol/style/Fill.js";
import Stroke from "ol/style/Stroke.js";
import Style from "ol/style/Style.js";
import Text from "ol/style/Text.js";
import { dotFeature, lineFeature } from "../features";
import type { Point } from "../geometry";
import { crosshairStyles } from "../styles";
import { emptyBitmap } from "./bitmap";
import { type Brush, paintSweep, snapped } from "./brush";
import type { Effect } from "./desk";
import { outlinesOf } from "./outlines";
import type { Ring } from "./rings";

export interface Cursor {
  readonly at: Point;
  readonly rings: readonly Ring[];
  readonly effect: Effect;
}

/** Beyond so many pixels across single ones are not seen any more. */
const LARGEST_EXACT = 48;

export function brushOutline(at: Point, brush: Brush): Ring[] {
  const middle = snapped(at, brush);
  const radius = brush.diameter / 2;
  if (brush.tip === "square") return [square(middle, radius)];
  if (brush.diameter > LARGEST_EXACT) return [circle(middle, radius)];
  const side = brush.diameter + 2;
  const [left, top] = [Math.floor(middle.x - radius) - 1, Math.floor(middle.y - radius) - 1];
  const dab = emptyBitmap({ left, top, width: side, height: side });
  paintSweep(dab, at, at, brush);
  return outlinesOf(dab);
}

export function cursorFeatures({ at, rings, effect }: Cursor): Feature[] {
  const outline = rings.map((ring) => lineFeature([...ring, ring[0] as Point], crosshairStyles));
  return [...outline, dotFeature({ at, style: signs[effect] })];
}

function circle({ x, y }: Point, radius: number): Ring {
  return Array.from({ length: 72 }, (_, step) => {
    const angle = (step * Math.PI) / 36;
    return { x: x + radius * Math.cos(angle), y: y + radius * Math.sin(angle) };
  });
}

function square({ x, y }: Point, radius: number): Ring {
  const [left, right, top, bottom] = [x - radius, x + radius, y - radius, y + radius];
  return [
    { x: left, y: top },
    { x: right, y: top },
    { x: right, y: bottom },
    { x: left, y: bottom },
  ];
}

const signs: Readonly<Record<Effect, Style>> = { add: sign("+"), take: sign("−") };

function sign(text: string): Style {
  return new Style({
    text: new Text({
      text,
      font: '600 15px "Inter Variable", system-ui, sans-serif',
      fill: new Fill({ color: "#ffffff" }),
      stroke: new Stroke({ color: "rgba(10, 12, 15, 0.75)", width: 3 }),
    }),
  });
}
