/** Masks as shapes of an answer, and the bitmaps they stand for. */
import type { Shape } from "@goldsmith/editors";
import type { Bitmap, Frame } from "./bitmap";
import { areaOfRuns, compress, decompress, pixelsOf, runsOf } from "./runs";

export interface MaskShape extends Shape, Frame {
  readonly view?: number;
  readonly z_order?: number;
  readonly group?: string;
  readonly type: "mask";
  /** COCO's compressed run lengths of the window. */
  readonly counts: string;
}

/** What every shape has, whatever its geometry. */
type Common = Pick<Shape, "uuid" | "label" | "attributes"> & { readonly [field: string]: unknown };

/** Decoded bitmaps take so many bytes together at most; the longest unused go first and are decoded again when needed. */
const MOST_BYTES = 96 * 2 ** 20;

const areas = new WeakMap<MaskShape, number>();
const bitmaps = new Map<MaskShape, Bitmap>();
let bytes = 0;

export function isMask(shape: Shape): shape is MaskShape {
  return shape.type === "mask";
}

/** Its pixels; not to be changed. */
export function bitmapOf(mask: MaskShape): Bitmap {
  const known = bitmaps.get(mask);
  const { left, top, width, height } = mask;
  const bitmap = known ?? { left, top, width, height, pixels: pixelsOf(decompress(mask.counts), width * height) };
  remember(mask, bitmap);
  return bitmap;
}

/** A shape with these pixels, which are trimmed and do not change from now on. */
export function maskOf(common: Common, bitmap: Bitmap): MaskShape {
  const { left, top, width, height, pixels } = bitmap;
  const counts = compress(runsOf(pixels));
  const mask: MaskShape = { ...common, type: "mask", left, top, width, height, counts };
  remember(mask, bitmap);
  return mask;
}

export function areaOfMask(mask: MaskShape): number {
  const known = areas.get(mask);
  if (known !== undefined) return known;
  const area = areaOfRuns(decompress(mask.counts));
  areas.set(mask, area);
  return area;
}

/** Put a bitmap last in the line of those that may go. */
function remember(mask: MaskShape, bitmap: Bitmap): void {
  if (!bitmaps.delete(mask)) bytes += bitmap.pixels.length;
  bitmaps.set(mask, bitmap);
  for (const [oldest, { pixels }] of bitmaps) {
    if (bytes <= MOST_BYTES || oldest === mask) break;
    bitmaps.delete(oldest);
    bytes -= pixels.length;
  }
}
