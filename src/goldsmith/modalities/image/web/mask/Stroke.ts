/** One stroke of a brush: what it covers so far, shown while it grows, one step of undo when it ends. */
import type { Point, Size } from "../geometry";
import {
  addPixels,
  type Bitmap,
  containsFrame,
  emptyBitmap,
  type Frame,
  frameAround,
  intersectionOf,
  reframed,
  takePixels,
  widened,
} from "./bitmap";
import { type Brush, paintSweep, sweepFrame } from "./brush";
import type { Effect, MaskDesk } from "./desk";
import { eraseOps, paintOps, type Target } from "./edits";
import { bitmapOf, type MaskShape } from "./shape";

/** Least room to grow, so that the window is not made anew with each move; a large one gets more. */
const MARGIN = 128;

/** What a stroke changes: a mask that grows, one that shrinks, or all that it touches. */
export type Aim =
  | { readonly effect: "add"; readonly target: Target }
  | { readonly effect: "take"; readonly target: MaskShape | null };

/** The aim of painting or erasing that begins at a place; null when there is nothing to do it to. */
export function aimAt(desk: MaskDesk, effect: Effect, at: Point): Aim | null {
  if (effect === "add") {
    const target = desk.target();
    return target && { effect, target };
  }
  const [selected] = desk.selected;
  if (selected || !desk.isLocked) return { effect, target: selected ?? null };
  const under = desk.masksAt(at)[0];
  return under ? { effect, target: under } : null;
}

/** The operations by which these pixels fulfil an aim. */
export function opsOf(aim: Aim, pixels: Bitmap, desk: MaskDesk) {
  if (aim.effect === "add") return paintOps(aim.target, pixels, desk);
  const masks = aim.target ? [aim.target] : desk.masks;
  return masks.flatMap((mask) => eraseOps(mask, pixels, desk));
}

/** Show what these pixels would do, and do it. */
export function showPixels(desk: MaskDesk, aim: Aim, pixels: Bitmap, changed?: Frame): void {
  const color = desk.colorOf(aim.target?.label ?? "");
  const cutsOthers = aim.effect === "add" && !desk.mayOverlap && !desk.isLocked;
  desk.preview({ effect: aim.effect, pixels, target: aim.target?.uuid ?? null, color, cutsOthers }, changed);
}

export function commitPixels(desk: MaskDesk, aim: Aim, pixels: Bitmap): void {
  const ops = opsOf(aim, pixels, desk);
  desk.preview(null);
  desk.commit(ops, aim.effect === "add" ? aim.target : undefined);
}

/** Take away what locked masks hold. */
export function spareLocked(desk: MaskDesk, aim: Aim, pixels: Bitmap): void {
  if (aim.effect === "take" || !desk.isLocked) return;
  for (const mask of desk.masks) {
    if (mask.uuid !== aim.target.uuid && intersectionOf(mask, pixels)) takePixels(pixels, bitmapOf(mask));
  }
}

export class Stroke {
  private pixels: Bitmap | null = null;
  private last: Point;
  private readonly desk: MaskDesk;
  private readonly aim: Aim;
  private readonly size: Size;
  private readonly filter: (pixels: Bitmap) => void;

  constructor(desk: MaskDesk, aim: Aim, size: Size, at: Point, filter: (pixels: Bitmap) => void) {
    this.desk = desk;
    this.aim = aim;
    this.size = size;
    this.last = at;
    this.filter = filter;
  }

  moveTo(at: Point, brush: Brush): void {
    const frame = sweepFrame(this.last, at, brush, this.size);
    if (frame) {
      const sweep = emptyBitmap(frame);
      paintSweep(sweep, this.last, at, brush);
      this.filter(sweep);
      spareLocked(this.desk, this.aim, sweep);
      this.pixels = this.roomFor(frame);
      addPixels(this.pixels, sweep);
      showPixels(this.desk, this.aim, this.pixels, frame);
    }
    this.last = at;
  }

  end(): void {
    if (this.pixels) commitPixels(this.desk, this.aim, this.pixels);
  }

  private roomFor(frame: Frame): Bitmap {
    const { pixels, size } = this;
    if (pixels && containsFrame(pixels, frame)) return pixels;
    const margin = Math.max(MARGIN, pixels ? (pixels.width + pixels.height) / 4 : 0);
    const wide = widened(frame, Math.ceil(margin));
    const inside = intersectionOf(pixels ? frameAround(pixels, wide) : wide, { left: 0, top: 0, ...size }) as Frame;
    return pixels ? reframed(pixels, inside) : emptyBitmap(inside);
  }
}
