/** Which shape lies above which: by z_order, then in the order of the answer. */
import { boundsOf, depthOf, type ImageShape, outline } from "../geometry";

/** The z_order of a shape that mentions none is 0. */
function atDepth({ z_order: _before, ...shape }: ImageShape, depth: number): ImageShape {
  return (depth === 0 ? shape : { ...shape, z_order: depth }) as ImageShape;
}

/** Above (1) or below (-1) all others; among themselves they keep their order. */
export function toEnd(
  shapes: readonly ImageShape[],
  moved: readonly ImageShape[],
  side: 1 | -1,
): readonly ImageShape[] {
  const isMoved = new Set(moved.map(({ uuid }) => uuid));
  const others = shapes.filter(({ uuid }) => !isMoved.has(uuid)).map(depthOf);
  if (others.length === 0 || moved.length === 0) return [];
  const depths = moved.map(depthOf);
  const by = side > 0 ? Math.max(...others) + 1 - Math.min(...depths) : Math.min(...others) - 1 - Math.max(...depths);
  return by * side <= 0 ? [] : moved.map((shape) => atDepth(shape, depthOf(shape) + by));
}

/** Just past the next one that it overlaps; nothing when it lies above, below all of those already. */
export function step(shapes: readonly ImageShape[], moved: ImageShape, side: 1 | -1): readonly ImageShape[] {
  const own = shapes.findIndex(({ uuid }) => uuid === moved.uuid);
  const past = shapes
    .map((shape, index) => ({ shape, index, apart: side * (depthOf(shape) - depthOf(moved) || index - own) }))
    .filter(({ shape, index, apart }) => index !== own && apart > 0 && isOverlapping(shape, moved))
    .sort((a, b) => side * (depthOf(a.shape) - depthOf(b.shape) || a.index - b.index))[0];
  if (!past) return [];
  const isPastAlready = side * (own - past.index) > 0;
  return [atDepth(moved, depthOf(past.shape) + (isPastAlready ? 0 : side))];
}

function isOverlapping(one: ImageShape, other: ImageShape): boolean {
  const [a, b] = [boundsOf(outline(one)), boundsOf(outline(other))];
  return a.left <= b.right && b.left <= a.right && a.top <= b.bottom && b.top <= a.bottom;
}
