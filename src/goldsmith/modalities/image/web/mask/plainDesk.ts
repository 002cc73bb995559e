/** A desk over a plain answer, without canvas or picture: what the tests of tools work at. */
import { type Answer, applyOps, removalOps } from "@goldsmith/editors";
import type { Point } from "../geometry";
import { holds } from "./bitmap";
import type { MaskDesk, Preview } from "./desk";
import { targetOf } from "./edits";
import { bitmapOf, isMask } from "./shape";
import type { Patch } from "./wand";

export class PlainDesk {
  answer: Answer;
  steps = 0;
  selection: readonly string[] = [];
  label = "car";
  mayOverlap = true;
  mustCover = false;
  isLocked = false;
  shown: Preview | null = null;
  private readonly picture: Patch;

  constructor(answer: Answer, picture: Patch) {
    this.answer = answer;
    this.picture = picture;
  }

  desk(): MaskDesk {
    const masks = this.answer.annotations.filter(isMask);
    const selected = masks.filter(({ uuid }) => this.selection.includes(uuid));
    const isThing = (label: string) => label !== "road";
    return {
      masks,
      selected,
      mustCover: this.mustCover,
      mayOverlap: this.mayOverlap,
      isLocked: this.isLocked,
      isThing,
      removal: (uuid) => removalOps(this.answer, [uuid]),
      target: () =>
        targetOf(this.label, { masks, selected: selected.map(({ uuid }) => uuid), isThing: isThing(this.label) }),
      masksAt: ({ x, y }: Point) => masks.filter((mask) => holds(bitmapOf(mask), x, y)),
      colorOf: () => "#1c7ed6",
      visibleFrame: () => this.picture,
      colors: (frame) => this.cut(frame),
      preview: (preview) => {
        this.shown = preview;
      },
      commit: (ops, target) => {
        if (ops.length === 0) return;
        this.answer = applyOps(this.answer, ops);
        this.steps += 1;
        if (target) this.selection = [target.uuid];
      },
      crosshair: () => null,
      point: () => undefined,
    };
  }

  private cut({ left, top, width, height }: { left: number; top: number; width: number; height: number }): Patch {
    const colors = new Uint32Array(width * height);
    for (let y = 0; y < height; y += 1) {
      const start = (top + y - this.picture.top) * this.picture.width + left - this.picture.left;
      colors.set(this.picture.colors.subarray(start, start + width), y * width);
    }
    return { left, top, width, height, colors };
  }
}
