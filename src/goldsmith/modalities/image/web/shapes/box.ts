/** An upright rectangle. Handles: from the top left clockwise, corners and edge middles in turn. */
import { contains, distanceToPath, keepInside, middle, type Point, round, roundPoint } from "../points";
import type { BoxShape, Form } from "./contract";

type Sides = Pick<BoxShape, "left" | "top" | "width" | "height">;

/** From the top left clockwise. */
export function cornersOf({ left, top, width, height }: Sides): readonly Point[] {
  const [right, bottom] = [left + width, top + height];
  return [
    { x: left, y: top },
    { x: right, y: top },
    { x: right, y: bottom },
    { x: left, y: bottom },
  ];
}

/** Each corner and the middle of the edge after it. */
export function withMiddles(corners: readonly Point[]): readonly Point[] {
  return corners.flatMap((corner, index) => [corner, middle(corner, corners[(index + 1) % corners.length] as Point)]);
}

/** Where the handles of `withMiddles` stand: -1 left or top, 1 right or bottom, 0 between. */
export const SIDES: readonly (readonly [number, number])[] = [
  [-1, -1],
  [0, -1],
  [1, -1],
  [1, 0],
  [1, 1],
  [0, 1],
  [-1, 1],
  [-1, 0],
];

function between<S extends object>(shape: S, a: Point, b: Point): (S & Sides) | null {
  const [width, height] = [round(Math.abs(a.x - b.x)), round(Math.abs(a.y - b.y))];
  if (width <= 0 || height <= 0) return null;
  return { ...shape, left: round(Math.min(a.x, b.x)), top: round(Math.min(a.y, b.y)), width, height };
}

export const box: Form<BoxShape> = {
  fewest: 2,
  make: (fresh, [a, b]) => (a && b ? between({ ...fresh, type: "box" as const }, a, b) : null),
  strokes: (shape) => [{ points: cornersOf(shape), role: "outline", isClosed: true }],
  reach: cornersOf,
  handles: (shape) => withMiddles(cornersOf(shape)),
  moveHandle(shape, index, { x, y }) {
    const [across, down] = SIDES[index] as readonly [number, number];
    const [right, bottom] = [shape.left + shape.width, shape.top + shape.height];
    const from = { x: across < 0 ? x : shape.left, y: down < 0 ? y : shape.top };
    return between(shape, from, { x: across > 0 ? x : right, y: down > 0 ? y : bottom });
  },
  move: (shape, dx, dy) => ({ ...shape, left: round(shape.left + dx), top: round(shape.top + dy) }),
  grow(shape, by, size) {
    if (shape.width + 2 * by <= 0 || shape.height + 2 * by <= 0) return null;
    const place = (x: number, y: number) => roundPoint(keepInside({ x, y }, size));
    const { left, top, width, height } = shape;
    return between(shape, place(left - by, top - by), place(left + width + by, top + height + by));
  },
  distance: (shape, at) => (contains(cornersOf(shape), at) ? 0 : distanceToPath(cornersOf(shape), at, true)),
  area: ({ width, height }) => width * height,
  describe: ({ width, height }) => `${Math.round(width)} × ${Math.round(height)}`,
};
