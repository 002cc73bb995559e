/** How masks cover a picture together: which pixels have no label yet, and where. Pure. */
import type { Point, Size } from "../geometry";
import { addPixels, type Bitmap, emptyBitmap } from "./bitmap";

/** Every pixel of the picture that any of the masks holds. */
export function coverOf(masks: readonly Bitmap[], size: Size): Bitmap {
  const cover = emptyBitmap({ left: 0, top: 0, ...size });
  for (const mask of masks) addPixels(cover, mask);
  return cover;
}

export function countGaps({ pixels }: Bitmap): number {
  let gaps = 0;
  for (let at = 0; at < pixels.length; at += 1) gaps += 1 - (pixels[at] as number);
  return gaps;
}

/** What no mask holds. */
export function restOf(cover: Bitmap): Bitmap {
  return { ...cover, pixels: cover.pixels.map((pixel) => 1 - pixel) };
}

/** The middle of the pixel without a label nearest to a place, other than the one at it; null when there is none. */
export function nearestGap({ width, height, pixels }: Bitmap, { x, y }: Point): Point | null {
  const [column, row] = [Math.floor(x), Math.floor(y)];
  let [best, nearest]: [Point | null, number] = [null, Infinity];
  for (let step = 0; step < width && step * step < nearest; step += 1) {
    for (const found of step === 0 ? [column] : [column - step, column + step]) {
      if (found < 0 || found >= width) continue;
      for (const gapRow of gapsAround(pixels.subarray(found * height, (found + 1) * height), row)) {
        const squared = step * step + (gapRow - row) ** 2;
        if (squared < nearest && squared > 0) [best, nearest] = [{ x: found + 0.5, y: gapRow + 0.5 }, squared];
      }
    }
  }
  return best;
}

/** The first gap at or above a row of a column, and the first one below it. */
function gapsAround(column: Uint8Array, row: number): number[] {
  return [column.lastIndexOf(0, row), column.lastIndexOf(0, row - 1), column.indexOf(0, row + 1)].filter(
    (found) => found >= 0,
  );
}
