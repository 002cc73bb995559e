/**
 * How well a line may run through each corner between the pixels of a picture: cheaply along edges. Pure.
 *
 * The costs of intelligent scissors: how strong an edge is, whether it is strongest here, and which way it runs
 * (Mortensen and Barrett, 1995, https://doi.org/10.1145/218380.218442).
 */
import type { Raster } from "../sight/raster";

/** Corners of pixels, row by row: one more each way than there are pixels. */
export interface Lattice {
  readonly width: number;
  readonly height: number;
  /** 0 on the strongest edges, up to MOST_COST where there is none. */
  readonly costs: Uint8Array;
  /** Which way the edge runs, a unit vector; 0, 0 where there is none. */
  readonly alongX: Float32Array;
  readonly alongY: Float32Array;
}

export const MOST_COST = 200;
/** What a corner costs because its edge is weak, and because a neighbor's is stronger. */
const WEAK = 140;
const BESIDE_RIDGE = MOST_COST - WEAK;
/** The share of corners whose edges count as full ones. */
const STRONG_SHARE = 0.05;
/** Fainter than any edge that one could see, in levels of 255. */
const FAINTEST = 4;

export function latticeOf(raster: Raster): Lattice {
  const [width, height] = [raster.width + 1, raster.height + 1];
  const slopes: Slopes = {
    width,
    height,
    x: new Float32Array(width * height),
    y: new Float32Array(width * height),
    strength: new Float32Array(width * height),
  };
  for (const shift of [0, 8, 16]) keepSteeper(slopes, smoothed(raster, shift));
  const { x, y, strength } = slopes;
  const costs = costsOf(slopes);
  for (let at = 0; at < strength.length; at += 1) {
    const [dx, dy, size] = [x[at] as number, y[at] as number, strength[at] || 1];
    x[at] = -dy / size;
    y[at] = dx / size;
  }
  return { width, height, costs, alongX: x, alongY: y };
}

/** Across which way each corner is steepest, and how steep in levels of 255. */
interface Slopes {
  readonly width: number;
  readonly height: number;
  readonly x: Float32Array;
  readonly y: Float32Array;
  readonly strength: Float32Array;
}

/** Of all colors the one counts that changes most. */
function keepSteeper({ width, height, x, y, strength }: Slopes, plane: Float32Array): void {
  const columns = width - 1;
  for (let row = 0; row < height; row += 1) {
    const above = Math.max(0, row - 1) * columns;
    const below = Math.min(height - 2, row) * columns;
    for (let column = 0; column < width; column += 1) {
      const left = column === 0 ? 0 : column - 1;
      const right = column === columns ? column - 1 : column;
      const falling = (plane[below + right] as number) - (plane[above + left] as number);
      const rising = (plane[above + right] as number) - (plane[below + left] as number);
      const [dx, dy] = [(falling + rising) / 2, (falling - rising) / 2];
      const size = Math.sqrt(dx * dx + dy * dy);
      const at = row * width + column;
      if (size <= (strength[at] as number)) continue;
      x[at] = dx;
      y[at] = dy;
      strength[at] = size;
    }
  }
}

function costsOf(slopes: Slopes): Uint8Array {
  const { strength } = slopes;
  const full = Math.max(FAINTEST, strongest(strength));
  const costs = new Uint8Array(strength.length);
  for (let at = 0; at < costs.length; at += 1) {
    const weak = WEAK * (1 - Math.min(1, (strength[at] as number) / full));
    costs[at] = Math.round(weak) + (isStrongestAcross(slopes, at) ? 0 : BESIDE_RIDGE);
  }
  return costs;
}

/** Whether there is an edge, and no neighbor across it has a stronger one. */
function isStrongestAcross({ width, height, x, y, strength }: Slopes, at: number): boolean {
  const size = strength[at] as number;
  if (size === 0) return false;
  const [dx, dy] = [Math.round((x[at] as number) / size), Math.round((y[at] as number) / size)];
  const [column, row] = [at % width, (at / width) | 0];
  const isOn = (across: number, down: number) => across >= 0 && down >= 0 && across < width && down < height;
  const isBelow = (away: number) => (strength[at + away * (dy * width + dx)] as number) <= size;
  return (!isOn(column + dx, row + dy) || isBelow(1)) && (!isOn(column - dx, row - dy) || isBelow(-1));
}

/** The strength that only a small share of corners exceeds. */
function strongest(strength: Float32Array): number {
  const counts = new Uint32Array(512);
  for (let at = 0; at < strength.length; at += 1) {
    const size = (strength[at] as number) | 0;
    counts[size] = (counts[size] as number) + 1;
  }
  let [left, level] = [STRONG_SHARE * strength.length, counts.length - 1];
  while (level > 0 && left > 0) {
    left -= counts[level] as number;
    level -= 1;
  }
  return level + 1;
}

/** One of the three colors, blurred by 1 2 1 both ways against noise. */
function smoothed({ width, colors }: Raster, shift: number): Float32Array {
  const across = new Float32Array(colors.length);
  const level = (at: number) => ((colors[at] as number) >> shift) & 0xff;
  for (let at = 0, column = 0; at < colors.length; at += 1, column = column === width - 1 ? 0 : column + 1) {
    const own = level(at);
    across[at] = (column === 0 ? own : level(at - 1)) + 2 * own + (column === width - 1 ? own : level(at + 1));
  }
  const both = new Float32Array(colors.length);
  for (let at = 0; at < both.length; at += 1) {
    const own = across[at] as number;
    const above = at < width ? own : (across[at - width] as number);
    const below = at + width >= both.length ? own : (across[at + width] as number);
    both[at] = (above + 2 * own + below) / 16;
  }
  return both;
}
