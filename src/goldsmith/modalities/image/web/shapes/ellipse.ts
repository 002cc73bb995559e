/** An ellipse. Handles: the ends of its axes from the right clockwise, then the one that turns it. */
import { distanceToPath, headingOf, normalDegrees, type Point, round, turnAround } from "../points";
import type { EllipseShape, Form } from "./contract";
import { stalkOf, steppedDegrees } from "./rotatedBox";

/** So many sides look round at any size that a screen shows. */
const SIDES = 96;

const STEPS: readonly Point[] = Array.from({ length: SIDES }, (_, index) => {
  const angle = (2 * Math.PI * index) / SIDES;
  return { x: Math.cos(angle), y: Math.sin(angle) };
});

const ENDS: readonly Point[] = [
  { x: 1, y: 0 },
  { x: 0, y: 1 },
  { x: -1, y: 0 },
  { x: 0, y: -1 },
];

const rotationOf = ({ rotation = 0 }: EllipseShape) => rotation;

/** Places given in radii from the middle. */
function placed(shape: EllipseShape, places: readonly Point[]): readonly Point[] {
  return places.map(({ x, y }) =>
    turnAround({ x: shape.x + x * shape.radius_x, y: shape.y + y * shape.radius_y }, shape, rotationOf(shape)),
  );
}

function withRadii<S extends object>(shape: S, x: number, y: number) {
  const [radius_x, radius_y] = [round(x), round(y)];
  return radius_x > 0 && radius_y > 0 ? { ...shape, radius_x, radius_y } : null;
}

export function rim(shape: EllipseShape): readonly Point[] {
  return placed(shape, STEPS);
}

export const ellipse: Form<EllipseShape> = {
  fewest: 2,
  turnHandle: ENDS.length,
  /** The two corners of the upright box around it. */
  make(fresh, [a, b]) {
    if (!a || !b) return null;
    const middle = { x: round((a.x + b.x) / 2), y: round((a.y + b.y) / 2) };
    const shape = { ...fresh, type: "ellipse" as const, ...middle, rotation: 0 };
    return withRadii(shape, Math.abs(a.x - b.x) / 2, Math.abs(a.y - b.y) / 2);
  },
  strokes: (shape) => [{ points: rim(shape), role: "outline", isClosed: true }],
  reach(shape) {
    const radians = (rotationOf(shape) * Math.PI) / 180;
    const [cos, sin] = [Math.cos(radians), Math.sin(radians)];
    const across = Math.hypot(shape.radius_x * cos, shape.radius_y * sin);
    const down = Math.hypot(shape.radius_x * sin, shape.radius_y * cos);
    return [
      { x: shape.x - across, y: shape.y - down },
      { x: shape.x + across, y: shape.y + down },
    ];
  },
  handles: (shape, pixel) => [...placed(shape, ENDS), stalkOf(shape, shape.radius_y, rotationOf(shape), pixel)],
  moveHandle(shape, index, to, grip) {
    const end = ENDS[index];
    if (!end) return { ...shape, rotation: steppedDegrees(headingOf(shape, to), grip) };
    const hand = turnAround(to, shape, -rotationOf(shape));
    const [across, down] = [Math.abs(hand.x - shape.x), Math.abs(hand.y - shape.y)];
    return end.x ? withRadii(shape, across, shape.radius_y) : withRadii(shape, shape.radius_x, down);
  },
  move: (shape, dx, dy) => ({ ...shape, x: round(shape.x + dx), y: round(shape.y + dy) }),
  grow: (shape, by) => withRadii(shape, shape.radius_x + by, shape.radius_y + by),
  turn: (shape, degrees) => ({ ...shape, rotation: normalDegrees(rotationOf(shape) + degrees) }),
  distance(shape, at) {
    const hand = turnAround(at, shape, -rotationOf(shape));
    const radii = Math.hypot((hand.x - shape.x) / shape.radius_x, (hand.y - shape.y) / shape.radius_y);
    return radii <= 1 ? 0 : distanceToPath(rim(shape), at, true);
  },
  area: ({ radius_x, radius_y }) => Math.PI * radius_x * radius_y,
  describe: (shape) => {
    const turned = rotationOf(shape) ? ` · ${Math.round(rotationOf(shape))}°` : "";
    return `${Math.round(2 * shape.radius_x)} × ${Math.round(2 * shape.radius_y)}${turned}`;
  },
};
