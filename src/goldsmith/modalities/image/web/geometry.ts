/** Image shapes as pure geometry, in pixels of the original asset, y down: one door to every kind of shape. */
import type { Shape } from "@goldsmith/editors";
import { boundsOf, clamp, keepInside, middleOf, type Point, roundPoint, type Size } from "./points";
import { box } from "./shapes/box";
import type { Edge, Form, Grip, ImageShape, ShapeType, Stroke } from "./shapes/contract";
import { cuboid } from "./shapes/cuboid";
import { ellipse } from "./shapes/ellipse";
import { mask } from "./shapes/mask";
import { line, polygon } from "./shapes/path";
import { point } from "./shapes/point";
import { rotatedBox } from "./shapes/rotatedBox";
import { skeleton } from "./shapes/skeleton";

export * from "./points";
export type * from "./shapes/contract";
export { edgeMiddles, insertVertex, nearestEdge, removeVertex, ringsOf, withRings } from "./shapes/path";

const FORMS = { box, rotated_box: rotatedBox, polygon, line, point, ellipse, cuboid, skeleton, mask } as const;

export const SHAPE_TYPES = Object.keys(FORMS) as readonly ShapeType[];

const NO_EDGES: readonly Edge[] = [];
const BARE_HAND: Grip = { isStepped: false, isAlone: false };

export function isImageShape(shape: Shape): shape is ImageShape {
  return shape.type in FORMS;
}

/** The kind of a shape; a shape is only ever given to its own. */
function formOf({ type }: { readonly type: ShapeType }): Form<ImageShape> {
  return FORMS[type] as unknown as Form<ImageShape>;
}

export function fewestVertices(type: ShapeType): number {
  return formOf({ type }).fewest;
}

/** A finished drawing; null when it is too small to mean anything. */
export function makeShape(type: ShapeType, label: string, drawn: readonly Point[], size: Size): ImageShape | null {
  const points = drawn.map((place) => roundPoint(keepInside(place, size)));
  if (points.length < fewestVertices(type)) return null;
  return formOf({ type }).make({ uuid: crypto.randomUUID(), label, attributes: {} }, points);
}

/** `edges`: what the label's skeleton joins. */
export function strokesOf(shape: ImageShape, edges: readonly Edge[] = NO_EDGES): readonly Stroke[] {
  return formOf(shape).strokes(shape, edges);
}

/** Points around which the bounds of a shape lie: its corners, where it has some. */
export function outline(shape: ImageShape): readonly Point[] {
  return formOf(shape).reach(shape);
}

export function centerOf(shape: ImageShape): Point {
  return middleOf(boundsOf(outline(shape)));
}

/** Places to take hold of. `pixel`: picture pixels a screen pixel covers. */
export function handles(shape: ImageShape, pixel = 1): readonly Point[] {
  return formOf(shape).handles(shape, pixel);
}

/** Index of the handle that turns the shape. */
export function turnHandle(shape: ImageShape): number | undefined {
  return formOf(shape).turnHandle;
}

/** Drag one handle to a place; null when the shape would vanish. */
export function moveHandle(
  shape: ImageShape,
  index: number,
  to: Point,
  size: Size,
  grip: Grip = BARE_HAND,
): ImageShape | null {
  const isTurning = index === turnHandle(shape);
  return formOf(shape).moveHandle(shape, index, isTurning ? to : roundPoint(keepInside(to, size)), grip);
}

/** Move a whole shape; it stays inside the picture. */
export function moveShape(shape: ImageShape, dx: number, dy: number, size: Size): ImageShape {
  const { left, top, right, bottom } = boundsOf(outline(shape));
  return formOf(shape).move(shape, clamp(dx, -left, size.width - right), clamp(dy, -top, size.height - bottom));
}

/** Grow or shrink around the middle by so many pixels on each side. */
export function resizeShape(shape: ImageShape, by: number, size: Size): ImageShape | null {
  return formOf(shape).grow(shape, by, size);
}

/** Turn about the middle; null when this kind of shape is always upright. */
export function turnShape(shape: ImageShape, degrees: number): ImageShape | null {
  return formOf(shape).turn?.(shape, degrees) ?? null;
}

/** Distance from a place to a shape: 0 inside it. */
export function distanceTo(shape: ImageShape, at: Point, edges: readonly Edge[] = NO_EDGES): number {
  return formOf(shape).distance(shape, at, edges);
}

export function areaOf(shape: ImageShape): number {
  return formOf(shape).area(shape);
}

/** A few words for the list of objects. */
export function describeShape(shape: ImageShape): string {
  return formOf(shape).describe(shape);
}

/** A higher one lies above. */
export function depthOf({ z_order = 0 }: ImageShape): number {
  return z_order;
}
