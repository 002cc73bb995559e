/** Draws an outline around pixels, click by click or in one drag, and gives them to a mask or takes them away. */
import { distance, keepInside, type Point } from "../geometry";
import type { PointerGesture } from "../ImageCanvas";
import { CLICK, HANDLE_REACH, isNear, NOTHING, type Sketch } from "../tools/contract";
import { trimmed } from "./bitmap";
import type { Effect } from "./desk";
import { effectOf, MaskTool } from "./MaskTool";
import { fillRings } from "./rings";
import { aimAt, commitPixels, spareLocked } from "./Stroke";

export class LassoTool extends MaskTool {
  readonly name = "lasso";
  private effect: Effect = "add";
  private start: Point | null = null;
  private isFreehand = false;

  down(gesture: PointerGesture): boolean {
    if (!this.takes(gesture)) return false;
    this.effect = effectOf(gesture);
    this.start = gesture.at;
    this.isFreehand = false;
    return true;
  }

  drag({ at }: PointerGesture): void {
    this.pointer = at;
    const step = CLICK * this.bench().resolution();
    if (this.start && distance(this.start, at) > step) this.isFreehand = true;
    const last = this.points.at(-1) ?? this.start;
    if (this.isFreehand && this.start && last && distance(last, at) > step / 2) {
      this.points = [...(this.points.length > 0 ? this.points : [this.start]), this.inside(at)];
    }
    this.bench().redraw();
  }

  up(gesture: PointerGesture): void {
    this.start = null;
    if (this.isFreehand) this.finish();
    else this.drop(gesture.at, gesture.isDouble);
    this.isFreehand = false;
    this.bench().redraw();
  }

  /** Put a corner at the crosshair; on the same place again: finish. */
  enter(): boolean {
    if (this.crosshair) this.drop(this.crosshair);
    else if (this.points.length >= 3) this.finish();
    else return this.points.length > 0;
    this.bench().redraw();
    return true;
  }

  override erase(): boolean {
    if (this.points.length === 0) return false;
    this.points = this.points.slice(0, -1);
    this.bench().redraw();
    return true;
  }

  override sketch(): Sketch {
    if (this.points.length === 0) return NOTHING;
    const path = this.pointer ? [...this.points, this.pointer] : this.points;
    return { paths: [[...path, path[0] as Point]], dots: this.isFreehand ? [] : this.points };
  }

  private drop(at: Point, isLast = false): void {
    const isRepeat = isNear(this.bench(), this.points.at(-1), at, this.crosshair ? 0 : CLICK);
    const closes = isNear(this.bench(), this.points[0], at, this.crosshair ? 0 : HANDLE_REACH);
    if (this.points.length >= 3 && (isLast || isRepeat || closes)) this.finish();
    else if (!isRepeat) this.points = [...this.points, this.inside(at)];
  }

  private finish(): void {
    const [first] = this.points;
    const filled = fillRings([this.points], this.bench().size);
    const aim = first && aimAt(this.desk, this.effect, first);
    this.points = [];
    if (!filled || !aim) return;
    spareLocked(this.desk, aim, filled);
    const pixels = trimmed(filled);
    if (pixels) commitPixels(this.desk, aim, pixels);
  }

  private inside(at: Point): Point {
    return keepInside(at, this.bench().size);
  }
}
