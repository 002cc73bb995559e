/** What the hands do: tools, drags, the drawing in progress, the keyboard's crosshair. Answers change only through `act`. */
import type { Op } from "@goldsmith/editors";
import {
  distance,
  distanceToPath,
  edgeMiddles,
  fewestVertices,
  handles,
  type ImageShape,
  insertVertex,
  isInside,
  keepInside,
  makeShape,
  moveHandle,
  moveShape,
  nearestEdge,
  type Point,
  removeVertex,
  resizeShape,
  type ShapeType,
  type Size,
} from "./geometry";
import type { PointerGesture, PointerHandlers } from "./ImageCanvas";

export type ToolName = "select" | ShapeType;

/** What the tools may see and do; the React side keeps it current. */
export interface Bench {
  readonly size: Size;
  readonly readOnly: boolean;
  readonly selected: readonly ImageShape[];
  /** The label a new shape of this type would get. */
  labelFor(type: ShapeType): string | null;
  shapesAt(at: Point, reach: number): readonly ImageShape[];
  /** Picture pixels a screen pixel covers. */
  resolution(): number;
  viewCenter(): Point;
  reveal(at: Point): void;
  act(ops: readonly Op[]): void;
  drawn(shape: ImageShape): void;
  select(uuids: readonly string[]): void;
  /** Something in hand changed: draw it. */
  redraw(): void;
}

type Drag =
  | { readonly kind: "handle"; readonly index: number; readonly shape: ImageShape }
  | { readonly kind: "move"; readonly start: Point; readonly shapes: readonly ImageShape[] }
  | { readonly kind: "box"; readonly start: Point }
  | { readonly kind: "press"; readonly at: Point };

const REACH = 7;
const HANDLE_REACH = 9;
/** A press that travels less is a click. */
const CLICK = 4;

export class ImageTools implements PointerHandlers {
  tool: ToolName = "select";
  /** Vertices of the drawing in progress. */
  points: readonly Point[] = [];
  pointer: Point | null = null;
  /** The keyboard's crosshair; null while the mouse leads. */
  crosshair: Point | null = null;
  /** The handle that arrows move. */
  handle: number | null = null;
  /** Shapes as they would be if the drag ended now. */
  preview: ReadonlyMap<string, ImageShape> = new Map();
  private drag_: Drag | null = null;

  private readonly bench: () => Bench;

  constructor(bench: () => Bench) {
    this.bench = bench;
  }

  pick(tool: ToolName): void {
    this.tool = tool;
    this.cancel();
    if (tool !== "select") this.bench().select([]);
    this.bench().redraw();
  }

  /** Drop what is in hand. False when there was nothing. */
  cancel(): boolean {
    const hadSomething =
      this.points.length > 0 || this.crosshair !== null || this.handle !== null || this.drag_ !== null;
    this.points = [];
    this.crosshair = null;
    this.handle = null;
    this.endDrag();
    return hadSomething;
  }

  down(gesture: PointerGesture): boolean {
    const { at } = gesture;
    this.crosshair = null;
    this.handle = null;
    if (gesture.isPan) return false;
    if (this.tool !== "select") return this.startDrawing(at);
    this.drag_ = this.grab(at);
    return this.drag_ !== null;
  }

  private startDrawing(at: Point): boolean {
    if (this.bench().readOnly || !isInside(at, this.bench().size)) return false;
    this.drag_ = this.tool === "box" && this.points.length === 0 ? { kind: "box", start: at } : { kind: "press", at };
    if (this.drag_.kind === "box") this.points = [at];
    if (this.bench().selected.length > 0) this.bench().select([]);
    return true;
  }

  private grab(at: Point): Drag | null {
    const { selected, readOnly } = this.bench();
    const handle = readOnly ? null : this.grabHandle(at);
    if (handle) return handle;
    const under = this.bench().shapesAt(at, REACH);
    const isOnSelected = under.some((shape) => selected.some((one) => one.uuid === shape.uuid));
    if (isOnSelected && !readOnly) return { kind: "move", start: at, shapes: selected };
    return under.length > 0 ? { kind: "press", at } : null;
  }

  private grabHandle(at: Point): Drag | null {
    const { selected, size } = this.bench();
    const [shape] = selected;
    if (!shape || selected.length > 1) return null;
    const index = this.handleAt(shape, at);
    if (index !== null) return { kind: "handle", index, shape };
    const edge = edgeMiddles(shape).findIndex((place) => this.isNear(place, at, REACH));
    if (edge < 0 || (shape.type !== "polygon" && shape.type !== "line")) return null;
    return { kind: "handle", index: edge + 1, shape: insertVertex(shape, edge, at, size) };
  }

  private handleAt(shape: ImageShape, at: Point): number | null {
    const index = handles(shape).findIndex((handle) => this.isNear(handle, at, HANDLE_REACH));
    return index < 0 ? null : index;
  }

  drag({ at }: PointerGesture): void {
    this.pointer = at;
    const drag = this.drag_;
    const { size } = this.bench();
    if (drag?.kind === "handle") {
      const moved = moveHandle(drag.shape, drag.index, at, size);
      if (moved) this.preview = new Map([[moved.uuid, moved]]);
    } else if (drag?.kind === "move" && this.isPastClick(drag.start, at)) {
      const [dx, dy] = [at.x - drag.start.x, at.y - drag.start.y];
      this.preview = new Map(drag.shapes.map((shape) => [shape.uuid, moveShape(shape, dx, dy, size)]));
    }
    this.bench().redraw();
  }

  up({ at, isDouble }: PointerGesture): void {
    const drag = this.drag_;
    if (drag?.kind === "handle" || drag?.kind === "move") this.commitPreview(at);
    else if (drag?.kind === "box") this.endBox(drag.start, at);
    else if (drag?.kind === "press" && this.tool === "select") this.selectAt(at);
    else if (drag?.kind === "press") this.drop(at, isDouble);
    this.endDrag();
    this.bench().redraw();
  }

  hover({ at }: PointerGesture): string {
    this.pointer = at;
    if (this.tool !== "select") {
      if (this.points.length > 0) this.bench().redraw();
      return isInside(at, this.bench().size) ? "crosshair" : "default";
    }
    const [only] = this.bench().selected;
    if (only && this.bench().selected.length === 1 && this.handleAt(only, at) !== null) return "move";
    return this.bench().shapesAt(at, REACH).length > 0 ? "pointer" : "grab";
  }

  /** A click that no shape took: nothing is selected any more. */
  click(at: Point): void {
    const isSelecting = this.tool === "select" && this.bench().selected.length > 0;
    if (isSelecting && this.bench().shapesAt(at, REACH).length === 0) this.bench().select([]);
  }

  /** A double click on an edge of the selected path puts a vertex there; on a vertex, takes it away. */
  doubleClick(at: Point): void {
    const [shape] = this.bench().selected;
    if (this.tool !== "select" || this.bench().readOnly) return;
    if (shape?.type !== "polygon" && shape?.type !== "line") return;
    const vertex = this.handleAt(shape, at);
    const isOnEdge = distanceToPath(shape.vertices, at, shape.type === "polygon") <= REACH * this.bench().resolution();
    if (vertex !== null) this.replace(removeVertex(shape, vertex));
    else if (isOnEdge) this.replace(insertVertex(shape, nearestEdge(shape, at), at, this.bench().size));
  }

  private commitPreview(at: Point): void {
    const changed = [...this.preview.values()];
    if (changed.length === 0) this.selectAt(at);
    else this.bench().act(changed.map((annotation): Op => ({ op: "put", annotation })));
  }

  private selectAt(at: Point): void {
    const under = this.bench().shapesAt(at, REACH);
    const current = under.findIndex((shape) => this.bench().selected.some(({ uuid }) => uuid === shape.uuid));
    const next = under[(current + 1) % under.length];
    this.bench().select(next ? [next.uuid] : []);
  }

  private endBox(start: Point, at: Point): void {
    // A click leaves the first corner standing, so that a box can also be drawn with two clicks.
    if (this.isPastClick(start, at)) this.finish([start, at]);
  }

  private isPastClick(start: Point, at: Point): boolean {
    return this.preview.size > 0 || distance(start, at) > CLICK * this.bench().resolution();
  }

  private endDrag(): void {
    this.drag_ = null;
    this.preview = new Map();
  }

  /** Put one vertex; the drawing ends when it is complete or its last place is given twice. */
  drop(at: Point, isLast = false): void {
    if (this.tool === "select") return;
    const isRepeat = this.isNear(this.points.at(-1), at, this.crosshair ? 0 : CLICK);
    if (this.isComplete() && (isLast || isRepeat || this.closes(at))) {
      this.finish(this.points);
    } else if (!isRepeat) {
      this.points = [...this.points, keepInside(at, this.bench().size)];
      if (this.tool === "point" || (this.tool === "box" && this.isComplete())) this.finish(this.points);
    }
  }

  private isComplete(): boolean {
    return this.tool !== "select" && this.points.length >= fewestVertices(this.tool);
  }

  private closes(at: Point): boolean {
    return this.tool === "polygon" && this.isNear(this.points[0], at, HANDLE_REACH);
  }

  private isNear(known: Point | undefined, at: Point, reachPixels: number): boolean {
    return known !== undefined && distance(known, at) <= reachPixels * this.bench().resolution();
  }

  private finish(points: readonly Point[]): void {
    const type = this.tool as ShapeType;
    const label = this.bench().labelFor(type);
    const shape = label === null ? null : makeShape(type, label, points, this.bench().size);
    this.points = [];
    if (shape) this.bench().drawn(shape);
  }

  /** Enter: drop a vertex at the crosshair, or end what the mouse began. */
  enter(): boolean {
    if (this.tool === "select") return false;
    if (this.crosshair) this.drop(this.crosshair);
    else if (this.isComplete()) this.finish(this.points);
    else return this.points.length > 0;
    this.bench().redraw();
    return true;
  }

  /** Arrows move what is in hand: the crosshair, one handle, the selected shapes. False: nothing is. */
  nudge(dx: number, dy: number): boolean {
    const { selected, readOnly, size } = this.bench();
    if (readOnly) return false;
    if (this.tool !== "select") return this.nudgeCrosshair(dx, dy);
    const [shape] = selected;
    if (!shape) return false;
    if (this.handle === null) {
      const moved = selected.map((one): Op => ({ op: "put", annotation: moveShape(one, dx, dy, size) }));
      this.bench().act(moved);
      return true;
    }
    const from = handles(shape)[this.handle] as Point;
    this.replace(moveHandle(shape, this.handle, { x: from.x + dx, y: from.y + dy }, size));
    return true;
  }

  private nudgeCrosshair(dx: number, dy: number): boolean {
    const { size } = this.bench();
    const from = this.crosshair ?? this.points.at(-1) ?? this.bench().viewCenter();
    const isNew = this.crosshair === null;
    this.crosshair = keepInside(isNew ? roundPlace(from) : { x: from.x + dx, y: from.y + dy }, size);
    this.pointer = this.crosshair;
    this.bench().reveal(this.crosshair);
    this.bench().redraw();
    return true;
  }

  /** Take the next or previous handle in hand. */
  walkHandles(step: 1 | -1): boolean {
    const [shape] = this.bench().selected;
    if (!shape || this.bench().readOnly || shape.type === "point") return false;
    const count = handles(shape).length;
    this.handle = this.handle === null ? (step > 0 ? 0 : count - 1) : (this.handle + step + count) % count;
    this.bench().redraw();
    return true;
  }

  /** Delete and Backspace: the last vertex of a drawing, or the vertex in hand. False: the whole object is meant. */
  erase(): boolean {
    if (this.points.length > 0) {
      this.points = this.points.slice(0, -1);
      this.bench().redraw();
      return true;
    }
    const [shape] = this.bench().selected;
    if (this.handle === null || !shape) return false;
    const index = this.handle;
    this.handle = Math.max(0, index - 1);
    this.replace(removeVertex(shape, index));
    return true;
  }

  /** A new vertex in the middle of the edge after the vertex in hand. */
  insert(): boolean {
    const [shape] = this.bench().selected;
    if (!shape || this.bench().readOnly || (shape.type !== "polygon" && shape.type !== "line")) return false;
    const after = Math.min(this.handle ?? 0, edgeMiddles(shape).length - 1);
    this.replace(insertVertex(shape, after, edgeMiddles(shape)[after] as Point, this.bench().size));
    this.handle = after + 1;
    this.bench().redraw();
    return true;
  }

  resize(by: number): boolean {
    const { selected, size, readOnly } = this.bench();
    if (readOnly || selected.length === 0) return false;
    const ops = selected.flatMap((shape): Op[] => {
      const resized = resizeShape(shape, by, size);
      return resized ? [{ op: "put", annotation: resized }] : [];
    });
    this.bench().act(ops);
    return true;
  }

  private replace(shape: ImageShape | null): void {
    if (shape) this.bench().act([{ op: "put", annotation: shape }]);
  }
}

function roundPlace({ x, y }: Point): Point {
  return { x: Math.round(x), y: Math.round(y) };
}
