/** What is known of each pixel before a cut. Pure. */
import type { Raster } from "../sight/raster";

export const UNKNOWN = 0;
/** Somebody said that it belongs to the thing, or that it does not. */
export const INSIDE = 1;
export const BESIDE = 2;
/** Too far away to belong to it. */
export const OUTSIDE = 3;

/** One of the four for each pixel, row by row. */
export type Trimap = Uint8Array;

/** Of a picture half as large: what somebody said of any of four pixels counts; outside lies only what wholly does. */
export function halvedTrimap(trimap: Trimap, { width, height }: Raster): Trimap {
  const [wide, high] = [Math.ceil(width / 2), Math.ceil(height / 2)];
  const made = new Uint8Array(wide * high);
  for (let y = 0; y < high; y += 1) {
    const [upper, lower] = [2 * y * width, Math.min(2 * y + 1, height - 1) * width];
    for (let x = 0; x < wide; x += 1) {
      const [left, right] = [2 * x, Math.min(2 * x + 1, width - 1)];
      made[y * wide + x] = joined([
        trimap[upper + left] as number,
        trimap[upper + right] as number,
        trimap[lower + left] as number,
        trimap[lower + right] as number,
      ]);
    }
  }
  return made;
}

function joined(four: readonly number[]): number {
  if (four.includes(INSIDE)) return INSIDE;
  if (four.includes(BESIDE)) return BESIDE;
  return four.includes(UNKNOWN) ? UNKNOWN : OUTSIDE;
}

/** What is known once the cut at half the size is: only pixels near its border may still change sides. */
export function bandAround(trimap: Trimap, { width, height }: Raster, half: Uint8Array): Trimap {
  const wide = Math.ceil(width / 2);
  const isNear = nearBorder(half, wide, Math.ceil(height / 2));
  return trimap.map((known, at) => {
    if (known !== UNKNOWN) return known;
    const above = Math.floor(at / width / 2) * wide + ((at % width) >> 1);
    if (isNear[above]) return UNKNOWN;
    return half[above] ? INSIDE : OUTSIDE;
  });
}

/** Pixels with another side than their own no more than so many steps away. */
const BAND = 2;

function nearBorder(sides: Uint8Array, width: number, height: number): Uint8Array {
  const isNear = new Uint8Array(sides.length);
  for (let y = 0; y < height; y += 1) {
    for (let x = 0; x < width; x += 1) {
      const at = y * width + x;
      const isBorder =
        (x + 1 < width && sides[at] !== sides[at + 1]) || (y + 1 < height && sides[at] !== sides[at + width]);
      if (isBorder) markAround(isNear, x, y, width, height);
    }
  }
  return isNear;
}

function markAround(isNear: Uint8Array, x: number, y: number, width: number, height: number): void {
  const [from, to] = [Math.max(0, x - BAND + 1), Math.min(width, x + BAND + 1)];
  for (let row = Math.max(0, y - BAND + 1); row <= Math.min(height - 1, y + BAND); row += 1) {
    isNear.fill(1, row * width + from, row * width + to);
  }
}
