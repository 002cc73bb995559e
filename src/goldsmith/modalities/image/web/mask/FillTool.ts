/** Fills the closed hole of a mask under the hand; where masks may not overlap, also a gap between them. */
import type { Point } from "../geometry";
import type { PointerGesture } from "../ImageCanvas";
import { areaOfBitmap, type Bitmap, trimmed } from "./bitmap";
import { coverOf } from "./cover";
import type { Target } from "./edits";
import { holeAt, regionAt } from "./flood";
import { MaskTool } from "./MaskTool";
import { commitPixels } from "./Stroke";
import { bitmapOf } from "./shape";

interface Found {
  readonly target: Target;
  readonly pixels: Bitmap;
}

export class FillTool extends MaskTool {
  readonly name = "fill";

  down(gesture: PointerGesture): boolean {
    return this.takes(gesture);
  }

  drag(_gesture: PointerGesture): void {}

  up({ at }: PointerGesture): void {
    this.fill(at);
  }

  enter(): boolean {
    if (!this.crosshair) return false;
    this.fill(this.crosshair);
    return true;
  }

  private fill(at: Point): void {
    const found = this.holeUnder(at) ?? this.gapUnder(at);
    if (found) commitPixels(this.desk, { effect: "add", target: found.target }, found.pixels);
    else this.bench().say("noHole");
    this.bench().redraw();
  }

  /** The hole of the selected mask, or the smallest hole of any. */
  private holeUnder({ x, y }: Point): Found | null {
    const { selected, masks } = this.desk;
    const found = (selected.length > 0 ? selected : masks).flatMap((target): Found[] => {
      const hole = holeAt(bitmapOf(target), x, y);
      const pixels = hole && trimmed(hole);
      return pixels ? [{ target, pixels }] : [];
    });
    return found.sort((a, b) => areaOfBitmap(a.pixels) - areaOfBitmap(b.pixels))[0] ?? null;
  }

  private gapUnder({ x, y }: Point): Found | null {
    const target = this.desk.mayOverlap ? null : this.desk.target();
    if (!target || this.desk.masks.length === 0) return null;
    const gap = regionAt(coverOf(this.desk.masks.map(bitmapOf), this.bench().size), x, y);
    const pixels = gap && trimmed(gap);
    return pixels ? { target, pixels } : null;
  }
}
