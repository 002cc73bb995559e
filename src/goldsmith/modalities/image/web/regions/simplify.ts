/** Fewer vertices for the same line, none farther from it than the tolerance (Douglas and Peucker, 1973). */
import { distance, nearestOnSegment, type Point } from "../points";

export function simplifyLine(points: readonly Point[], tolerance: number): readonly Point[] {
  const kept = new Set([0, points.length - 1]);
  const spans: [number, number][] = [[0, points.length - 1]];
  for (let span = spans.pop(); span; span = spans.pop()) {
    const [from, to] = span;
    const farthest = farthestBetween(points, from, to);
    if (farthest.apart <= tolerance) continue;
    kept.add(farthest.index);
    spans.push([from, farthest.index], [farthest.index, to]);
  }
  return points.filter((_, index) => kept.has(index));
}

/** A ring is two lines between its first vertex and the one farthest from it; it keeps at least three vertices. */
export function simplifyRing(points: readonly Point[], tolerance: number): readonly Point[] {
  const start = points[0] as Point;
  const far = points.reduce(
    (best, point, index) => (distance(point, start) > distance(points[best] as Point, start) ? index : best),
    0,
  );
  const there = simplifyLine(points.slice(0, far + 1), tolerance);
  const back = simplifyLine([...points.slice(far), start], tolerance);
  const simple = [...there, ...back.slice(1, -1)];
  return simple.length > 2 ? simple : points;
}

function farthestBetween(points: readonly Point[], from: number, to: number): { index: number; apart: number } {
  let best = { index: from, apart: 0 };
  for (let index = from + 1; index < to; index += 1) {
    const place = points[index] as Point;
    const apart = distance(nearestOnSegment(points[from] as Point, points[to] as Point, place), place);
    if (apart > best.apart) best = { index, apart };
  }
  return best;
}

/** The server takes no longer line or ring. */
const MOST_VERTICES = 10_000;

/** As simple as the tolerance allows, and simpler where there would still be too many vertices. */
export function fitting(points: readonly Point[], tolerance: number, isRing: boolean): readonly Point[] {
  const simplify = isRing ? simplifyRing : simplifyLine;
  let found = simplify(points, tolerance);
  for (let coarser = Math.max(1, tolerance); found.length > MOST_VERTICES; coarser *= 2) {
    found = simplify(points, coarser);
  }
  return found;
}
