/** One place. */
import { distance, roundPoint } from "../points";
import type { Form, PointShape } from "./contract";

export const point: Form<PointShape> = {
  fewest: 1,
  make: (fresh, [at]) => (at ? { ...fresh, type: "point", x: at.x, y: at.y } : null),
  strokes: () => [],
  reach: (shape) => [shape],
  handles: ({ x, y }) => [{ x, y }],
  moveHandle: (shape, _index, to) => ({ ...shape, ...roundPoint(to) }),
  move: (shape, dx, dy) => ({ ...shape, ...roundPoint({ x: shape.x + dx, y: shape.y + dy }) }),
  grow: () => null,
  distance: (shape, at) => distance(shape, at),
  area: () => 0,
  describe: ({ x, y }) => `${Math.round(x)}, ${Math.round(y)}`,
};
