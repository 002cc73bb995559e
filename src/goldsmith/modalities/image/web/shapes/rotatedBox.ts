/** A rectangle turned about its middle. Handles: those of a box in its own axes, then the one that turns it. */
import {
  contains,
  cross,
  distance,
  distanceToPath,
  headingOf,
  normalDegrees,
  type Point,
  round,
  turnAround,
} from "../points";
import { cornersOf, SIDES, withMiddles } from "./box";
import type { Form, Grip, RotatedBoxShape } from "./contract";

/** Screen pixels from the edge to the handle that turns. */
const STALK = 26;
const STEP = 15;

/** A turn, in steps when the hand asks for them. */
export function steppedDegrees(degrees: number, { isStepped }: Grip): number {
  return normalDegrees(isStepped ? Math.round(degrees / STEP) * STEP : degrees);
}

/** The handle that turns stands above the top, as the shape sees it. */
export function stalkOf(center: Point, halfHeight: number, rotation: number, pixel: number): Point {
  return turnAround({ x: center.x, y: center.y - halfHeight - STALK * pixel }, center, rotation);
}

function middleOfBox({ left, top, width, height }: RotatedBoxShape): Point {
  return { x: left + width / 2, y: top + height / 2 };
}

/** Top left, top right, bottom right, bottom left, after it was turned. */
export function turnedCorners(shape: RotatedBoxShape): readonly Point[] {
  const center = middleOfBox(shape);
  return cornersOf(shape).map((corner) => turnAround(corner, center, shape.rotation));
}

function around<S extends object>(
  shape: S,
  center: Point,
  sides: { readonly width: number; readonly height: number; readonly rotation: number },
) {
  const [width, height] = [round(sides.width), round(sides.height)];
  if (width <= 0 || height <= 0) return null;
  const [left, top] = [round(center.x - width / 2), round(center.y - height / 2)];
  return { ...shape, left, top, width, height, rotation: normalDegrees(sides.rotation) };
}

/** The dragged side goes where the hand is, the opposite one stays: all in the turned axes. */
function moveSide(shape: RotatedBoxShape, [across, down]: readonly [number, number], to: Point) {
  const center = middleOfBox(shape);
  const hand = turnAround(to, center, -shape.rotation);
  const xs = [across < 0 ? hand.x : shape.left, across > 0 ? hand.x : shape.left + shape.width] as const;
  const ys = [down < 0 ? hand.y : shape.top, down > 0 ? hand.y : shape.top + shape.height] as const;
  const middle = { x: (xs[0] + xs[1]) / 2, y: (ys[0] + ys[1]) / 2 };
  const sides = { width: Math.abs(xs[1] - xs[0]), height: Math.abs(ys[1] - ys[0]), rotation: shape.rotation };
  return around(shape, turnAround(middle, center, shape.rotation), sides);
}

export const rotatedBox: Form<RotatedBoxShape> = {
  fewest: 2,
  turnHandle: SIDES.length,
  /** Two corners make it upright; three points are one edge and how deep it goes from there. */
  make(fresh, [a, b, depth]) {
    if (!a || !b) return null;
    const shape = { ...fresh, type: "rotated_box" as const };
    if (!depth) {
      const sides = { width: Math.abs(a.x - b.x), height: Math.abs(a.y - b.y), rotation: 0 };
      return around(shape, { x: (a.x + b.x) / 2, y: (a.y + b.y) / 2 }, sides);
    }
    const width = distance(a, b);
    const deep = cross(a, b, depth) / (width || 1);
    const [ux, uy] = [(b.x - a.x) / (width || 1), (b.y - a.y) / (width || 1)];
    const center = { x: (a.x + b.x) / 2 - (uy * deep) / 2, y: (a.y + b.y) / 2 + (ux * deep) / 2 };
    return around(shape, center, { width, height: Math.abs(deep), rotation: headingOf(a, b) - 90 });
  },
  strokes: (shape) => [{ points: turnedCorners(shape), role: "outline", isClosed: true }],
  reach: turnedCorners,
  handles: (shape, pixel) => [
    ...withMiddles(turnedCorners(shape)),
    stalkOf(middleOfBox(shape), shape.height / 2, shape.rotation, pixel),
  ],
  moveHandle(shape, index, to, grip) {
    const side = SIDES[index];
    if (side) return moveSide(shape, side, to);
    return { ...shape, rotation: steppedDegrees(headingOf(middleOfBox(shape), to), grip) };
  },
  move: (shape, dx, dy) => ({ ...shape, left: round(shape.left + dx), top: round(shape.top + dy) }),
  grow(shape, by) {
    const { width, height, rotation } = shape;
    return around(shape, middleOfBox(shape), { width: width + 2 * by, height: height + 2 * by, rotation });
  },
  turn: (shape, degrees) => ({ ...shape, rotation: normalDegrees(shape.rotation + degrees) }),
  distance: (shape, at) => (contains(turnedCorners(shape), at) ? 0 : distanceToPath(turnedCorners(shape), at, true)),
  area: ({ width, height }) => width * height,
  describe: ({ width, height, rotation }) => `${Math.round(width)} × ${Math.round(height)} · ${Math.round(rotation)}°`,
};
