/** Boxes seen frame by frame, told in few keyframes. Pure. */
import { putKeyframe } from "../tracks/operations";
import type { Track } from "../tracks/shapes";

export interface Box {
  readonly left: number;
  readonly top: number;
  readonly width: number;
  readonly height: number;
}

export interface Sighting {
  readonly frame: number;
  readonly box: Box;
}

const SIDES = ["left", "top", "width", "height"] as const;
const LEAST_TOLERANCE = 1;
const TOLERANCE_OF_SIZE = 0.05;

/**
 * Those that straight lines between them stay within a pixel, or 5 % of the box, of all others (Douglas and Peucker,
 * 1973, over time). `seen` is in order of frames.
 */
export function fitKeyframes(seen: readonly Sighting[]): readonly Sighting[] {
  const kept = new Set([0, seen.length - 1]);
  const open: [number, number][] = [[0, seen.length - 1]];
  for (let span = open.pop(); span; span = open.pop()) {
    const worst = farthest(seen, ...span);
    if (worst === null) continue;
    kept.add(worst);
    open.push([span[0], worst], [worst, span[1]]);
  }
  return seen.filter((_, index) => kept.has(index));
}

function farthest(seen: readonly Sighting[], first: number, last: number): number | null {
  let [worst, most]: [number | null, number] = [null, 1];
  for (let index = first + 1; index < last; index += 1) {
    const excess = deviation(seen, first, last, index);
    if (excess > most) [worst, most] = [index, excess];
  }
  return worst;
}

/** In tolerances. */
function deviation(seen: readonly Sighting[], first: number, last: number, index: number): number {
  const [a, b, here] = [seen[first], seen[last], seen[index]] as [Sighting, Sighting, Sighting];
  const share = (here.frame - a.frame) / (b.frame - a.frame);
  const tolerance = Math.max(LEAST_TOLERANCE, TOLERANCE_OF_SIZE * Math.max(here.box.width, here.box.height));
  const gaps = SIDES.map((side) => Math.abs(a.box[side] + (b.box[side] - a.box[side]) * share - here.box[side]));
  return Math.max(...gaps) / tolerance;
}

/** The track with what was seen; places are rounded to a tenth of a pixel, as a hand's are. */
export function withSightings(track: Track, sightings: readonly Sighting[]): Track {
  return sightings.reduce((told, { frame, box }) => putKeyframe(told, frame, rounded(box)), track);
}

function rounded(box: Box): Box {
  const [left, top, width, height] = SIDES.map((side) => Math.round(box[side] * 10) / 10) as [
    number,
    number,
    number,
    number,
  ];
  return { left, top, width: Math.max(0.1, width), height: Math.max(0.1, height) };
}
