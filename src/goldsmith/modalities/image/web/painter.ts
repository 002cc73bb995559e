/** Paints one shape on a canvas whose transform already maps picture pixels to the screen. */
import { type ImageShape, outline } from "./geometry";

export type Look = "plain" | "guess" | "overlay";

export interface Appearance {
  readonly color: string;
  readonly look: Look;
}

const paths = new WeakMap<ImageShape, Path2D>();

/** `scale`: screen pixels a picture pixel covers, so that lines keep their width at any zoom. */
export function paintShape(
  context: CanvasRenderingContext2D,
  shape: ImageShape,
  { color, look }: Appearance,
  scale: number,
): void {
  context.strokeStyle = color;
  context.lineWidth = (look === "overlay" ? 1.5 : 2) / scale;
  context.setLineDash(dashOf(look).map((length) => length / scale));
  if (shape.type === "point") paintPoint(context, shape, color, look, scale);
  else paintOutline(context, shape, color, look);
}

function paintOutline(context: CanvasRenderingContext2D, shape: ImageShape, color: string, look: Look): void {
  const path = pathOf(shape);
  if (shape.type !== "line" && look !== "overlay") {
    context.fillStyle = color + (look === "guess" ? "0d" : "26");
    context.fill(path);
  }
  context.stroke(path);
}

function paintPoint(
  context: CanvasRenderingContext2D,
  { x, y }: { x: number; y: number },
  color: string,
  look: Look,
  scale: number,
): void {
  context.beginPath();
  context.arc(x, y, 6 / scale, 0, 2 * Math.PI);
  context.fillStyle = look === "plain" ? color : `${color}40`;
  context.fill();
  if (look === "plain") context.strokeStyle = "rgba(10, 12, 15, 0.75)";
  context.stroke();
}

function dashOf(look: Look): number[] {
  return look === "plain" ? [] : look === "guess" ? [7, 5] : [2, 4];
}

function pathOf(shape: ImageShape): Path2D {
  const known = paths.get(shape);
  if (known) return known;
  const path = new Path2D();
  outline(shape).forEach(({ x, y }, index) => {
    if (index === 0) path.moveTo(x, y);
    else path.lineTo(x, y);
  });
  if (shape.type !== "line") path.closePath();
  paths.set(shape, path);
  return path;
}
