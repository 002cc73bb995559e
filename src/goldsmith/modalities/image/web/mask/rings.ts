/** Closed outlines to pixels: a pixel belongs to what its middle lies in, by the even-odd rule. Pure. */
import type { Point, Size } from "../geometry";
import { type Bitmap, emptyBitmap, type Frame } from "./bitmap";

export type Ring = readonly Point[];

/** The window of whole pixels around places, inside the picture; null when they lie beside it. */
export function frameOf(points: readonly Point[], size: Size, margin = 0): Frame | null {
  let [left, top, right, bottom] = [Infinity, Infinity, -Infinity, -Infinity];
  for (const { x, y } of points) {
    [left, top] = [Math.min(left, x), Math.min(top, y)];
    [right, bottom] = [Math.max(right, x), Math.max(bottom, y)];
  }
  left = Math.max(0, Math.floor(left - margin));
  top = Math.max(0, Math.floor(top - margin));
  right = Math.min(size.width, Math.ceil(right + margin));
  bottom = Math.min(size.height, Math.ceil(bottom + margin));
  return right > left && bottom > top ? { left, top, width: right - left, height: bottom - top } : null;
}

/** The pixels inside rings, holes cut out; null when there are none. */
export function fillRings(rings: readonly Ring[], size: Size): Bitmap | null {
  const frame = frameOf(rings.flat(), size);
  if (!frame) return null;
  const bitmap = emptyBitmap(frame);
  const crossings: number[][] = Array.from({ length: frame.width }, () => []);
  for (const ring of rings) collectCrossings(ring, frame, crossings);
  crossings.forEach((ys, column) => {
    ys.sort((a, b) => a - b);
    for (let pair = 0; pair + 1 < ys.length; pair += 2) {
      fillColumn(bitmap, column + frame.left, ys[pair] as number, ys[pair + 1] as number);
    }
  });
  return bitmap;
}

/** Set the pixels of column x whose middles lie from `low` up to, not including, `high`. */
export function fillColumn({ left, top, width, height, pixels }: Bitmap, x: number, low: number, high: number): void {
  if (x < left || x >= left + width) return;
  const start = Math.max(0, Math.ceil(low - 0.5) - top);
  const end = Math.min(height, Math.ceil(high - 0.5) - top);
  if (end > start) pixels.fill(1, (x - left) * height + start, (x - left) * height + end);
}

/** Where each edge of a ring crosses the middle line of each column. */
function collectCrossings(ring: Ring, { left, width }: Frame, crossings: number[][]): void {
  for (let index = 0; index < ring.length; index += 1) {
    const [a, b] = [ring[index] as Point, ring[(index + 1) % ring.length] as Point];
    const [from, to] = a.x < b.x ? [a, b] : [b, a];
    const first = Math.max(left, Math.ceil(from.x - 0.5));
    const last = Math.min(left + width, Math.ceil(to.x - 0.5));
    const slope = (to.y - from.y) / (to.x - from.x);
    for (let x = first; x < last; x += 1) crossings[x - left]?.push(from.y + (x + 0.5 - from.x) * slope);
  }
}
