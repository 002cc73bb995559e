/** Points, paths and angles of a picture: pixels of the original asset, y down, degrees clockwise. */

export interface Point {
  readonly x: number;
  readonly y: number;
}

export interface Size {
  readonly width: number;
  readonly height: number;
}

export interface Bounds {
  readonly left: number;
  readonly top: number;
  readonly right: number;
  readonly bottom: number;
}

export function middle(a: Point, b: Point): Point {
  return { x: (a.x + b.x) / 2, y: (a.y + b.y) / 2 };
}

export function distance(a: Point, b: Point): number {
  return Math.hypot(a.x - b.x, a.y - b.y);
}

export function boundsOf(points: readonly Point[]): Bounds {
  let [left, top, right, bottom] = [Infinity, Infinity, -Infinity, -Infinity];
  for (const { x, y } of points) {
    left = Math.min(left, x);
    top = Math.min(top, y);
    right = Math.max(right, x);
    bottom = Math.max(bottom, y);
  }
  return { left, top, right, bottom };
}

export function middleOf({ left, top, right, bottom }: Bounds): Point {
  return { x: (left + right) / 2, y: (top + bottom) / 2 };
}

export function keepInside({ x, y }: Point, { width, height }: Size): Point {
  return { x: clamp(x, 0, width), y: clamp(y, 0, height) };
}

export function isInside({ x, y }: Point, { width, height }: Size): boolean {
  return x >= 0 && y >= 0 && x <= width && y <= height;
}

export function distanceToPath(points: readonly Point[], at: Point, isClosed: boolean): number {
  return distance(nearestOnPath(points, at, isClosed).place, at);
}

/** The place of a path nearest to a point, and the edge it lies on. */
export function nearestOnPath(points: readonly Point[], at: Point, isClosed: boolean): { place: Point; edge: number } {
  const edges = isClosed ? points.length : points.length - 1;
  let nearest = { place: points[0] as Point, edge: 0 };
  for (let edge = 0; edge < edges; edge += 1) {
    const place = nearestOnSegment(points[edge] as Point, points[(edge + 1) % points.length] as Point, at);
    if (distance(place, at) < distance(nearest.place, at)) nearest = { place, edge };
  }
  return nearest;
}

export function nearestOnSegment(a: Point, b: Point, at: Point): Point {
  const [dx, dy] = [b.x - a.x, b.y - a.y];
  const squared = dx * dx + dy * dy;
  const along = squared === 0 ? 0 : clamp(((at.x - a.x) * dx + (at.y - a.y) * dy) / squared, 0, 1);
  return { x: a.x + along * dx, y: a.y + along * dy };
}

/** Whether a place lies inside a ring; inside and outside alternate where the ring crosses itself. */
export function contains(points: readonly Point[], { x, y }: Point): boolean {
  let isIn = false;
  for (let index = 0, before = points.length - 1; index < points.length; before = index, index += 1) {
    const [a, b] = [points[index] as Point, points[before] as Point];
    if (a.y > y !== b.y > y && x < ((b.x - a.x) * (y - a.y)) / (b.y - a.y) + a.x) isIn = !isIn;
  }
  return isIn;
}

/** Positive when the ring runs clockwise on the screen. */
export function signedArea(points: readonly Point[]): number {
  const doubled = points.reduce((sum, { x, y }, index) => {
    const next = points[(index + 1) % points.length] as Point;
    return sum + x * next.y - next.x * y;
  }, 0);
  return doubled / 2;
}

/** The smallest convex ring around points (A. M. Andrew's monotone chain, 1979). */
export function convexHull(points: readonly Point[]): readonly Point[] {
  const sorted = points.toSorted((a, b) => a.x - b.x || a.y - b.y);
  const half = (ordered: readonly Point[]) => {
    const chain: Point[] = [];
    for (const point of ordered) {
      while (chain.length > 1 && cross(chain.at(-2) as Point, chain.at(-1) as Point, point) <= 0) chain.pop();
      chain.push(point);
    }
    return chain.slice(0, -1);
  };
  return [...half(sorted), ...half(sorted.toReversed())];
}

/** Positive when `c` lies to the right of the way from `a` to `b`, as seen on the screen. */
export function cross(a: Point, b: Point, c: Point): number {
  return (b.x - a.x) * (c.y - a.y) - (b.y - a.y) * (c.x - a.x);
}

export function turnAround({ x, y }: Point, center: Point, degrees: number): Point {
  const radians = (degrees * Math.PI) / 180;
  const [cos, sin] = [Math.cos(radians), Math.sin(radians)];
  const [dx, dy] = [x - center.x, y - center.y];
  return { x: center.x + dx * cos - dy * sin, y: center.y + dx * sin + dy * cos };
}

/** Where a hand around a middle points to: 0 is up, 90 to the right. */
export function headingOf(center: Point, at: Point): number {
  return (Math.atan2(at.y - center.y, at.x - center.x) * 180) / Math.PI + 90;
}

/** The same turn, from above -180 to 180. */
export function normalDegrees(degrees: number): number {
  const turned = round(((((degrees + 180) % 360) + 360) % 360) - 180);
  return turned === -180 ? 180 : turned;
}

/** A tenth of a pixel is finer than any hand. */
export function round(value: number): number {
  return Math.round(value * 10) / 10;
}

export function roundPoint({ x, y }: Point): Point {
  return { x: round(x), y: round(y) };
}

export function clamp(value: number, low: number, high: number): number {
  return Math.max(low, Math.min(Math.max(low, high), value));
}
