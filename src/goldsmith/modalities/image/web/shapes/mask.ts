/** Pixels. They are painted, not pulled: a mask has no handles. */

import { holds } from "../mask/bitmap";
import { areaOfMask, bitmapOf, type MaskShape } from "../mask/shape";
import { cornersOf } from "./box";
import type { Form } from "./contract";

export const mask: Form<MaskShape> = {
  fewest: 1,
  make: () => null,
  strokes: () => [],
  reach: cornersOf,
  handles: () => [],
  moveHandle: () => null,
  move: (shape, dx, dy) => ({ ...shape, left: shape.left + Math.round(dx), top: shape.top + Math.round(dy) }),
  grow: () => null,
  distance: (shape, at) => (holds(bitmapOf(shape), at.x, at.y) ? 0 : Number.POSITIVE_INFINITY),
  area: areaOfMask,
  describe: (shape) => `${areaOfMask(shape).toLocaleString()} px`,
};
