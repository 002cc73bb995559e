/** Where a hand snaps to while it draws or drags: a vertex of a neighbour, else the nearest place of its edges. */
import { distance, type ImageShape, nearestOnPath, type Point, strokesOf } from "../geometry";
import type { Bench } from "./contract";

/** Screen pixels. */
const SNAP_REACH = 9;

const WITHOUT_CORNERS: ReadonlySet<string> = new Set(["ellipse", "skeleton"]);

/** null: nothing is near enough. `own` is never snapped to. */
export function snap(bench: Bench, at: Point, own?: string): Point | null {
  const reach = SNAP_REACH * bench.resolution();
  const around = { left: at.x - reach, top: at.y - reach, right: at.x + reach, bottom: at.y + reach };
  const neighbours = bench.shapesWithin(around).filter(({ uuid, type }) => uuid !== own && !WITHOUT_CORNERS.has(type));
  return (
    nearest(neighbours.flatMap(cornersOf), at, reach) ??
    nearest(
      neighbours.flatMap((one) => feet(one, at)),
      at,
      reach,
    )
  );
}

function cornersOf(shape: ImageShape): readonly Point[] {
  return shape.type === "point" ? [shape] : strokesOf(shape).flatMap(({ points }) => points);
}

function feet(shape: ImageShape, at: Point): readonly Point[] {
  return strokesOf(shape).map(({ points, isClosed }) => nearestOnPath(points, at, isClosed).place);
}

function nearest(places: readonly Point[], at: Point, reach: number): Point | null {
  let best: Point | null = null;
  for (const { x, y } of places) {
    if (distance({ x, y }, at) <= (best ? distance(best, at) : reach)) best = { x, y };
  }
  return best;
}
