/** Draws a new shape vertex by vertex, with the mouse or with the keyboard's crosshair. */
import {
  distance,
  fewestVertices,
  type ImageShape,
  isInside,
  keepInside,
  makeShape,
  type Point,
  type ShapeType,
} from "../geometry";
import type { PointerGesture } from "../ImageCanvas";
import { type Bench, CLICK, isNear, NO_PREVIEW, NOTHING, type Sketch, type Tool, type ToolName } from "./contract";

export abstract class DrawTool implements Tool {
  abstract readonly name: ToolName;
  readonly preview = NO_PREVIEW;
  readonly keepsSelection: boolean = false;
  points: readonly Point[] = [];
  crosshair: Point | null = null;
  protected pointer: Point | null = null;
  protected readonly bench: () => Bench;

  constructor(bench: () => Bench) {
    this.bench = bench;
  }

  /** What the drawing makes. */
  protected abstract readonly type: ShapeType;

  /** Whether a vertex at this place ends a drawing that is complete. */
  protected closes(_at: Point): boolean {
    return false;
  }

  /** Whether the drawing ends as soon as it is complete. */
  protected endsAlone(): boolean {
    return true;
  }

  /** Where a hand at this place draws. */
  protected placeFor({ at }: PointerGesture): Point {
    return at;
  }

  protected shapeFrom(points: readonly Point[], label: string): ImageShape | null {
    return makeShape(this.type, label, points, this.bench().size);
  }

  begin(): void {}

  cancel(): boolean {
    const hadSomething = this.points.length > 0 || this.crosshair !== null;
    this.points = [];
    this.crosshair = null;
    return hadSomething;
  }

  down({ at, isPan }: PointerGesture): boolean {
    this.crosshair = null;
    if (isPan || this.bench().readOnly || !isInside(at, this.bench().size)) return false;
    if (!this.keepsSelection && this.bench().selected.length > 0) this.bench().select([]);
    return true;
  }

  drag(gesture: PointerGesture): void {
    this.pointer = this.placeFor(gesture);
    this.bench().redraw();
  }

  up(gesture: PointerGesture): void {
    this.drop(this.placeFor(gesture), gesture.isDouble);
    this.bench().redraw();
  }

  hover(gesture: PointerGesture): string {
    this.pointer = this.placeFor(gesture);
    if (this.points.length > 0) this.bench().redraw();
    return isInside(gesture.at, this.bench().size) ? "crosshair" : "default";
  }

  click(_gesture: PointerGesture): void {}

  doubleClick(_at: Point): void {}

  /** Put one vertex; the drawing ends when it is complete or its last place is given twice. */
  protected drop(at: Point, isLast = false): void {
    const isRepeat = isNear(this.bench(), this.points.at(-1), at, this.crosshair ? 0 : CLICK);
    if (this.isComplete() && (isLast || isRepeat || this.closes(at))) {
      this.finish(this.points);
    } else if (!isRepeat) {
      this.points = [...this.points, keepInside(at, this.bench().size)];
      if (this.endsAlone() && this.isComplete()) this.finish(this.points);
    }
  }

  protected isComplete(): boolean {
    return this.points.length >= fewestVertices(this.type);
  }

  protected finish(points: readonly Point[]): void {
    const label = this.bench().labelFor(this.type);
    const shape = label === null ? null : this.shapeFrom(points, label);
    this.points = [];
    if (shape) this.bench().drawn(shape);
  }

  /** Drop a vertex at the crosshair, or end what the mouse began. */
  enter(): boolean {
    if (this.crosshair) this.drop(this.crosshair);
    else if (this.isComplete()) this.finish(this.points);
    else return this.points.length > 0;
    this.bench().redraw();
    return true;
  }

  nudge(dx: number, dy: number): boolean {
    const { size, readOnly } = this.bench();
    if (readOnly) return false;
    const from = this.crosshair ?? this.points.at(-1) ?? this.bench().viewCenter();
    const to = this.crosshair ? { x: from.x + dx, y: from.y + dy } : roundPlace(from);
    this.crosshair = keepInside(to, size);
    this.pointer = this.crosshair;
    this.bench().reveal(this.crosshair);
    this.bench().redraw();
    return true;
  }

  /** The last vertex of the drawing. */
  erase(): boolean {
    if (this.points.length === 0) return false;
    this.points = this.points.slice(0, -1);
    this.bench().redraw();
    return true;
  }

  press(_chord: string): boolean {
    return false;
  }

  /** The shape that a vertex at the hand would make, or the way there. */
  sketch(): Sketch {
    if (this.points.length === 0) return NOTHING;
    const points = this.pointer ? [...this.points, this.pointer] : this.points;
    const shape = this.shapeFrom(points, "");
    return { shape, paths: shape ? [] : [points], dots: this.points };
  }
}

/** A drawing that begins with a drag from corner to corner, or with two clicks. */
export abstract class DragTool extends DrawTool {
  private start: Point | null = null;

  override cancel(): boolean {
    this.start = null;
    return super.cancel();
  }

  override down(gesture: PointerGesture): boolean {
    const isTaken = super.down(gesture);
    this.start = isTaken && this.points.length === 0 ? gesture.at : null;
    if (this.start) this.points = [gesture.at];
    return isTaken;
  }

  override up(gesture: PointerGesture): void {
    const { start } = this;
    this.start = null;
    // A click leaves the first corner standing, so that two clicks draw as well.
    if (start === null) super.up(gesture);
    else if (distance(start, gesture.at) > CLICK * this.bench().resolution()) this.endDrag(start, gesture.at);
    else this.endClick();
    this.bench().redraw();
  }

  protected endDrag(start: Point, at: Point): void {
    this.finish([start, at]);
  }

  protected endClick(): void {}

  protected get isDragging(): boolean {
    return this.start !== null;
  }
}

function roundPlace({ x, y }: Point): Point {
  return { x: Math.round(x), y: Math.round(y) };
}
