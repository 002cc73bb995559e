/** Polygons with holes, and lines. Handles: the vertices of the outline, then those of each hole. */
import { contains, distanceToPath, middle, nearestOnPath, type Point, roundPoint, signedArea } from "../points";
import type { Form, Fresh, PathShape, Stroke } from "./contract";
import { grower, shifted } from "./vertices";

type Ring = readonly Point[];

const FEWEST = { polygon: 3, line: 2 } as const;

/** The outline, then the holes. */
export function ringsOf(shape: PathShape): readonly Ring[] {
  return [shape.vertices, ...(shape.holes ?? [])];
}

/** The shape with these rings; a polygon without holes does not mention them. */
export function withRings({ holes: _before, ...shape }: PathShape, [vertices, ...holes]: readonly Ring[]): PathShape {
  const outline = { ...shape, vertices: vertices as Ring };
  return holes.length > 0 ? { ...outline, holes } : outline;
}

/** Which ring and which vertex of it a handle is. */
function locate(shape: PathShape, handle: number): readonly [number, number] {
  let left = handle;
  const rings = ringsOf(shape);
  for (const [index, ring] of rings.entries()) {
    if (left < ring.length) return [index, left];
    left -= ring.length;
  }
  throw new RangeError(`The shape has no handle ${handle}.`);
}

function changeRing(shape: PathShape, index: number, change: (ring: Ring) => Ring): PathShape {
  return withRings(
    shape,
    ringsOf(shape).map((ring, place) => (place === index ? change(ring) : ring)),
  );
}

function edgesOf(shape: PathShape, ring: Ring): number {
  return shape.type === "polygon" ? ring.length : ring.length - 1;
}

/** Where a new vertex could go: the middle of each edge, and the handle that edge begins at. */
export function edgeMiddles(shape: PathShape): readonly { readonly at: Point; readonly after: number }[] {
  let first = 0;
  return ringsOf(shape).flatMap((ring) => {
    const start = first;
    first += ring.length;
    return Array.from({ length: edgesOf(shape, ring) }, (_, index) => ({
      at: middle(ring[index] as Point, ring[(index + 1) % ring.length] as Point),
      after: start + index,
    }));
  });
}

/** The handle after which a vertex at this place would go, and how far from an edge the place is. */
export function nearestEdge(shape: PathShape, at: Point): { readonly after: number; readonly apart: number } {
  let [first, best] = [0, { after: 0, apart: Infinity }];
  for (const ring of ringsOf(shape)) {
    const { place, edge } = nearestOnPath(ring, at, shape.type === "polygon");
    const apart = Math.hypot(place.x - at.x, place.y - at.y);
    if (apart < best.apart) best = { after: first + edge, apart };
    first += ring.length;
  }
  return best;
}

export function insertVertex(shape: PathShape, after: number, at: Point): PathShape {
  const [ring, vertex] = locate(shape, after);
  return changeRing(shape, ring, (points) => points.toSpliced(vertex + 1, 0, roundPoint(at)));
}

/** A hole with too few vertices goes as a whole; null: the outline would. */
export function removeVertex(shape: PathShape, handle: number): PathShape | null {
  const [index, vertex] = locate(shape, handle);
  const rings = ringsOf(shape);
  if ((rings[index] as Ring).length > FEWEST[shape.type])
    return changeRing(shape, index, (points) => points.toSpliced(vertex, 1));
  return index === 0 ? null : withRings(shape, rings.toSpliced(index, 1));
}

function path(type: PathShape["type"]): Form<PathShape> {
  const isClosed = type === "polygon";
  const make = (fresh: Fresh, vertices: Ring): PathShape | null =>
    vertices.length < FEWEST[type] ? null : { ...fresh, type, vertices };
  return {
    fewest: FEWEST[type],
    make,
    strokes: (shape) =>
      ringsOf(shape).map((points, index): Stroke => ({ points, role: index === 0 ? "outline" : "hole", isClosed })),
    reach: ({ vertices }) => vertices,
    handles: (shape) => ringsOf(shape).flat(),
    moveHandle(shape, index, to) {
      const [ring, vertex] = locate(shape, index);
      return changeRing(shape, ring, (points) => points.with(vertex, roundPoint(to)));
    },
    move: (shape, dx, dy) =>
      withRings(
        shape,
        ringsOf(shape).map((ring) => shifted(ring, dx, dy)),
      ),
    grow(shape, by, size) {
      const grow = grower(shape.vertices, by, size);
      return (
        grow &&
        withRings(
          shape,
          ringsOf(shape).map((ring) => ring.map(grow)),
        )
      );
    },
    distance(shape, at) {
      const [outline, ...holes] = ringsOf(shape) as [Ring, ...Ring[]];
      const isIn = isClosed && contains(outline, at) && !holes.some((hole) => contains(hole, at));
      return isIn ? 0 : Math.min(...ringsOf(shape).map((ring) => distanceToPath(ring, at, isClosed)));
    },
    area(shape) {
      if (!isClosed) return 0;
      const [outline, ...holes] = ringsOf(shape).map((ring) => Math.abs(signedArea(ring))) as [number, ...number[]];
      return holes.reduce((left, hole) => left - hole, outline);
    },
    describe: ({ vertices, holes = [] }) => `${type} · ${vertices.length}${holesText(holes.length)}`,
  };
}

function holesText(count: number): string {
  return count === 0 ? "" : count === 1 ? ", 1 hole" : `, ${count} holes`;
}

export const polygon = path("polygon");
export const line = path("line");
