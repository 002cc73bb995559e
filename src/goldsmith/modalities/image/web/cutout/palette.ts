/** The colors of a picture in a few thousand bins, so that models of color look at each bin once. Pure. */
import type { Raster } from "../sight/raster";

/** Bits kept of each of red, green and blue. */
const BITS = 5;

export interface Palette {
  /** The bin of each pixel. */
  readonly bins: Uint16Array;
  /** Mean red, green and blue of bin b at 3 b. */
  readonly colors: Float32Array;
  readonly count: number;
}

export function paletteOf({ colors }: Raster): Palette {
  const bins = new Uint16Array(colors.length);
  const binOf = new Int32Array(1 << (3 * BITS)).fill(-1);
  const [sums, sizes]: [number[], number[]] = [[], []];
  colors.forEach((color, at) => {
    const key = keyOf(color);
    if (binOf[key] === -1) {
      binOf[key] = sizes.length;
      sizes.push(0);
      sums.push(0, 0, 0);
    }
    const bin = binOf[key] as number;
    bins[at] = bin;
    sizes[bin] = (sizes[bin] as number) + 1;
    for (let band = 0; band < 3; band += 1) {
      sums[3 * bin + band] = (sums[3 * bin + band] as number) + ((color >> (8 * band)) & 0xff);
    }
  });
  const means = Float32Array.from(sums, (sum, at) => sum / (sizes[Math.floor(at / 3)] as number));
  return { bins, colors: means, count: sizes.length };
}

function keyOf(color: number): number {
  const kept = 8 - BITS;
  const [red, green, blue] = [color & 0xff, (color >> 8) & 0xff, (color >> 16) & 0xff];
  return ((red >> kept) << (2 * BITS)) | ((green >> kept) << BITS) | (blue >> kept);
}

/** How many of the pixels that are chosen lie in each bin. */
export function weightsOf({ bins, count }: Palette, isChosen: (at: number) => boolean): Float64Array {
  const weights = new Float64Array(count);
  bins.forEach((bin, at) => {
    if (isChosen(at)) weights[bin] = (weights[bin] as number) + 1;
  });
  return weights;
}
