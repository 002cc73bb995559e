/** Keypoints that the label's skeleton names, as far as they are in the image. Handles: the keypoints. */
import type { LabelSkeleton } from "@goldsmith/editors";
import { boundsOf, distance, middleOf, nearestOnSegment, type Point, roundPoint, turnAround } from "../points";
import type { Edge, Form, Keypoint, SkeletonShape, Stroke } from "./contract";
import { grower, shifted } from "./vertices";

/** The label's typical skeleton inside the box between two corners. */
export function keypointsBetween(template: LabelSkeleton, a: Point, b: Point): readonly Keypoint[] {
  const { left, top, right, bottom } = boundsOf([a, b]);
  return template.points.map(({ name, x, y }) => ({
    name,
    ...roundPoint({ x: left + x * (right - left), y: top + y * (bottom - top) }),
    visibility: "visible",
  }));
}

/** Keypoints of the label that this skeleton leaves out, in the order of the ontology. */
export function absentNames({ keypoints }: SkeletonShape, template: LabelSkeleton): readonly string[] {
  const present = new Set(keypoints.map(({ name }) => name));
  return template.points.map(({ name }) => name).filter((name) => !present.has(name));
}

/** Bring one back where the typical skeleton would have it among those that are there. */
export function withKeypoint(shape: SkeletonShape, name: string, template: LabelSkeleton): SkeletonShape {
  const place = placeIn(shape, name, template);
  const added: Keypoint = { name, ...roundPoint(place), visibility: "visible" };
  const order = new Map(template.points.map((point, index) => [point.name, index]));
  const keypoints = [...shape.keypoints, added].toSorted(
    (one, other) => (order.get(one.name) ?? 0) - (order.get(other.name) ?? 0),
  );
  return { ...shape, keypoints };
}

function placeIn({ keypoints }: SkeletonShape, name: string, { points }: LabelSkeleton): Point {
  const present = new Set(keypoints.map((keypoint) => keypoint.name));
  const typical = boundsOf(points.filter((point) => present.has(point.name)));
  const actual = boundsOf(keypoints);
  const wanted = points.find((point) => point.name === name) ?? middleOf(typical);
  const along = (value: number, from: number, to: number, low: number, high: number) =>
    to > from ? low + ((value - from) / (to - from)) * (high - low) : (low + high) / 2;
  return {
    x: along(wanted.x, typical.left, typical.right, actual.left, actual.right),
    y: along(wanted.y, typical.top, typical.bottom, actual.top, actual.bottom),
  };
}

/** null: the last keypoint would go. */
export function withoutKeypoint(shape: SkeletonShape, index: number): SkeletonShape | null {
  return shape.keypoints.length > 1 ? { ...shape, keypoints: shape.keypoints.toSpliced(index, 1) } : null;
}

export function toggleVisibility(shape: SkeletonShape, index: number): SkeletonShape {
  const keypoint = shape.keypoints[index] as Keypoint;
  const visibility = keypoint.visibility === "occluded" ? "visible" : "occluded";
  return { ...shape, keypoints: shape.keypoints.with(index, { ...keypoint, visibility }) };
}

function joined({ keypoints }: SkeletonShape, edges: readonly Edge[]): readonly (readonly [Point, Point])[] {
  const byName = new Map(keypoints.map((keypoint) => [keypoint.name, keypoint]));
  return edges.flatMap(([one, other]) => {
    const [from, to] = [byName.get(one), byName.get(other)];
    return from && to ? [[from, to] as const] : [];
  });
}

const withPoints = (shape: SkeletonShape, keypoints: readonly Keypoint[]): SkeletonShape => ({ ...shape, keypoints });

export const skeleton: Form<SkeletonShape> = {
  fewest: 1,
  make: () => null,
  strokes: (shape, edges) => joined(shape, edges).map((points): Stroke => ({ points, role: "edge", isClosed: false })),
  reach: ({ keypoints }) => keypoints,
  handles: ({ keypoints }) => keypoints,
  moveHandle(shape, index, to) {
    const keypoint = { ...(shape.keypoints[index] as Keypoint), ...roundPoint(to) };
    return withPoints(shape, shape.keypoints.with(index, keypoint));
  },
  move: (shape, dx, dy) => withPoints(shape, shifted(shape.keypoints, dx, dy)),
  grow(shape, by, size) {
    const grow = grower(shape.keypoints, by, size);
    return grow && withPoints(shape, shape.keypoints.map(grow));
  },
  turn(shape, degrees) {
    const center = middleOf(boundsOf(shape.keypoints));
    const turned = (keypoint: Keypoint) => ({ ...keypoint, ...roundPoint(turnAround(keypoint, center, degrees)) });
    return withPoints(shape, shape.keypoints.map(turned));
  },
  distance(shape, at, edges) {
    const places = joined(shape, edges).map(([from, to]) => nearestOnSegment(from, to, at));
    return Math.min(...[...shape.keypoints, ...places].map((place) => distance(place, at)));
  },
  area: () => 0,
  describe({ keypoints }) {
    const covered = keypoints.filter(({ visibility }) => visibility === "occluded").length;
    return `skeleton · ${keypoints.length}${covered ? `, ${covered} occluded` : ""}`;
  },
};
