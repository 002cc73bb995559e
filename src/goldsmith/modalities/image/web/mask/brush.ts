/** What a brush covers while it moves: round or square, in whole pixels. Pure. */
import type { Point, Size } from "../geometry";
import { addPixels, type Bitmap, type Frame } from "./bitmap";
import { fillColumn, fillRings, frameOf, type Ring } from "./rings";

export type Tip = "round" | "square";

export interface Brush {
  readonly tip: Tip;
  /** Across, in picture pixels; at least 1. */
  readonly diameter: number;
}

export const LARGEST_BRUSH = 1_000;

/** The next size of a brush: fine steps when it is small, a tenth when it is large. */
export function resized(diameter: number, steps: number): number {
  let size = diameter;
  for (let step = 0; step < Math.abs(steps); step += 1) {
    const change = Math.max(1, Math.round(size / 10));
    size += Math.sign(steps) * change;
  }
  return Math.max(1, Math.min(LARGEST_BRUSH, size));
}

/** Every size from the smallest to the largest, by single steps. */
export function diameters(): number[] {
  const sizes = [1];
  for (let size = 1; size < LARGEST_BRUSH; size = sizes.at(-1) as number) sizes.push(resized(size, 1));
  return sizes;
}

/** Where the brush really is: an odd one in the middle of a pixel, an even one on a corner, so that its edge is even. */
export function snapped({ x, y }: Point, { diameter }: Brush): Point {
  if (diameter % 2 === 0) return { x: Math.round(x), y: Math.round(y) };
  return { x: Math.floor(x) + 0.5, y: Math.floor(y) + 0.5 };
}

/** The window that a brush touches on its way from one place to another; null when that is beside the picture. */
export function sweepFrame(from: Point, to: Point, brush: Brush, size: Size): Frame | null {
  return frameOf([snapped(from, brush), snapped(to, brush)], size, brush.diameter / 2);
}

/** Paint the way of a brush from one place to another on a bitmap; what lies outside its window is left out. */
export function paintSweep(bitmap: Bitmap, from: Point, to: Point, brush: Brush): void {
  const [a, b] = [snapped(from, brush), snapped(to, brush)];
  const radius = brush.diameter / 2;
  if (brush.tip === "round") for (const middle of [a, b]) paintDisc(bitmap, middle, radius);
  const hull = brush.tip === "round" ? band(a, b, radius) : squareSweep(a, b, radius);
  const between = fillRings([hull], { width: bitmap.left + bitmap.width, height: bitmap.top + bitmap.height });
  if (between) addPixels(bitmap, between);
}

function paintDisc(bitmap: Bitmap, { x, y }: Point, radius: number): void {
  for (let column = Math.floor(x - radius); column <= Math.ceil(x + radius); column += 1) {
    const squared = radius * radius - (column + 0.5 - x) ** 2;
    if (squared >= 0) fillColumn(bitmap, column, y - Math.sqrt(squared), y + Math.sqrt(squared) + 1e-9);
  }
}

/** The rectangle between two discs. */
function band(a: Point, b: Point, radius: number): Ring {
  const length = Math.hypot(b.x - a.x, b.y - a.y);
  if (length === 0) return [];
  const [nx, ny] = [((b.y - a.y) / length) * radius, ((a.x - b.x) / length) * radius];
  return [
    { x: a.x + nx, y: a.y + ny },
    { x: b.x + nx, y: b.y + ny },
    { x: b.x - nx, y: b.y - ny },
    { x: a.x - nx, y: a.y - ny },
  ];
}

/** The hull of two equal squares: six corners, or the four of a longer rectangle. */
function squareSweep(a: Point, b: Point, radius: number): Ring {
  const [left, right] = a.x <= b.x ? [a, b] : [b, a];
  const isFalling = right.y >= left.y;
  const up = (point: Point, side: -1 | 1) => ({ x: point.x + side * radius, y: point.y - radius });
  const down = (point: Point, side: -1 | 1) => ({ x: point.x + side * radius, y: point.y + radius });
  return isFalling
    ? [up(left, -1), up(left, 1), up(right, 1), down(right, 1), down(right, -1), down(left, -1)]
    : [up(left, -1), up(right, -1), up(right, 1), down(right, 1), down(left, 1), down(left, -1)];
}
