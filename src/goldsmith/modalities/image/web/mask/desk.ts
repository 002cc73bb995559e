/** What the mask tools may see and do beyond the bench that all tools share. */
import type { Op } from "@goldsmith/editors";
import type { Point } from "../geometry";
import type { Bitmap, Frame } from "./bitmap";
import type { Scene, Target } from "./edits";
import type { MaskShape } from "./shape";
import type { Patch } from "./wand";

/** Besides the brush, which has the name of the shape that it paints. */
export const MASK_TOOLS = ["eraser", "threshold", "fill", "lasso", "wand"] as const;
export type MaskToolName = "mask" | (typeof MASK_TOOLS)[number];

export function isMaskTool(name: string): name is MaskToolName {
  return name === "mask" || (MASK_TOOLS as readonly string[]).includes(name);
}

/** What a stroke would do if it ended now. */
export interface Preview {
  readonly effect: Effect;
  readonly pixels: Bitmap;
  /** The mask that it would change; null: every mask that it touches, or a new one. */
  readonly target: string | null;
  readonly color: string;
  /** Other masks lose what is painted. */
  readonly cutsOthers: boolean;
}

export type Effect = "add" | "take";

export interface MaskDesk extends Scene {
  readonly selected: readonly MaskShape[];
  /** Whether every pixel needs a label. */
  readonly mustCover: boolean;
  /** The mask that painting with the label in hand extends or begins; null when no label may be a mask. */
  target(): Target | null;
  /** The masks whose pixels are at a place, smallest first. */
  masksAt(at: Point): readonly MaskShape[];
  colorOf(label: string): string;
  isThing(label: string): boolean;
  /** The whole pixels in sight. */
  visibleFrame(): Frame | null;
  /** The picture's colours in a window; null, and a word of it, when the picture cannot be read. */
  colors(frame: Frame): Patch | null;
  /** Show what a stroke does; `changed` is the part of its window that is new. */
  preview(preview: Preview | null, changed?: Frame): void;
  /** One step of undo; what was painted becomes the selected object. */
  commit(ops: readonly Op[], target?: Target): void;
  crosshair(): Point | null;
  /** Look at a place, with the crosshair on it; null: give the hand back to the mouse. */
  point(at: Point | null): void;
}
