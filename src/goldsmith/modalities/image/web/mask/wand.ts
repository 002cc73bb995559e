/** Regions of like colour. Colours are packed as the canvas keeps them: red in the lowest byte. Pure. */
import { type Bitmap, emptyBitmap, type Frame, trimmed } from "./bitmap";

/** A piece of the picture: colours row by row. */
export interface Patch extends Frame {
  readonly colors: Uint32Array;
}

/** The largest difference there is. */
const MOST = 255;

/** How different two colours look, 0 to 255: the largest difference of red, green and blue. */
export function difference(a: number, b: number): number {
  const red = Math.abs((a & 0xff) - (b & 0xff));
  const green = Math.abs(((a >> 8) & 0xff) - ((b >> 8) & 0xff));
  const blue = Math.abs(((a >> 16) & 0xff) - ((b >> 16) & 0xff));
  return Math.max(red, green, blue);
}

/** What a wand has found out about a place: every tolerance's region follows from it at once. */
export interface Reach extends Frame {
  /** The smallest tolerance that reaches each pixel, down the columns. */
  readonly needed: Uint8Array;
}

/**
 * The smallest tolerance at which each pixel is joined by sides to a place of the patch, through pixels that differ
 * from its colour no more than that: a flood that always goes on where the least is needed, with a bucket for each
 * tolerance.
 */
export function reachFrom(patch: Patch, x: number, y: number): Reach {
  const { left, top, width, height, colors } = patch;
  const needed = new Uint8Array(width * height).fill(MOST);
  const isDone = new Uint8Array(width * height);
  const buckets: number[][] = Array.from({ length: MOST + 1 }, () => []);
  const start = (Math.floor(x) - left) * height + Math.floor(y) - top;
  const seed = colors[(Math.floor(y) - top) * width + Math.floor(x) - left] as number;
  const offer = (at: number, soFar: number) => {
    if (isDone[at]) return;
    const color = colors[(at % height) * width + Math.floor(at / height)] as number;
    const need = Math.max(soFar, difference(color, seed));
    isDone[at] = 1;
    needed[at] = need;
    buckets[need]?.push(at);
  };
  offer(start, 0);
  for (let tolerance = 0; tolerance <= MOST; tolerance += 1) {
    const bucket = buckets[tolerance] as number[];
    for (let at = bucket.pop(); at !== undefined; at = bucket.pop()) {
      const row = at % height;
      if (row > 0) offer(at - 1, tolerance);
      if (row < height - 1) offer(at + 1, tolerance);
      if (at >= height) offer(at - height, tolerance);
      if (at < (width - 1) * height) offer(at + height, tolerance);
    }
  }
  return { left, top, width, height, needed };
}

/** The region within a tolerance; never empty. */
export function regionWithin(reach: Reach, tolerance: number): Bitmap {
  const bitmap = emptyBitmap(reach);
  for (let at = 0; at < bitmap.pixels.length; at += 1) {
    if ((reach.needed[at] as number) <= tolerance) bitmap.pixels[at] = 1;
  }
  return trimmed(bitmap) as Bitmap;
}

/** Leave in a bitmap only pixels whose colour lies near another. */
export function keepLike(bitmap: Bitmap, patch: Patch, color: number, tolerance: number): void {
  const { left, top, height, pixels } = bitmap;
  for (let at = pixels.indexOf(1); at >= 0; at = pixels.indexOf(1, at + 1)) {
    const [x, y] = [Math.floor(at / height) + left - patch.left, (at % height) + top - patch.top];
    const found = patch.colors[y * patch.width + x];
    if (found === undefined || difference(found, color) > tolerance) pixels[at] = 0;
  }
}
