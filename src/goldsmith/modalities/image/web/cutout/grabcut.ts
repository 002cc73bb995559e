/**
 * Cuts a thing out of a picture from what somebody showed of it. Pure.
 *
 * GrabCut: the colors of the thing and of what is beside it are learnt from a first guess, a smallest cut between them
 * makes a better one, and so on (Rother, Kolmogorov and Blake, 2004, https://doi.org/10.1145/1015706.1015720). That is
 * done on a small picture; at each larger size only a band along the border is cut again (Lombaert, Sun, Grady and Xu,
 * 2005, https://doi.org/10.1109/ICCV.2005.13).
 */
import { halved, type Raster } from "../sight/raster";
import { cut, meanContrast, type Surprise } from "./cut";
import { fitMixture, surprises } from "./mixture";
import { type Palette, paletteOf, weightsOf } from "./palette";
import { BESIDE, bandAround, halvedTrimap, INSIDE, OUTSIDE, type Trimap, UNKNOWN } from "./trimap";

/** 1 for each pixel of the thing, row by row. */
export type Sides = Uint8Array;

/** Finds the sides on a small picture; null when nothing tells the thing from what is beside it. */
export type Solver = (raster: Raster, trimap: Trimap) => Sides | null;

/** A picture on which colors are learnt has about so many pixels at most. */
const SMALL = 24_000;
const MOST_ROUNDS = 5;
/** What was marked counts as much as this share of its side. */
const MARKED_SHARE = 0.1;

/** A thing somewhere among the pixels that are not known to lie outside. */
export function grabCut(raster: Raster, trimap: Trimap): Sides | null {
  return fromSmall(raster, trimap, SMALL, (small, known) => {
    const first = known.map((one) => (one === BESIDE || one === OUTSIDE ? 0 : 1));
    if (!known.some(isMark)) return learnAndCut(small, known, first);
    const unmarked = known.map((one) => (isMark(one) ? UNKNOWN : one));
    return corrected(small, known, learnAndCut(small, unmarked, first) ?? first);
  });
}

const isMark = (known: number) => known === INSIDE || known === BESIDE;

/**
 * One more cut that heeds the marks. What was marked teaches its colors too, unless that takes most of the thing away:
 * then the marks were of colors that the thing has everywhere, and say something of their places alone.
 */
function corrected(raster: Raster, trimap: Trimap, before: Sides): Sides | null {
  const palette = paletteOf(raster);
  const marked = before.map((side, at) => (isMark(trimap[at] as number) ? Number(trimap[at] === INSIDE) : side));
  const cutBy = (surprise: Surprise | null) => surprise && cut(raster, palette, trimap, surprise);
  const taught = cutBy(learn(palette, marked, trimap));
  const found = taught && keepsMost(before, taught) ? taught : cutBy(learn(palette, before));
  return found?.includes(1) ? found : null;
}

function keepsMost(before: Sides, after: Sides): boolean {
  const kept = before.reduce((count, side, at) => count + (side & (after[at] as number)), 0);
  return kept > before.reduce((count, side) => count + side, 0) / 2;
}

/** Solve on a picture of so many pixels at most, and refine the border from size to size. */
export function fromSmall(raster: Raster, trimap: Trimap, most: number, solve: Solver): Sides | null {
  if (raster.width * raster.height <= most) return solve(raster, trimap);
  const half = fromSmall(halved(raster), halvedTrimap(trimap, raster), most, solve);
  return half && refined(raster, trimap, half);
}

/** Learn colors from a first guess and cut, until nothing changes any more. */
export function learnAndCut(raster: Raster, trimap: Trimap, first: Sides): Sides | null {
  if (meanContrast(raster) === 0) return null;
  const palette = paletteOf(raster);
  let sides = first;
  for (let round = 0; round < MOST_ROUNDS; round += 1) {
    const surprise = learn(palette, sides);
    if (surprise === null) return null;
    const next = cut(raster, palette, trimap, surprise);
    const isSame = next.every((side, at) => side === sides[at]);
    sides = next;
    if (isSame) break;
  }
  return sides.includes(1) ? sides : null;
}

/** Null when one side has no pixel to learn from. Marks of a trimap count for more than their size. */
function learn(palette: Palette, sides: Sides, trimap?: Trimap): Surprise | null {
  if (!sides.includes(0) || !sides.includes(1)) return null;
  const of = (side: number, mark: number) => {
    const weights = weightsOf(palette, (at) => sides[at] === side);
    if (trimap?.includes(mark))
      strengthen(
        weights,
        weightsOf(palette, (at) => trimap[at] === mark),
      );
    return surprises(fitMixture(palette.colors, weights), palette.colors);
  };
  return { inside: of(1, INSIDE), beside: of(0, BESIDE) };
}

/** Add what was marked until it is its share of the whole. */
function strengthen(weights: Float64Array, marked: Float64Array): void {
  const sum = (values: Float64Array) => values.reduce((all, value) => all + value, 0);
  const factor = (MARKED_SHARE * sum(weights)) / sum(marked);
  marked.forEach((weight, bin) => {
    weights[bin] = (weights[bin] as number) + factor * weight;
  });
}

function refined(raster: Raster, trimap: Trimap, half: Sides): Sides | null {
  const palette = paletteOf(raster);
  const surprise = learn(palette, doubled(half, raster));
  const sides = surprise && cut(raster, palette, bandAround(trimap, raster, half), surprise);
  return sides?.includes(1) ? sides : null;
}

function doubled(half: Sides, { width, height }: Raster): Sides {
  const wide = Math.ceil(width / 2);
  const sides = new Uint8Array(width * height);
  for (let at = 0; at < sides.length; at += 1) {
    sides[at] = half[Math.floor(at / width / 2) * wide + ((at % width) >> 1)] as number;
  }
  return sides;
}
