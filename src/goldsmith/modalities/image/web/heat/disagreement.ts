/** Where people disagree: for each spot of the picture, how split they are over what covers it. Pure. */
import type { ImageShape, Point, Size } from "../geometry";
import type { Bitmap } from "../mask/bitmap";
import { ringsOfShape } from "../mask/convert";
import { fillRings } from "../mask/rings";
import { bitmapOf, isMask } from "../mask/shape";

/** Spots down the columns, each from 0 (all agree) to 1 (half of them see a label here, half do not). */
export interface Heat extends Size {
  readonly values: Float32Array;
}

/** Spots along the longer side: enough to see where, cheap enough to be counted while somebody waits. */
const MOST_SPOTS = 256;

/** Shapes without an inside (lines, points, skeletons, cuboids) cover nothing. */
export function disagreementOf(answers: readonly (readonly ImageShape[])[], size: Size): Heat {
  const scale = Math.min(1, MOST_SPOTS / Math.max(size.width, size.height));
  const grid = { width: Math.ceil(size.width * scale), height: Math.ceil(size.height * scale) };
  const values = new Float32Array(grid.width * grid.height);
  for (const label of new Set(answers.flat().map((shape) => shape.label))) {
    const votes = new Uint8Array(values.length);
    for (const shapes of answers) {
      const own = shapes.filter((shape) => shape.label === label);
      coverageOf(own, grid, scale).forEach((isCovered, spot) => {
        votes[spot] = (votes[spot] ?? 0) + isCovered;
      });
    }
    votes.forEach((count, spot) => {
      const share = count / answers.length;
      values[spot] = Math.max(values[spot] ?? 0, 4 * share * (1 - share));
    });
  }
  return { ...grid, values };
}

function coverageOf(shapes: readonly ImageShape[], grid: Size, scale: number): Uint8Array {
  const covered = new Uint8Array(grid.width * grid.height);
  for (const shape of shapes) {
    if (isMask(shape)) coverByMask(covered, bitmapOf(shape), grid, scale);
    else coverByRings(covered, ringsOfShape(shape), grid, scale);
  }
  return covered;
}

function coverByRings(covered: Uint8Array, rings: readonly (readonly Point[])[], grid: Size, scale: number): void {
  const scaled = rings.map((ring) => ring.map(({ x, y }) => ({ x: x * scale, y: y * scale })));
  const filled = scaled.length > 0 ? fillRings(scaled, grid) : null;
  if (!filled) return;
  for (let x = 0; x < filled.width; x += 1) {
    const from = (filled.left + x) * grid.height + filled.top;
    for (let y = 0; y < filled.height; y += 1) {
      if (filled.pixels[x * filled.height + y]) covered[from + y] = 1;
    }
  }
}

/** A spot counts as covered when the pixel in its middle is. */
function coverByMask(
  covered: Uint8Array,
  { left, top, width, height, pixels }: Bitmap,
  grid: Size,
  scale: number,
): void {
  const spots = (from: number, length: number, most: number) =>
    [Math.floor(from * scale), Math.min(most, Math.ceil((from + length) * scale))] as const;
  const [first, last] = spots(left, width, grid.width);
  const [high, low] = spots(top, height, grid.height);
  for (let column = first; column < last; column += 1) {
    const x = Math.floor((column + 0.5) / scale) - left;
    if (x < 0 || x >= width) continue;
    for (let row = high; row < low; row += 1) {
      const y = Math.floor((row + 0.5) / scale) - top;
      if (y >= 0 && y < height && pixels[x * height + y]) covered[column * grid.height + row] = 1;
    }
  }
}
