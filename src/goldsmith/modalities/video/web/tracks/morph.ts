/** Which place of a line or outline becomes which place of the next keyframe's: the rules of the server's `morph.py`. */
import type { Place } from "./shapes";

const STATIONS = 64;
const MOST_STARTS = 256;
const NEARLY = 1e-9;

/** Places and the share of the length at which each lies; an outline ends where it started. */
interface Walk {
  readonly places: readonly Place[];
  readonly shares: readonly number[];
}

export function mix(one: number, other: number, share: number): number {
  return one + (other - one) * share;
}

export function mixPlace(one: Place, other: Place, share: number): Place {
  return { x: mix(one.x, other.x, share), y: mix(one.y, other.y, share) };
}

export function betweenLines(one: readonly Place[], other: readonly Place[], share: number): Place[] {
  if (one.length === other.length) return mixAll(one, other, share);
  return mixAll(...resample(walk(one), walk(other)), share);
}

export function betweenRings(one: readonly Place[], other: readonly Place[], share: number): Place[] {
  const [start, step] = bestStart(one, other);
  if (start === 0 && step === 1 && one.length === other.length) return mixAll(one, other, share);
  const [ours, theirs] = resample(walk(around(one, 0, 1)), walk(around(other, start, step)));
  // The last vertex is the start once more.
  return mixAll(ours.slice(0, -1), theirs.slice(0, -1), share);
}

function mixAll(ours: readonly Place[], theirs: readonly Place[], share: number): Place[] {
  return ours.map((place, index) => mixPlace(place, theirs[index] as Place, share));
}

/** Once around an outline, forward or backward, back to where it started. */
function around(ring: readonly Place[], start: number, step: 1 | -1): Place[] {
  const turned = [...ring.slice(start), ...ring.slice(0, start)];
  const walked = step > 0 ? turned : [...turned.slice(0, 1), ...turned.slice(1).reverse()];
  return [...walked, ...turned.slice(0, 1)];
}

/** A line without length spreads its vertices evenly. */
function walk(places: readonly Place[]): Walk {
  let passed = 0;
  const lengths = places.map((place, index) => {
    const before = places[index - 1] ?? place;
    passed += Math.hypot(place.x - before.x, place.y - before.y);
    return passed;
  });
  if (passed === 0) return { places, shares: places.map((_, index) => index / (places.length - 1)) };
  return { places, shares: lengths.map((length) => length / passed) };
}

function resample(one: Walk, other: Walk): [Place[], Place[]] {
  const shares: number[] = [];
  for (const share of [...one.shares, ...other.shares].sort((a, b) => a - b)) {
    const last = shares.at(-1);
    if (last === undefined || share - last > NEARLY) shares.push(share);
  }
  return [shares.map((share) => placeAt(one, share)), shares.map((share) => placeAt(other, share))];
}

function placeAt({ places, shares }: Walk, share: number): Place {
  const after = Math.min(Math.max(firstAbove(shares, share), 1), shares.length - 1);
  const [low, high] = [shares[after - 1] as number, shares[after] as number];
  const [before, next] = [places[after - 1] as Place, places[after] as Place];
  if (high - low <= NEARLY) return next;
  return mixPlace(before, next, Math.min(Math.max((share - low) / (high - low), 0), 1));
}

function firstAbove(sorted: readonly number[], value: number): number {
  let [low, high] = [0, sorted.length];
  while (low < high) {
    const middle = (low + high) >> 1;
    if ((sorted[middle] as number) > value) high = middle;
    else low = middle + 1;
  }
  return low;
}

/** The start and direction of the second outline that move its places least. */
function bestStart(one: readonly Place[], other: readonly Place[]): [number, 1 | -1] {
  const ours = stations(walk(around(one, 0, 1)), 0, 1);
  const round = walk(around(other, 0, 1));
  let [best, least]: [[number, 1 | -1], number] = [[0, 1], Infinity];
  for (let start = 0; start < other.length; start += Math.ceil(other.length / MOST_STARTS)) {
    for (const step of [1, -1] as const) {
      const moved = squaredDistance(ours, stations(round, round.shares[start] as number, step));
      if (moved < least * (1 - NEARLY)) [best, least] = [[start, step], moved];
    }
  }
  return best;
}

function stations(round: Walk, begin: number, step: 1 | -1): Place[] {
  return Array.from({ length: STATIONS }, (_, number) => {
    const share = (begin + (step * number) / STATIONS) % 1;
    return placeAt(round, share < 0 ? share + 1 : share);
  });
}

function squaredDistance(ours: readonly Place[], theirs: readonly Place[]): number {
  return ours.reduce((sum, place, index) => {
    const other = theirs[index] as Place;
    return sum + (place.x - other.x) ** 2 + (place.y - other.y) ** 2;
  }, 0);
}
