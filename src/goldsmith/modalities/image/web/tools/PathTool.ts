/** A polygon or a line: click by click, or by a drag with Shift. It snaps to neighbours unless Alt is held. */
import { distance, keepInside, type Point } from "../geometry";
import type { PointerGesture } from "../ImageCanvas";
import { simplifyLine } from "../regions/simplify";
import { type Bench, HANDLE_REACH, isNear, NOTHING, type Sketch, type ToolName } from "./contract";
import { DrawTool } from "./DrawTool";
import { snap } from "./snapping";

/** Screen pixels between places of a freehand drag, and how far its line may leave the hand's. */
const TRAIL_STEP = 3;
const TRAIL_TOLERANCE = 1;

export class PathTool extends DrawTool {
  readonly name: ToolName;
  protected readonly type: "polygon" | "line";
  private snapped: Point | null = null;
  /** The freehand drag in progress. */
  private trail: readonly Point[] | null = null;

  constructor(name: ToolName, type: "polygon" | "line", bench: () => Bench) {
    super(bench);
    this.name = name;
    this.type = type;
  }

  private get isClosed(): boolean {
    return this.type === "polygon";
  }

  override cancel(): boolean {
    this.trail = null;
    return super.cancel();
  }

  protected override closes(at: Point): boolean {
    return this.isClosed && isNear(this.bench(), this.points[0], at, HANDLE_REACH);
  }

  protected override endsAlone(): boolean {
    return false;
  }

  protected override placeFor({ at, isAlt, isShift }: PointerGesture): Point {
    this.snapped = isAlt || isShift ? null : snap(this.bench(), at);
    return this.snapped ?? at;
  }

  override down(gesture: PointerGesture): boolean {
    const isTaken = super.down(gesture);
    this.trail = isTaken && gesture.isShift ? [gesture.at] : null;
    return isTaken;
  }

  override drag(gesture: PointerGesture): void {
    const last = this.trail?.at(-1);
    const isFar = last && distance(last, gesture.at) >= TRAIL_STEP * this.bench().resolution();
    if (this.trail && isFar) this.trail = [...this.trail, keepInside(gesture.at, this.bench().size)];
    super.drag(gesture);
  }

  override up(gesture: PointerGesture): void {
    const { trail } = this;
    this.trail = null;
    if (!trail || trail.length < 2) super.up(gesture);
    else this.endTrail(trail);
    this.bench().redraw();
  }

  /** A drag that began the drawing is the whole of it; one in between adds to it. */
  private endTrail(trail: readonly Point[]): void {
    const isWhole = this.points.length === 0;
    this.points = [...this.points, ...simplifyLine(trail, TRAIL_TOLERANCE * this.bench().resolution())];
    if (isWhole && this.isComplete()) this.finish(this.points);
  }

  override hover(gesture: PointerGesture): string {
    const before = this.snapped;
    const cursor = super.hover(gesture);
    if (before !== this.snapped) this.bench().redraw();
    return cursor;
  }

  override nudge(dx: number, dy: number): boolean {
    this.snapped = null;
    return super.nudge(dx, dy);
  }

  override sketch(): Sketch {
    const drawn = [...this.points, ...(this.trail ?? [])];
    const { snapped } = this;
    if (drawn.length === 0) return { ...NOTHING, snapped };
    const points = this.pointer ? [...drawn, this.pointer] : drawn;
    const isRing = this.isClosed && points.length > 2;
    return { paths: [isRing ? [...points, points[0] as Point] : points], dots: this.points, snapped };
  }
}
