/** Image shapes as pure geometry, in pixels of the original asset, y down. */
import type { Shape } from "@goldsmith/editors";

export interface Point {
  readonly x: number;
  readonly y: number;
}

export type ShapeType = "box" | "polygon" | "line" | "point";

export interface BoxShape extends Shape {
  readonly type: "box";
  readonly left: number;
  readonly top: number;
  readonly width: number;
  readonly height: number;
}

export interface PathShape extends Shape {
  readonly type: "polygon" | "line";
  readonly vertices: readonly Point[];
}

export interface PointShape extends Shape {
  readonly type: "point";
  readonly x: number;
  readonly y: number;
}

export type ImageShape = BoxShape | PathShape | PointShape;

export interface Size {
  readonly width: number;
  readonly height: number;
}

const TYPES: ReadonlySet<string> = new Set(["box", "polygon", "line", "point"]);

export function isImageShape(shape: Shape): shape is ImageShape {
  return TYPES.has(shape.type);
}

export function fewestVertices(type: ShapeType): number {
  return { box: 2, polygon: 3, line: 2, point: 1 }[type];
}

/** The corners in order; a box starts at its top left and goes clockwise. */
export function outline(shape: ImageShape): readonly Point[] {
  switch (shape.type) {
    case "box": {
      const { left, top, width, height } = shape;
      const [right, bottom] = [left + width, top + height];
      return [
        { x: left, y: top },
        { x: right, y: top },
        { x: right, y: bottom },
        { x: left, y: bottom },
      ];
    }
    case "point":
      return [{ x: shape.x, y: shape.y }];
    default:
      return shape.vertices;
  }
}

/** Corners and edge middles of a box, vertices of anything else. */
export function handles(shape: ImageShape): readonly Point[] {
  const corners = outline(shape);
  if (shape.type !== "box") return corners;
  return corners.flatMap((corner, index) => [corner, middle(corner, corners[(index + 1) % 4] as Point)]);
}

/** Where a new vertex could go: the middle of each edge of a path. */
export function edgeMiddles(shape: ImageShape): readonly Point[] {
  if (shape.type !== "polygon" && shape.type !== "line") return [];
  const { vertices } = shape;
  const edges = shape.type === "polygon" ? vertices.length : vertices.length - 1;
  return Array.from({ length: edges }, (_, index) =>
    middle(vertices[index] as Point, vertices[(index + 1) % vertices.length] as Point),
  );
}

export function middle(a: Point, b: Point): Point {
  return { x: (a.x + b.x) / 2, y: (a.y + b.y) / 2 };
}

export function centerOf(shape: ImageShape): Point {
  const { left, top, right, bottom } = boundsOf(outline(shape));
  return { x: (left + right) / 2, y: (top + bottom) / 2 };
}

export interface Bounds {
  readonly left: number;
  readonly top: number;
  readonly right: number;
  readonly bottom: number;
}

export function boundsOf(points: readonly Point[]): Bounds {
  let [left, top, right, bottom] = [Infinity, Infinity, -Infinity, -Infinity];
  for (const { x, y } of points) {
    left = Math.min(left, x);
    top = Math.min(top, y);
    right = Math.max(right, x);
    bottom = Math.max(bottom, y);
  }
  return { left, top, right, bottom };
}

/** Move a whole shape; it stays inside the picture. */
export function moveShape(shape: ImageShape, dx: number, dy: number, size: Size): ImageShape {
  const bounds = boundsOf(outline(shape));
  const x = clamp(dx, -bounds.left, size.width - bounds.right);
  const y = clamp(dy, -bounds.top, size.height - bounds.bottom);
  const shift = (point: Point) => roundPoint({ x: point.x + x, y: point.y + y });
  switch (shape.type) {
    case "box":
      return { ...shape, left: round(shape.left + x), top: round(shape.top + y) };
    case "point":
      return { ...shape, ...shift(shape) };
    default:
      return { ...shape, vertices: shape.vertices.map(shift) };
  }
}

/** Drag one handle to a place; null when the shape would vanish. */
export function moveHandle(shape: ImageShape, index: number, to: Point, size: Size): ImageShape | null {
  const place = roundPoint(keepInside(to, size));
  switch (shape.type) {
    case "box":
      return moveBoxHandle(shape, index, place);
    case "point":
      return { ...shape, ...place };
    default:
      return { ...shape, vertices: shape.vertices.with(index, place) };
  }
}

function moveBoxHandle(shape: BoxShape, index: number, { x, y }: Point): BoxShape | null {
  let { left, top } = shape;
  let [right, bottom] = [left + shape.width, top + shape.height];
  if ([0, 6, 7].includes(index)) left = x;
  if ([2, 3, 4].includes(index)) right = x;
  if ([0, 1, 2].includes(index)) top = y;
  if ([4, 5, 6].includes(index)) bottom = y;
  return boxFrom(shape, { x: left, y: top }, { x: right, y: bottom });
}

function boxFrom(shape: BoxShape, a: Point, b: Point): BoxShape | null {
  const width = round(Math.abs(a.x - b.x));
  const height = round(Math.abs(a.y - b.y));
  if (width <= 0 || height <= 0) return null;
  return { ...shape, left: round(Math.min(a.x, b.x)), top: round(Math.min(a.y, b.y)), width, height };
}

export function insertVertex(shape: PathShape, afterIndex: number, at: Point, size: Size): PathShape {
  return { ...shape, vertices: shape.vertices.toSpliced(afterIndex + 1, 0, roundPoint(keepInside(at, size))) };
}

/** null when too few would remain. */
export function removeVertex(shape: ImageShape, index: number): ImageShape | null {
  if (shape.type !== "polygon" && shape.type !== "line") return null;
  if (shape.vertices.length <= fewestVertices(shape.type)) return null;
  return { ...shape, vertices: shape.vertices.toSpliced(index, 1) };
}

/** Grow or shrink around the middle by so many pixels on each side. */
export function resizeShape(shape: ImageShape, by: number, size: Size): ImageShape | null {
  if (shape.type === "point") return null;
  const bounds = boundsOf(outline(shape));
  const [width, height] = [bounds.right - bounds.left, bounds.bottom - bounds.top];
  const center = centerOf(shape);
  const [scaleX, scaleY] = [(width + 2 * by) / (width || 1), (height + 2 * by) / (height || 1)];
  if (scaleX <= 0 || scaleY <= 0) return null;
  const scale = (point: Point) =>
    roundPoint(
      keepInside({ x: center.x + (point.x - center.x) * scaleX, y: center.y + (point.y - center.y) * scaleY }, size),
    );
  if (shape.type !== "box") return { ...shape, vertices: shape.vertices.map(scale) };
  const [topLeft, , bottomRight] = outline(shape).map(scale);
  return boxFrom(shape, topLeft as Point, bottomRight as Point);
}

/** A finished drawing; null when it is too small to mean anything. */
export function makeShape(type: ShapeType, label: string, drawn: readonly Point[], size: Size): ImageShape | null {
  const points = drawn.map((point) => roundPoint(keepInside(point, size)));
  const first = points[0];
  const common = { uuid: crypto.randomUUID(), label, attributes: {} };
  if (!first || points.length < fewestVertices(type)) return null;
  switch (type) {
    case "box": {
      const empty: BoxShape = { ...common, type, left: 0, top: 0, width: 0, height: 0 };
      return boxFrom(empty, first, points[1] as Point);
    }
    case "point":
      return { ...common, type, ...first };
    default:
      return { ...common, type, vertices: points };
  }
}

export function keepInside({ x, y }: Point, { width, height }: Size): Point {
  return { x: clamp(x, 0, width), y: clamp(y, 0, height) };
}

export function isInside({ x, y }: Point, { width, height }: Size): boolean {
  return x >= 0 && y >= 0 && x <= width && y <= height;
}

/** Distance from a place to a shape: 0 inside a box or polygon. */
export function distanceTo(shape: ImageShape, at: Point): number {
  const points = outline(shape);
  if (shape.type === "point") return distance(points[0] as Point, at);
  const isClosed = shape.type !== "line";
  if (isClosed && contains(points, at)) return 0;
  return distanceToPath(points, at, isClosed);
}

/** Index of the edge nearest to a place. */
export function nearestEdge(shape: PathShape, at: Point): number {
  const { vertices } = shape;
  const edges = shape.type === "polygon" ? vertices.length : vertices.length - 1;
  const distances = Array.from({ length: edges }, (_, index) =>
    distanceToSegment(vertices[index] as Point, vertices[(index + 1) % vertices.length] as Point, at),
  );
  return distances.indexOf(Math.min(...distances));
}

export function distanceToPath(points: readonly Point[], at: Point, isClosed: boolean): number {
  const edges = isClosed ? points.length : points.length - 1;
  let nearest = Infinity;
  for (let index = 0; index < edges; index += 1) {
    const next = points[(index + 1) % points.length] as Point;
    nearest = Math.min(nearest, distanceToSegment(points[index] as Point, next, at));
  }
  return nearest;
}

function distanceToSegment(a: Point, b: Point, at: Point): number {
  const [dx, dy] = [b.x - a.x, b.y - a.y];
  const squared = dx * dx + dy * dy;
  const along = squared === 0 ? 0 : clamp(((at.x - a.x) * dx + (at.y - a.y) * dy) / squared, 0, 1);
  return distance({ x: a.x + along * dx, y: a.y + along * dy }, at);
}

export function distance(a: Point, b: Point): number {
  return Math.hypot(a.x - b.x, a.y - b.y);
}

function contains(points: readonly Point[], { x, y }: Point): boolean {
  let isIn = false;
  for (let index = 0, before = points.length - 1; index < points.length; before = index, index += 1) {
    const [a, b] = [points[index] as Point, points[before] as Point];
    if (a.y > y !== b.y > y && x < ((b.x - a.x) * (y - a.y)) / (b.y - a.y) + a.x) isIn = !isIn;
  }
  return isIn;
}

export function areaOf(shape: ImageShape): number {
  if (shape.type === "point" || shape.type === "line") return 0;
  const points = outline(shape);
  const doubled = points.reduce((sum, { x, y }, index) => {
    const next = points[(index + 1) % points.length] as Point;
    return sum + x * next.y - next.x * y;
  }, 0);
  return Math.abs(doubled) / 2;
}

/** A tenth of a pixel is finer than any hand. */
function round(value: number): number {
  return Math.round(value * 10) / 10;
}

function roundPoint({ x, y }: Point): Point {
  return { x: round(x), y: round(y) };
}

function clamp(value: number, low: number, high: number): number {
  return Math.max(low, Math.min(Math.max(low, high), value));
}
