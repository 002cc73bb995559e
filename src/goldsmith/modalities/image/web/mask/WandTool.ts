/** Picks what is joined to a place and has its colour; a drag to the right or left is more or less tolerant. */
import type { Point } from "../geometry";
import type { PointerGesture } from "../ImageCanvas";
import { copyOf, type Frame, intersectionOf } from "./bitmap";
import type { Effect } from "./desk";
import { effectOf, MaskTool } from "./MaskTool";
import { type Aim, aimAt, commitPixels, showPixels, spareLocked } from "./Stroke";
import { maskSettings } from "./settings";
import { type Reach, reachFrom, regionWithin } from "./wand";

/** Screen pixels of a drag for one step of tolerance. */
const PIXELS_PER_STEP = 3;
/** The wand looks no farther than so many pixels from a place. */
const FARTHEST = 1_500;

interface Held {
  readonly aim: Aim;
  readonly reach: Reach;
  readonly start: Point;
  readonly tolerance: number;
}

export class WandTool extends MaskTool {
  readonly name = "wand";
  private held: Held | null = null;

  down(gesture: PointerGesture): boolean {
    if (!this.takes(gesture)) return false;
    this.reach(gesture.at, effectOf(gesture));
    return true;
  }

  drag({ at }: PointerGesture): void {
    this.pointer = at;
    if (!this.held) return;
    const steps = Math.round((at.x - this.held.start.x) / this.bench().resolution() / PIXELS_PER_STEP);
    maskSettings.setState({ tolerance: Math.max(0, Math.min(255, this.held.tolerance + steps)) });
    this.show();
  }

  up(_gesture: PointerGesture): void {
    this.commit();
  }

  /** Begin at the crosshair, keys set the tolerance, and again: done. */
  enter(): boolean {
    if (!this.crosshair) return false;
    if (this.held) this.commit();
    else this.reach(this.crosshair, "add");
    return true;
  }

  override cancel(): boolean {
    const hadSomething = this.held !== null;
    this.held = null;
    if (hadSomething) this.desk.preview(null);
    return super.cancel() || hadSomething;
  }

  protected override changeTolerance(steps: number): void {
    super.changeTolerance(steps);
    if (this.held) this.show();
  }

  private reach(at: Point, effect: Effect): void {
    const aim = aimAt(this.desk, effect, at);
    const patch = aim && this.desk.colors(this.frameAround(at));
    if (!aim || !patch) return;
    const { tolerance } = maskSettings.getState();
    this.held = { aim, reach: reachFrom(patch, at.x, at.y), start: at, tolerance };
    this.show();
  }

  /** What is in sight around a place, which itself may be out of it. */
  private frameAround({ x, y }: Point): Frame {
    const [left, top] = [Math.floor(x), Math.floor(y)];
    const near = { left: left - FARTHEST, top: top - FARTHEST, width: 2 * FARTHEST, height: 2 * FARTHEST };
    const inSight = this.desk.visibleFrame();
    return (inSight && intersectionOf(inSight, near)) ?? { left, top, width: 1, height: 1 };
  }

  private region(held: Held) {
    const pixels = copyOf(regionWithin(held.reach, maskSettings.getState().tolerance));
    spareLocked(this.desk, held.aim, pixels);
    return pixels;
  }

  private show(): void {
    if (this.held) showPixels(this.desk, this.held.aim, this.region(this.held));
    this.bench().redraw();
  }

  private commit(): void {
    const { held } = this;
    this.held = null;
    if (held) commitPixels(this.desk, held.aim, this.region(held));
    this.bench().redraw();
  }
}
