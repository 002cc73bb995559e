/** Guesses how far a thing reaches that somebody only clicked on. Pure. */
import type { Raster } from "../sight/raster";
import { contrast, meanContrast } from "./cut";
import { fromSmall, learnAndCut, type Sides } from "./grabcut";
import { INSIDE, OUTSIDE, type Trimap, UNKNOWN } from "./trimap";

/** Radii are tried on a picture of about so many pixels at most. */
const SMALL = 12_000;
/** Radii in its pixels, each so much wider than the one before. */
const NARROWEST = 5;
const WIDER = 1.5;
/** The share of a radius within which colors count as the thing's at first. */
const CORE = 0.4;
/** A thing is larger than what was clicked, by this factor at least. */
const LEAST_GROWTH = 2;

/** The thing around the marks; null when nothing stands out there. */
export function guessThing(raster: Raster, trimap: Trimap): Sides | null {
  return fromSmall(raster, trimap, SMALL, guessSides);
}

/** A thing is found within radii of more than one size, and its border lies on edges. */
function guessSides(raster: Raster, trimap: Trimap): Sides | null {
  const apart = distancesTo(trimap, raster);
  const tries = radiiUpTo(Math.hypot(raster.width, raster.height)).map((radius) =>
    within(raster, trimap, apart, radius),
  );
  let [best, highest]: [Sides | null, number] = [null, 0];
  tries.forEach((found, index) => {
    const next = tries[index + 1];
    const score = found ? found.onEdges * (1 + (next ? overlapOf(found.sides, next.sides) : 0)) : 0;
    if (found && score > highest) [best, highest] = [found.sides, score];
  });
  return best;
}

function radiiUpTo(farthest: number): number[] {
  const radii = [];
  for (let radius = NARROWEST; radius < farthest; radius *= WIDER) radii.push(radius);
  return radii;
}

interface Found {
  readonly sides: Sides;
  /** How much the picture changes along the border, 0 to 1. */
  readonly onEdges: number;
}

function within(raster: Raster, trimap: Trimap, apart: Float32Array, radius: number): Found | null {
  const known = trimap.map((one, at) => (one === UNKNOWN && (apart[at] as number) > radius ? OUTSIDE : one));
  const first = trimap.map((one, at) => (one === INSIDE || (apart[at] as number) < CORE * radius ? 1 : 0));
  const cut = learnAndCut(raster, known, first);
  const sides = cut && joinedToMarks(cut, trimap, raster.width);
  const isGrown = sides && count(sides, 1) >= LEAST_GROWTH * count(trimap, INSIDE);
  return isGrown ? { sides, onEdges: shareOnEdges(raster, known, sides) } : null;
}

function count(values: Uint8Array, wanted: number): number {
  return values.reduce((sum, value) => sum + (value === wanted ? 1 : 0), 0);
}

/** How far each pixel is from the nearest mark. */
function distancesTo(trimap: Trimap, { width }: Raster): Float32Array {
  const marks = [...trimap.keys()].filter((at) => trimap[at] === INSIDE);
  const apart = new Float32Array(trimap.length).fill(Infinity);
  for (let at = 0; at < apart.length; at += 1) {
    const [x, y] = [at % width, Math.floor(at / width)];
    for (const mark of marks) {
      const [dx, dy] = [(mark % width) - x, Math.floor(mark / width) - y];
      apart[at] = Math.min(apart[at] as number, dx * dx + dy * dy);
    }
  }
  return apart.map(Math.sqrt);
}

/** What is joined by sides to something that was marked. */
function joinedToMarks(sides: Sides, trimap: Trimap, width: number): Sides {
  const joined = new Uint8Array(sides.length);
  const stack = [...trimap.keys()].filter((at) => trimap[at] === INSIDE);
  for (let at = stack.pop(); at !== undefined; at = stack.pop()) {
    if (joined[at] === 1 || sides[at] !== 1) continue;
    joined[at] = 1;
    if (at % width > 0) stack.push(at - 1);
    if ((at + 1) % width > 0) stack.push(at + 1);
    stack.push(at - width, at + width);
  }
  return joined;
}

/** A border at the end of the radius lies on no edge. */
function shareOnEdges(raster: Raster, trimap: Trimap, sides: Sides): number {
  const beta = 1 / (2 * Math.max(1, meanContrast(raster)));
  let [sum, length] = [0, 0];
  const look = (a: number, b: number) => {
    if (sides[a] === sides[b]) return;
    length += 1;
    if (trimap[a] === OUTSIDE || trimap[b] === OUTSIDE) return;
    sum += 1 - Math.exp(-beta * contrast(raster.colors[a] as number, raster.colors[b] as number));
  };
  for (let at = 0; at < sides.length; at += 1) {
    if ((at + 1) % raster.width !== 0) look(at, at + 1);
    if (at + raster.width < sides.length) look(at, at + raster.width);
  }
  return length === 0 ? 0 : sum / length;
}

/** The share of both that they have in common. */
function overlapOf(a: Sides, b: Sides): number {
  let [shared, either] = [0, 0];
  for (let at = 0; at < a.length; at += 1) {
    shared += (a[at] as number) & (b[at] as number);
    either += (a[at] as number) | (b[at] as number);
  }
  return shared / either;
}
