/** What painting does to an answer, as operations: one list is one step of undo. Pure. */
import type { Op } from "@goldsmith/editors";
import {
  addPixels,
  type Bitmap,
  containsFrame,
  copyOf,
  frameAround,
  intersectionOf,
  reframed,
  takePixels,
  trimmed,
} from "./bitmap";
import { bitmapOf, isMask, type MaskShape, maskOf } from "./shape";

/** Where an edit happens. */
export interface Scene {
  readonly masks: readonly MaskShape[];
  /** Whether two masks may share pixels. */
  readonly mayOverlap: boolean;
  /** Other masks keep their pixels, whatever is painted. */
  readonly isLocked: boolean;
  /** Operations that remove an object with everything that hangs on it. */
  removal(uuid: string): readonly Op[];
}

/** A mask that grows, or one that begins with its first pixels. */
export type Target = MaskShape | { readonly uuid: string; readonly label: string };

/** Give pixels to a mask, and take them from the others where masks may not overlap. */
export function paintOps(target: Target, pixels: Bitmap, scene: Scene): Op[] {
  const others = scene.masks.filter(({ uuid }) => uuid !== target.uuid);
  const painted = scene.isLocked ? unlocked(pixels, others) : trimmed(pixels);
  if (!painted) return [];
  const isKnown = "counts" in target;
  const grown = isKnown ? withPixels(bitmapOf(target), painted) : painted;
  if (!grown) return [];
  const losses = scene.mayOverlap ? [] : others.flatMap((other) => eraseOps(other, painted, scene));
  const attributes = isKnown ? target.attributes : {};
  return [...losses, { op: "put", annotation: maskOf({ ...target, attributes }, grown) }];
}

/** Take pixels from a mask; one without pixels is removed. Nothing when it had none of them. */
export function eraseOps(mask: MaskShape, pixels: Bitmap, scene: Scene): readonly Op[] {
  if (!intersectionOf(mask, pixels)) return [];
  const left = copyOf(bitmapOf(mask));
  if (!takePixels(left, pixels)) return [];
  const rest = trimmed(left);
  return rest ? [{ op: "put", annotation: maskOf(mask, rest) }] : scene.removal(mask.uuid);
}

/** The pixels that belong to none of these masks; null when all do. */
export function unlocked(pixels: Bitmap, others: readonly MaskShape[]): Bitmap | null {
  const free = copyOf(pixels);
  for (const other of others) if (intersectionOf(other, free)) takePixels(free, bitmapOf(other));
  return trimmed(free);
}

/** Both together, in a window around both; null when there was nothing new. */
export function withPixels(bitmap: Bitmap, more: Bitmap): Bitmap | null {
  const isInside = containsFrame(bitmap, more);
  const fresh = copyOf(more);
  takePixels(fresh, bitmap);
  if (!fresh.pixels.includes(1)) return null;
  const grown = isInside ? copyOf(bitmap) : reframed(bitmap, frameAround(bitmap, more));
  addPixels(grown, more);
  return grown;
}

/** The mask that a stroke with this label extends: the selected one, or for what is no thing its only one. */
export function targetOf(
  label: string,
  { masks, selected, isThing }: { masks: readonly MaskShape[]; selected: readonly string[]; isThing: boolean },
): Target {
  const chosen = masks.find(({ uuid }) => selected.length === 1 && uuid === selected[0]);
  if (chosen) return chosen;
  const only = isThing ? undefined : masks.find((mask) => mask.label === label);
  return only ?? { uuid: crypto.randomUUID(), label };
}

/** The masks as they are after operations. */
export function masksAfter(masks: readonly MaskShape[], ops: readonly Op[]): readonly MaskShape[] {
  const after = new Map(masks.map((mask) => [mask.uuid, mask]));
  for (const op of ops) {
    if (op.op === "remove") after.delete(op.uuid);
    else if (op.op === "put" && isMask(op.annotation)) after.set(op.annotation.uuid, op.annotation);
  }
  return [...after.values()];
}
