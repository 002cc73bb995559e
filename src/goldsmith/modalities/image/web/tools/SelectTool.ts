/** Selects, moves and reshapes what is there. */
import {
  boundsOf,
  distance,
  edgeMiddles,
  handles,
  type ImageShape,
  insertVertex,
  moveHandle,
  moveShape,
  nearestEdge,
  outline,
  type PathShape,
  type Point,
  removeVertex,
  resizeShape,
  turnHandle,
  turnShape,
} from "../geometry";
import type { PointerGesture } from "../ImageCanvas";
import { absentNames, toggleVisibility, withKeypoint, withoutKeypoint } from "../shapes/skeleton";
import {
  type Bench,
  CLICK,
  HANDLE_REACH,
  isNear,
  NO_PREVIEW,
  NOTHING,
  puts,
  REACH,
  type Sketch,
  type Tool,
} from "./contract";
import { withGroups } from "./groups";
import { snap } from "./snapping";

type Drag =
  | { readonly kind: "handle"; readonly index: number; readonly shape: ImageShape }
  | { readonly kind: "move"; readonly start: Point; readonly shapes: readonly ImageShape[] }
  | { readonly kind: "band"; readonly start: Point }
  | { readonly kind: "press" };

const GROWTH: Readonly<Record<string, number>> = { "[": -1, "]": 1, "{": -10, "}": 10 };
const TURNS: Readonly<Record<string, number>> = { Q: -1, E: 1, "Shift+Q": -15, "Shift+E": 15 };

export class SelectTool implements Tool {
  readonly name = "select";
  readonly keepsSelection = true;
  readonly crosshair = null;
  readonly points: readonly Point[] = [];
  /** The handle that arrows move. */
  handle: number | null = null;
  /** The handle under the mouse. */
  hovered: number | null = null;
  preview = NO_PREVIEW;
  private held: Drag | null = null;
  private snapped: Point | null = null;
  private band: readonly [Point, Point] | null = null;
  private readonly bench: () => Bench;

  constructor(bench: () => Bench) {
    this.bench = bench;
  }

  begin(): void {}

  cancel(): boolean {
    const hadSomething = this.handle !== null || this.held !== null;
    this.handle = null;
    this.endDrag();
    return hadSomething;
  }

  down(gesture: PointerGesture): boolean {
    this.handle = null;
    if (gesture.isPan) return false;
    this.held = this.grab(gesture);
    return this.held !== null;
  }

  private grab({ at, isShift, isCtrl }: PointerGesture): Drag | null {
    const { selected, readOnly } = this.bench();
    const handle = readOnly ? null : this.grabHandle(at);
    if (handle) return handle;
    if (isShift) return { kind: "band", start: at };
    const under = this.bench().shapesAt(at, REACH);
    const isOnSelected = under.some((shape) => selected.some((one) => one.uuid === shape.uuid));
    if (isOnSelected && !readOnly && !isCtrl) return { kind: "move", start: at, shapes: selected };
    return under.length > 0 ? { kind: "press" } : null;
  }

  private grabHandle(at: Point): Drag | null {
    const { only } = this;
    if (!only) return null;
    const index = this.handleAt(only, at);
    if (index !== null) return { kind: "handle", index, shape: only };
    const path = asPath(only);
    const edge = path && edgeMiddles(path).find((middle) => isNear(this.bench(), middle.at, at, REACH));
    return path && edge ? { kind: "handle", index: edge.after + 1, shape: insertVertex(path, edge.after, at) } : null;
  }

  /** The selected shape, when it is one. */
  private get only(): ImageShape | null {
    const { selected } = this.bench();
    return selected.length === 1 ? (selected[0] as ImageShape) : null;
  }

  /** The handle that turns comes first: it may stand over another one of a flat shape. */
  private handleAt(shape: ImageShape, at: Point): number | null {
    const places = handles(shape, this.bench().resolution());
    const turning = turnHandle(shape);
    const order = turning === undefined ? [...places.keys()] : [turning, ...places.keys()];
    return order.find((index) => isNear(this.bench(), places[index], at, HANDLE_REACH)) ?? null;
  }

  drag(gesture: PointerGesture): void {
    const { held } = this;
    const { at } = gesture;
    if (held?.kind === "handle") this.dragHandle(held.shape, held.index, gesture);
    else if (held?.kind === "band") this.band = [held.start, at];
    else if (held?.kind === "move" && this.isPastClick(held.start, at)) {
      const [dx, dy] = [at.x - held.start.x, at.y - held.start.y];
      this.preview = byUuid(held.shapes.map((shape) => moveShape(shape, dx, dy, this.bench().size)));
    }
    this.bench().redraw();
  }

  private dragHandle(shape: ImageShape, index: number, { at, isAlt, isShift }: PointerGesture): void {
    this.snapped = asPath(shape) && !isAlt ? snap(this.bench(), at, shape.uuid) : null;
    const grip = { isStepped: isShift, isAlone: isAlt };
    const moved = moveHandle(shape, index, this.snapped ?? at, this.bench().size, grip);
    if (moved) this.preview = byUuid([moved]);
  }

  private isPastClick(start: Point, at: Point): boolean {
    return this.preview.size > 0 || distance(start, at) > CLICK * this.bench().resolution();
  }

  up(gesture: PointerGesture): void {
    const { held, preview } = this;
    if (held?.kind === "band" && this.isPastClick(held.start, gesture.at)) this.selectWithin(held.start, gesture.at);
    else if (preview.size > 0) this.bench().act(puts([...preview.values()]));
    else if (held && held.kind !== "handle") this.selectAt(gesture);
    this.endDrag();
    this.bench().redraw();
  }

  /** Again on the same place: what lies below. With Shift: this one too, or no longer; with Ctrl: its whole group. */
  private selectAt({ at, isShift, isCtrl }: PointerGesture): void {
    const under = this.bench().shapesAt(at, REACH);
    const chosen = this.bench().selected.map(({ uuid }) => uuid);
    const current = under.findIndex(({ uuid }) => chosen.includes(uuid));
    const next = (isShift || isCtrl ? under[0] : under[(current + 1) % under.length])?.uuid;
    if (isShift && next) this.bench().select(toggled(chosen, next));
    else if (isCtrl && next) this.bench().select(withGroups(this.bench().shapes, [next]));
    else if (!isShift) this.bench().select(next ? [next] : []);
  }

  private selectWithin(a: Point, b: Point): void {
    const { left, top, right, bottom } = boundsOf([a, b]);
    const isWithin = ({ x, y }: Point) => x >= left && x <= right && y >= top && y <= bottom;
    const inside = this.bench()
      .shapesWithin({ left, top, right, bottom })
      .filter((shape) => outline(shape).every(isWithin));
    const chosen = new Set([...this.bench().selected, ...inside].map(({ uuid }) => uuid));
    this.bench().select([...chosen]);
  }

  private endDrag(): void {
    this.held = null;
    this.snapped = null;
    this.band = null;
    this.preview = NO_PREVIEW;
  }

  hover({ at }: PointerGesture): string {
    const { only } = this;
    const handle = only && !this.bench().readOnly ? this.handleAt(only, at) : null;
    if (handle !== this.hovered) {
      this.hovered = handle;
      this.bench().redraw();
    }
    if (only && handle !== null) return handle === turnHandle(only) ? "alias" : "move";
    return this.bench().shapesAt(at, REACH).length > 0 ? "pointer" : "grab";
  }

  /** A click that no shape took: nothing is selected any more. */
  click({ at, isShift }: PointerGesture): void {
    const isNothing = !isShift && this.bench().shapesAt(at, REACH).length === 0;
    if (isNothing && this.bench().selected.length > 0 && !this.isOnHandle(at)) this.bench().select([]);
  }

  /** Handles may stand beside their shape. */
  private isOnHandle(at: Point): boolean {
    const { only } = this;
    return only !== null && this.handleAt(only, at) !== null;
  }

  /** A double click on an edge of the selected path puts a vertex there; on a vertex, takes it away. */
  doubleClick(at: Point): void {
    const path = this.only && asPath(this.only);
    if (!path || this.bench().readOnly) return;
    const vertex = this.handleAt(path, at);
    const { after, apart } = nearestEdge(path, at);
    if (vertex !== null) this.replace(removeVertex(path, vertex));
    else if (apart <= REACH * this.bench().resolution()) this.replace(insertVertex(path, after, at));
  }

  enter(): boolean {
    return false;
  }

  /** Move one handle, or the selected shapes. */
  nudge(dx: number, dy: number, isAlone = false): boolean {
    const { selected, readOnly, size } = this.bench();
    const [shape] = selected;
    if (readOnly || !shape) return false;
    if (this.handle === null) {
      this.bench().act(puts(selected.map((one) => moveShape(one, dx, dy, size))));
      return true;
    }
    const from = handles(shape, this.bench().resolution())[this.handle] as Point;
    const to = { x: from.x + dx, y: from.y + dy };
    this.replace(moveHandle(shape, this.handle, to, size, { isStepped: false, isAlone }));
    return true;
  }

  /** The vertex or keypoint in hand. */
  erase(): boolean {
    const { only, handle } = this;
    if (handle === null || !only) return false;
    this.handle = Math.max(0, handle - 1);
    const path = asPath(only);
    if (path) this.replace(removeVertex(path, handle));
    if (only.type === "skeleton") this.replace(withoutKeypoint(only, handle));
    return true;
  }

  press(chord: string): boolean {
    const [growth, turn] = [GROWTH[chord], TURNS[chord]];
    if (chord === "." || chord === ",") return this.walkHandles(chord === "." ? 1 : -1);
    if (chord === "I") return this.insert();
    if (chord === "Z") return this.toggleKeypoint();
    if (growth !== undefined) return this.replaceEach((shape) => resizeShape(shape, growth, this.bench().size));
    return turn !== undefined && this.replaceEach((shape) => turnShape(shape, turn));
  }

  /** Take the next or previous handle in hand. */
  private walkHandles(step: 1 | -1): boolean {
    const { only } = this;
    if (!only || this.bench().readOnly || only.type === "point") return false;
    const count = handles(only).length;
    this.handle = this.handle === null ? (step > 0 ? 0 : count - 1) : (this.handle + step + count) % count;
    this.bench().redraw();
    return true;
  }

  /** A vertex in the middle of the edge after the one in hand, or the next keypoint that is not in the image. */
  private insert(): boolean {
    const { only } = this;
    if (!only || this.bench().readOnly) return false;
    const path = asPath(only);
    return path ? this.insertVertex(path) : only.type === "skeleton" && this.insertKeypoint(only);
  }

  private insertVertex(path: PathShape): boolean {
    const middles = edgeMiddles(path);
    const edge = middles.find(({ after }) => after === this.handle) ?? middles.at(this.handle === null ? 0 : -1);
    if (!edge) return false;
    this.handle = edge.after + 1;
    this.replace(insertVertex(path, edge.after, edge.at));
    return true;
  }

  private insertKeypoint(shape: ImageShape & { type: "skeleton" }): boolean {
    const template = this.bench().skeletonOf(shape.label);
    const [name] = template ? absentNames(shape, template) : [];
    if (!template || name === undefined) return false;
    const whole = withKeypoint(shape, name, template);
    this.handle = whole.keypoints.findIndex((keypoint) => keypoint.name === name);
    this.replace(whole);
    return true;
  }

  private toggleKeypoint(): boolean {
    const { only } = this;
    const index = this.handle ?? this.hovered;
    if (only?.type !== "skeleton" || index === null || this.bench().readOnly) return false;
    this.replace(toggleVisibility(only, index));
    return true;
  }

  /** False when none of the selected can change that way. */
  private replaceEach(change: (shape: ImageShape) => ImageShape | null): boolean {
    const { selected, readOnly } = this.bench();
    if (readOnly || selected.length === 0) return false;
    const changed = selected.map(change).filter((shape) => shape !== null);
    if (changed.length > 0) this.bench().act(puts(changed));
    return true;
  }

  private replace(shape: ImageShape | null): void {
    if (shape) this.bench().act(puts([shape]));
  }

  sketch(): Sketch {
    return { ...NOTHING, snapped: this.snapped, band: this.band };
  }
}

function asPath(shape: ImageShape): PathShape | null {
  return shape.type === "polygon" || shape.type === "line" ? shape : null;
}

function byUuid(shapes: readonly ImageShape[]): ReadonlyMap<string, ImageShape> {
  return new Map(shapes.map((shape) => [shape.uuid, shape]));
}

function toggled(uuids: readonly string[], uuid: string): readonly string[] {
  return uuids.includes(uuid) ? uuids.filter((other) => other !== uuid) : [...uuids, uuid];
}
