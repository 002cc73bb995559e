/**
 * Masks as run lengths in COCO's compressed form, as `goldsmith.algorithms.masks` reads and writes them. Pure.
 *
 * Pixels are one byte each, 0 or 1, down the columns of a window: runs are stretches of this array, alternate, and begin
 * outside the mask. The compressed form writes each run from the fourth on as its difference to the run two before, in
 * groups of five bits with a sign, one character each from "0" on.
 * Source: https://github.com/cocodataset/cocoapi/blob/master/common/maskApi.c
 */

const FIRST = 48;
const MORE = 0x20;
const NEGATIVE = 0x10;
/** JavaScript shifts 32 bits: six groups of five and a sign; the largest window fits well inside. */
const MOST_GROUPS = 6;
/** How many pixels of a run are looked at one by one. */
const NEAR = 16;

/** Throws RangeError for text that is no such string, or holds a negative run. */
export function decompress(counts: string): Int32Array {
  const runs = new Int32Array(counts.length);
  let [count, value, shift] = [0, 0, 0];
  for (let index = 0; index < counts.length; index += 1) {
    const code = counts.charCodeAt(index) - FIRST;
    if (code < 0 || code > 0x3f || shift >= 5 * MOST_GROUPS) throw new RangeError("these are no run lengths");
    value |= (code & 0x1f) << shift;
    shift += 5;
    if (code & MORE) continue;
    if (code & NEGATIVE) value |= -1 << shift;
    if (count > 2) value += runs[count - 2] as number;
    if (value < 0) throw new RangeError("a run is negative");
    runs[count] = value;
    [count, value, shift] = [count + 1, 0, 0];
  }
  if (count === 0 || shift > 0) throw new RangeError("these are no run lengths");
  return runs.slice(0, count);
}

export function compress(runs: Int32Array): string {
  const codes = new Uint8Array(runs.length * (MOST_GROUPS + 1));
  let length = 0;
  for (let index = 0; index < runs.length; index += 1) {
    let value = (runs[index] as number) - (index > 2 ? (runs[index - 2] as number) : 0);
    for (let isGoing = true; isGoing; length += 1) {
      const group = value & 0x1f;
      value >>= 5;
      isGoing = group & NEGATIVE ? value !== -1 : value !== 0;
      codes[length] = (group | (isGoing ? MORE : 0)) + FIRST;
    }
  }
  return new TextDecoder().decode(codes.subarray(0, length));
}

/** Throws RangeError when the runs do not fill `size` pixels exactly. */
export function pixelsOf(runs: Int32Array, size: number): Uint8Array {
  const pixels = new Uint8Array(size);
  let at = 0;
  for (let index = 0; index < runs.length; index += 1) {
    const end = at + (runs[index] as number);
    if (index % 2 === 1) pixels.fill(1, at, end);
    at = end;
  }
  if (at !== size) throw new RangeError("the runs do not fill the window");
  return pixels;
}

export function runsOf(pixels: Uint8Array): Int32Array {
  let runs = new Int32Array(1024);
  let [count, start, value] = [0, 0, 0];
  for (let end = findPixel(pixels, 1, 0); end < pixels.length; end = findPixel(pixels, 1 - value, end)) {
    if (count + 2 > runs.length) runs = doubled(runs);
    runs[count] = end - start;
    [count, start, value] = [count + 1, end, 1 - value];
  }
  runs[count] = pixels.length - start;
  return runs.slice(0, count + 1);
}

/** Where a value comes next, or the end: a few steps one by one, then by leaps, which cost more to begin. */
function findPixel(pixels: Uint8Array, value: number, from: number): number {
  const near = Math.min(from + NEAR, pixels.length);
  for (let at = from; at < near; at += 1) if (pixels[at] === value) return at;
  const found = pixels.indexOf(value, near);
  return found < 0 ? pixels.length : found;
}

/** Pixels inside the mask. */
export function areaOfRuns(runs: Int32Array): number {
  let area = 0;
  for (let index = 1; index < runs.length; index += 2) area += runs[index] as number;
  return area;
}

function doubled(runs: Int32Array): Int32Array<ArrayBuffer> {
  const larger = new Int32Array(runs.length * 2);
  larger.set(runs);
  return larger;
}
