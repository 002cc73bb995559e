/** From what somebody showed of a thing to its pixels. Pure; what the worker does. */
import { addPixels, areaOfBitmap, type Bitmap, emptyBitmap, type Frame, holds, trimmed } from "../mask/bitmap";
import { holesOf, partsOf } from "../mask/flood";
import type { Point } from "../points";
import type { View } from "../sight/view";
import { grabCut, type Sides } from "./grabcut";
import { guessThing } from "./guess";
import { BESIDE, INSIDE, OUTSIDE, type Trimap, UNKNOWN } from "./trimap";

export interface Mark extends Point {
  readonly isInside: boolean;
}

/** All in pixels of the picture. */
export interface Shown {
  readonly view: View;
  readonly box: Frame | null;
  readonly marks: readonly Mark[];
  /** The radius of a mark. */
  readonly reach: number;
}

/** Parts smaller than this share of the largest go unless they are marked; holes smaller than that are filled. */
const LEAST_PART = 0.1;
const LEAST_HOLE = 0.005;

/** The pixels of the thing, in a window of their own; null when nothing is found. */
export function cutOut(shown: Shown): Bitmap | null {
  const trimap = trimapOf(shown);
  const { raster } = shown.view;
  const sides = shown.box ? grabCut(raster, trimap) : guessThing(raster, trimap);
  const found = sides && trimmed(enlarged(sides, shown.view));
  return found && trimmed(tidied(found, shown));
}

export function trimapOf({ view, box, marks, reach }: Shown): Trimap {
  const { raster, scale, frame } = view;
  const trimap = new Uint8Array(raster.width * raster.height).fill(box ? OUTSIDE : UNKNOWN);
  if (box) {
    openBox(trimap, view, box);
    if (!trimap.includes(OUTSIDE)) closeRim(trimap, raster.width);
  }
  for (const { x, y, isInside } of marks) {
    const place = { x: (x - frame.left) * scale, y: (y - frame.top) * scale };
    dab(trimap, raster, place, Math.max(0.75, reach * scale), isInside ? INSIDE : BESIDE);
  }
  return trimap;
}

function openBox(trimap: Trimap, { raster, scale, frame }: View, box: Frame): void {
  const from = Math.max(0, Math.floor((box.left - frame.left) * scale));
  const to = Math.min(raster.width, Math.ceil((box.left + box.width - frame.left) * scale));
  const last = Math.min(raster.height, Math.ceil((box.top + box.height - frame.top) * scale));
  for (let row = Math.max(0, Math.floor((box.top - frame.top) * scale)); row < last; row += 1) {
    if (to > from) trimap.fill(UNKNOWN, row * raster.width + from, row * raster.width + to);
  }
}

/** A box around the whole picture: what touches its edge is taken for what is beside the thing. */
function closeRim(trimap: Trimap, width: number): void {
  for (let at = 0; at < trimap.length; at += 1) {
    const isRim = at < width || at >= trimap.length - width || at % width === 0 || (at + 1) % width === 0;
    if (isRim) trimap[at] = OUTSIDE;
  }
}

function dab(trimap: Trimap, size: { width: number; height: number }, at: Point, radius: number, known: number): void {
  const { width, height } = size;
  const bottom = Math.min(height - 1, Math.floor(at.y + radius));
  const right = Math.min(width - 1, Math.floor(at.x + radius));
  for (let row = Math.max(0, Math.floor(at.y - radius)); row <= bottom; row += 1) {
    for (let column = Math.max(0, Math.floor(at.x - radius)); column <= right; column += 1) {
      if (Math.hypot(column + 0.5 - at.x, row + 0.5 - at.y) <= radius) trimap[row * width + column] = known;
    }
  }
}

/** The sides at the picture's own size: between the pixels of the raster the border runs straight. */
function enlarged(sides: Sides, { frame, scale, raster }: View): Bitmap {
  const bitmap = emptyBitmap(frame);
  const { width, height } = raster;
  const sideAt = (column: number, row: number) =>
    sides[Math.max(0, Math.min(height - 1, row)) * width + Math.max(0, Math.min(width - 1, column))] as number;
  for (let x = 0; x < frame.width; x += 1) {
    const [column, across] = split((x + 0.5) * scale - 0.5);
    for (let y = 0; y < frame.height; y += 1) {
      const [row, down] = split((y + 0.5) * scale - 0.5);
      const upper = sideAt(column, row) * (1 - across) + sideAt(column + 1, row) * across;
      const lower = sideAt(column, row + 1) * (1 - across) + sideAt(column + 1, row + 1) * across;
      bitmap.pixels[x * frame.height + y] = upper * (1 - down) + lower * down >= 0.5 ? 1 : 0;
    }
  }
  return bitmap;
}

function split(value: number): readonly [whole: number, rest: number] {
  const whole = Math.floor(value);
  return [whole, value - whole];
}

/** Without specks and pinholes; without a box only what was marked. */
function tidied(found: Bitmap, { box, marks }: Shown): Bitmap {
  const isMarked = (part: Bitmap, isInside: boolean) =>
    marks.some((mark) => mark.isInside === isInside && holds(part, mark.x, mark.y));
  const parts = partsOf(found);
  const largest = areaOfBitmap(parts[0] as Bitmap);
  const kept = emptyBitmap(found);
  for (const part of parts) {
    const isLarge = box !== null && areaOfBitmap(part) >= LEAST_PART * largest;
    if (isLarge || isMarked(part, true)) addPixels(kept, part);
  }
  const holes = holesOf(kept);
  for (const hole of holes ? partsOf(holes) : []) {
    if (areaOfBitmap(hole) < LEAST_HOLE * largest && !isMarked(hole, false)) addPixels(kept, hole);
  }
  return kept;
}
