/** What polygons with holes become when they are united, cut out of each other, or split along a line. */
import { contains, type Point, signedArea } from "../points";
import { arrange, keyOf, onGrid, type Piece, type Ring, walkRings } from "./arrangement";

/** The outline, then the holes. */
export type Region = readonly Ring[];

/** Far less than the grid: just beside an edge. */
const BESIDE = 1e-5;

type Inside = (isIn: readonly boolean[]) => boolean;

export function unite(...regions: readonly Region[]): readonly Region[] {
  return combine(regions, (isIn) => isIn.some(Boolean), ownPlaces(regions));
}

/** What of the first no other one covers. */
export function subtract(region: Region, ...others: readonly Region[]): readonly Region[] {
  const isLeft: Inside = ([first, ...rest]) => first === true && !rest.some(Boolean);
  return combine([region, ...others], isLeft, places([region, ...others].flat()));
}

export function areaOfRegion(region: Region): number {
  return region.reduce((sum, ring, index) => sum + (index === 0 ? 1 : -1) * Math.abs(signedArea(ring)), 0);
}

/** `known`: places that stay even in the middle of a straight edge. */
function combine(regions: readonly Region[], isInside: Inside, known: ReadonlySet<string>): readonly Region[] {
  const pieces = arrange(regions.map((rings) => rings.map((points) => ({ points, isClosed: true }))));
  return toRegions(bordersOf(pieces, isInside), known);
}

/** The parts into which an open line cuts a region; one part when it does not go through. */
export function split(region: Region, cut: readonly Point[]): readonly Region[] {
  const ring = region.map((points) => ({ points, isClosed: true }));
  const pieces = arrange([ring, [{ points: cut, isClosed: false }]]);
  const isRegion: Inside = ([isIn]) => isIn === true;
  const borders = bordersOf(pieces, isRegion);
  const cuts = pieces
    .filter(({ sources: [isBorder, isCut] }) => isCut && !isBorder)
    .filter((piece) => isInRegion(pieces, 0, middleOfPiece(piece)))
    .flatMap(({ from, to }) => [[from, to] as const, [to, from] as const]);
  return toRegions([...borders, ...cuts], places([...region, cut]));
}

/** The parts into which one open line is cut by another. */
export function splitLine(line: readonly Point[], cut: readonly Point[]): readonly (readonly Point[])[] {
  const pieces = arrange([[{ points: line, isClosed: false }], [{ points: cut, isClosed: false }]]);
  const onCut = new Set(pieces.filter(({ sources }) => sources[1]).flatMap(({ from, to }) => [keyOf(from), keyOf(to)]));
  const known = places([line]);
  const parts: Point[][] = [[]];
  for (const [index, place] of along(line, pieces).entries()) {
    parts.at(-1)?.push(place);
    if (index > 0 && onCut.has(keyOf(place))) parts.push([place]);
  }
  return parts.filter((part) => part.length > 1).map((part) => thinned(part, known));
}

/** The places of a line in order, with those where something cut it. */
function along(line: readonly Point[], pieces: readonly Piece[]): readonly Point[] {
  const own = pieces.filter(({ sources }) => sources[0]).flatMap(({ from, to }) => [from, to]);
  return line.map(onGrid).flatMap((start, index, all) => {
    const end = all[index + 1];
    if (!end) return [start];
    const length = Math.hypot(end.x - start.x, end.y - start.y);
    const between = own
      .map((place) => ({
        place,
        far: Math.hypot(place.x - start.x, place.y - start.y),
        left: Math.hypot(place.x - end.x, place.y - end.y),
      }))
      .filter(({ far, left }) => far > 0 && left > 0 && far + left < length + 0.02)
      .sort((a, b) => a.far - b.far);
    const unique = new Map(between.map(({ place }) => [keyOf(place), place]));
    return [start, ...unique.values()];
  });
}

/** Where borders of two regions met there may be no corner any more. */
function ownPlaces(regions: readonly Region[]): ReadonlySet<string> {
  const [once, twice] = [new Set<string>(), new Set<string>()];
  for (const place of regions.flatMap((region) => [...places(region)])) (once.has(place) ? twice : once).add(place);
  return new Set([...once].filter((place) => !twice.has(place)));
}

function places(rings: readonly Ring[]): ReadonlySet<string> {
  return new Set(rings.flatMap((ring) => ring.map((point) => keyOf(onGrid(point)))));
}

function middleOfPiece({ from, to }: Piece): Point {
  return { x: (from.x + to.x) / 2, y: (from.y + to.y) / 2 };
}

/** Pieces with the inside on one side only, directed so that it lies to their right. */
function bordersOf(pieces: readonly Piece[], isInside: Inside): (readonly [Point, Point])[] {
  return pieces.flatMap((piece) => {
    const { from, to, sources } = piece;
    const length = Math.hypot(to.x - from.x, to.y - from.y);
    const [right, left] = [1, -1].map((side) => {
      const middle = middleOfPiece(piece);
      const x = middle.x - (side * BESIDE * (to.y - from.y)) / length;
      const y = middle.y + (side * BESIDE * (to.x - from.x)) / length;
      return isInside(sources.map((_, source) => isInRegion(pieces, source, { x, y })));
    });
    if (right === left) return [];
    return [right ? ([from, to] as const) : ([to, from] as const)];
  });
}

/** By a ray to the right: outside and inside alternate at each border of the source. */
function isInRegion(pieces: readonly Piece[], source: number, { x, y }: Point): boolean {
  let isIn = false;
  for (const { from, to, sources } of pieces) {
    if (!sources[source] || from.y > y === to.y > y) continue;
    if (x < ((to.x - from.x) * (y - from.y)) / (to.y - from.y) + from.x) isIn = !isIn;
  }
  return isIn;
}

function toRegions(edges: readonly (readonly [Point, Point])[], known: ReadonlySet<string>): readonly Region[] {
  const rings = walkRings(edges);
  const outlines = rings.filter((ring) => signedArea(ring) > 0).sort((a, b) => signedArea(a) - signedArea(b));
  const holes = outlines.map((): Ring[] => []);
  for (const hole of rings.filter((ring) => signedArea(ring) < 0)) {
    holes[outlines.findIndex((ring) => contains(ring, besideFirstEdge(hole)))]?.push(thinned(hole, known, true));
  }
  return outlines.map((ring, index) => [thinned(ring, known, true), ...(holes[index] as Ring[])]);
}

/** A place of the region next to one of its holes. */
function besideFirstEdge([from, to]: Ring): Point {
  const [a, b] = [from as Point, to as Point];
  const length = Math.hypot(b.x - a.x, b.y - a.y);
  const [x, y] = [(a.x + b.x) / 2, (a.y + b.y) / 2];
  return { x: x - (BESIDE * (b.y - a.y)) / length, y: y + (BESIDE * (b.x - a.x)) / length };
}

/** Without places in the middle of straight edges that were there only because something met the edge. */
function thinned(points: Ring, known: ReadonlySet<string>, isClosed = false): Ring {
  const last = points.length - 1;
  return points.filter((point, index) => {
    if (known.has(keyOf(point)) || (!isClosed && (index === 0 || index === last))) return true;
    const [before, after] = [points.at(index - 1) as Point, points[(index + 1) % points.length] as Point];
    const [far, left] = [
      Math.hypot(point.x - before.x, point.y - before.y),
      Math.hypot(after.x - point.x, after.y - point.y),
    ];
    return far + left - Math.hypot(after.x - before.x, after.y - before.y) > 1e-4;
  });
}
