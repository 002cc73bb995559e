/** What shapes made of points have in common: they move and grow point by point. */
import { boundsOf, keepInside, middleOf, type Point, roundPoint, type Size } from "../points";

export function shifted<P extends Point>(points: readonly P[], dx: number, dy: number): readonly P[] {
  return points.map((point) => ({ ...point, ...roundPoint({ x: point.x + dx, y: point.y + dy }) }));
}

/** A mapping that grows all that lies around `points` by so many pixels on each side; null: nothing would remain. */
export function grower(points: readonly Point[], by: number, size: Size): (<P extends Point>(point: P) => P) | null {
  const bounds = boundsOf(points);
  const center = middleOf(bounds);
  const scaleX = scaleBy(bounds.right - bounds.left, by);
  const scaleY = scaleBy(bounds.bottom - bounds.top, by);
  if (scaleX <= 0 || scaleY <= 0) return null;
  return (point) => {
    const to = { x: center.x + (point.x - center.x) * scaleX, y: center.y + (point.y - center.y) * scaleY };
    return { ...point, ...roundPoint(keepInside(to, size)) };
  };
}

/** What has no width has none to grow. */
function scaleBy(side: number, by: number): number {
  return side === 0 ? 1 : (side + 2 * by) / side;
}
