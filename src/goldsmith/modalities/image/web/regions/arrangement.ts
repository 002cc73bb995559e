/**
 * Line segments of several sources cut at every place where they meet, on a grid of a hundredth of a pixel; and rings
 * walked along directed edges. Exact up to the grid, for any input: rings may cross themselves, touch and coincide.
 */
import { cross, distance, nearestOnSegment, type Point, signedArea } from "../points";

export type Ring = readonly Point[];

/** A piece between two places; `sources[n]`: source n runs along it an odd number of times. */
export interface Piece {
  readonly from: Point;
  readonly to: Point;
  readonly sources: readonly boolean[];
}

interface Segment {
  readonly from: Point;
  readonly to: Point;
  readonly source: number;
}

const GRID = 100;
/** Half a step of the grid, and a little for the arithmetic. */
const TOUCH = 0.5001 / GRID;
const MOST_ROUNDS = 6;

export function onGrid({ x, y }: Point): Point {
  return { x: Math.round(x * GRID) / GRID, y: Math.round(y * GRID) / GRID };
}

export function keyOf({ x, y }: Point): string {
  return `${Math.round(x * GRID)},${Math.round(y * GRID)}`;
}

/** `sources`: paths, closed or not, of each source. */
export function arrange(sources: readonly (readonly { points: Ring; isClosed: boolean }[])[]): readonly Piece[] {
  let segments = sources.flatMap((paths, source) => paths.flatMap((path) => segmentsOf(path, source)));
  // A place that is rounded to the grid moves a little, and may so come to lie on another segment.
  for (let round = 0; round < MOST_ROUNDS; round += 1) {
    const cut = cutAll(segments);
    if (cut.length === segments.length) break;
    segments = cut;
  }
  return mergeEqual(segments, sources.length);
}

function segmentsOf({ points, isClosed }: { points: Ring; isClosed: boolean }, source: number): Segment[] {
  const places = points.map(onGrid);
  const ends = isClosed ? [...places.slice(1), places[0] as Point] : places.slice(1);
  return ends
    .map((to, index) => ({ from: places[index] as Point, to, source }))
    .filter(({ from, to }) => keyOf(from) !== keyOf(to));
}

function cutAll(segments: readonly Segment[]): Segment[] {
  const cuts = segments.map((): Point[] => []);
  for (const [one, other] of meetingPairs(segments)) {
    const [a, b] = [segments[one] as Segment, segments[other] as Segment];
    for (const place of meetings(a, b)) {
      cuts[one]?.push(place);
      cuts[other]?.push(place);
    }
  }
  return segments.flatMap((segment, index) => cutAt(segment, cuts[index] as Point[]));
}

/** Pairs whose bounds meet, found by a sweep from left to right. */
function* meetingPairs(segments: readonly Segment[]): Generator<readonly [number, number]> {
  const left = ({ from, to }: Segment) => Math.min(from.x, to.x) - TOUCH;
  const right = ({ from, to }: Segment) => Math.max(from.x, to.x) + TOUCH;
  const order = segments
    .map((_, index) => index)
    .sort((a, b) => left(segments[a] as Segment) - left(segments[b] as Segment));
  for (const [place, one] of order.entries()) {
    const a = segments[one] as Segment;
    const [top, bottom] = [Math.min(a.from.y, a.to.y) - TOUCH, Math.max(a.from.y, a.to.y) + TOUCH];
    for (let next = place + 1; next < order.length; next += 1) {
      const other = order[next] as number;
      const b = segments[other] as Segment;
      if (left(b) > right(a)) break;
      if (Math.max(b.from.y, b.to.y) >= top && Math.min(b.from.y, b.to.y) <= bottom) yield [one, other];
    }
  }
}

function meetings(a: Segment, b: Segment): Point[] {
  const touching = [...[a.from, a.to].filter((end) => isOn(end, b)), ...[b.from, b.to].filter((end) => isOn(end, a))];
  if (touching.length > 0) return touching;
  const [before, after] = [cross(b.from, b.to, a.from), cross(b.from, b.to, a.to)];
  const isCrossing = before * after < 0 && cross(a.from, a.to, b.from) * cross(a.from, a.to, b.to) < 0;
  if (!isCrossing) return [];
  const along = before / (before - after);
  return [onGrid({ x: a.from.x + along * (a.to.x - a.from.x), y: a.from.y + along * (a.to.y - a.from.y) })];
}

function isOn(place: Point, { from, to }: Segment): boolean {
  return distance(nearestOnSegment(from, to, place), place) <= TOUCH;
}

function cutAt({ from, to, source }: Segment, cuts: readonly Point[]): Segment[] {
  const ordered = [from, ...cuts, to].sort((a, b) => distance(from, a) - distance(from, b));
  const places = ordered.filter((place, index) => index === 0 || keyOf(place) !== keyOf(ordered[index - 1] as Point));
  return places.slice(1).map((end, index) => ({ from: places[index] as Point, to: end, source }));
}

function mergeEqual(segments: readonly Segment[], count: number): readonly Piece[] {
  const pieces = new Map<string, { from: Point; to: Point; sources: boolean[] }>();
  for (const { from, to, source } of segments) {
    const [a, b] = [keyOf(from), keyOf(to)];
    const key = a < b ? `${a} ${b}` : `${b} ${a}`;
    const piece = pieces.get(key) ?? { from, to, sources: Array.from({ length: count }, () => false) };
    piece.sources[source] = !piece.sources[source];
    pieces.set(key, piece);
  }
  return [...pieces.values()];
}

/** Edges with the inside to their right, as seen on the screen, joined to rings that touch themselves nowhere. */
export function walkRings(edges: readonly (readonly [Point, Point])[]): readonly Ring[] {
  const leaving = new Map<string, Point[]>();
  for (const [from, to] of edges) {
    const key = keyOf(from);
    const known = leaving.get(key);
    if (known) known.push(to);
    else leaving.set(key, [to]);
  }
  const rings: Ring[] = [];
  for (const [start, ends] of edges) {
    if (!take(leaving, start, ends)) continue;
    rings.push(...simpleRings(walk(leaving, start, ends)));
  }
  return rings;
}

function walk(leaving: Map<string, Point[]>, start: Point, second: Point): Point[] {
  const ring = [start];
  let [from, at] = [start, second];
  while (keyOf(at) !== keyOf(start) || hasRightmostWayOn(leaving, from, at, second)) {
    ring.push(at);
    const to = rightmost(leaving.get(keyOf(at)) ?? [], from, at);
    if (!to) break;
    take(leaving, at, to);
    [from, at] = [at, to];
  }
  return ring;
}

/** Back at the start, the walk goes on when its next turn is not the way it began with. */
function hasRightmostWayOn(leaving: Map<string, Point[]>, from: Point, at: Point, first: Point): boolean {
  const ways = leaving.get(keyOf(at)) ?? [];
  const next = rightmost([...ways, first], from, at);
  return next !== undefined && keyOf(next) !== keyOf(first);
}

function take(leaving: Map<string, Point[]>, from: Point, to: Point): boolean {
  const ways = leaving.get(keyOf(from)) ?? [];
  const index = ways.findIndex((way) => keyOf(way) === keyOf(to));
  if (index >= 0) ways.splice(index, 1);
  return index >= 0;
}

/** The way that turns farthest to the right, going back where one came from last of all. */
function rightmost(ways: readonly Point[], from: Point, at: Point): Point | undefined {
  const back = Math.atan2(from.y - at.y, from.x - at.x);
  const turn = (to: Point) => {
    const angle = back - Math.atan2(to.y - at.y, to.x - at.x);
    const positive = ((angle % (2 * Math.PI)) + 2 * Math.PI) % (2 * Math.PI);
    return positive < 1e-12 ? 2 * Math.PI : positive;
  };
  return ways.toSorted((a, b) => turn(a) - turn(b))[0];
}

/** A walk that comes by a place twice is several rings; what has no area is none. */
function simpleRings(walked: readonly Point[]): Ring[] {
  const rings: Ring[] = [];
  const stack: Point[] = [];
  const places = new Map<string, number>();
  for (const point of walked) {
    const key = keyOf(point);
    const before = places.get(key);
    if (before !== undefined) {
      const loop = stack.splice(before);
      for (const each of loop) places.delete(keyOf(each));
      rings.push(loop);
    }
    places.set(key, stack.length);
    stack.push(point);
  }
  return [...rings, stack].filter((ring) => ring.length > 2 && Math.abs(signedArea(ring)) > 0);
}
