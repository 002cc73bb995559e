/**
 * Finds what a box held in the next picture: normalised cross-correlation over places and three sizes (Lewis, 1995),
 * trusted by its peak-to-sidelobe ratio (Bolme et al., 2010, https://doi.org/10.1109/CVPR.2010.5539960). Pure.
 */

/** Gray values, row by row; square. */
export interface Patch {
  readonly side: number;
  readonly values: Float32Array;
}

/** Where the object went, in shares of the template; `size` is how much it grew. */
export interface Found {
  readonly across: number;
  readonly down: number;
  readonly size: number;
  /** Correlation at the peak, -1 to 1. */
  readonly peak: number;
  /** How far the peak stands above the rest, in standard deviations of the rest. */
  readonly ratio: number;
}

/** The template is so many pixels, whatever the size and shape of the box. */
export const TEMPLATE = 24;
/** So much larger than its box: the edges of an object tell most about where it is. */
export const CONTEXT = 1.5;
/** A patch shows the template and as much again on each side. */
export const PATCH = 3 * TEMPLATE;
const SIZES = [0.95, 1, 1.05] as const;
/** Another size must fit better by so much: noise alone must not make a box breathe. */
const CLEARLY = 0.02;
const SIDELOBE = 5;
/** Of the newest look, in what is looked for next. */
const LEARNING = 0.1;

/** What is looked for: the middle of a patch. */
export function templateOf(patch: Patch): Patch {
  return cut(patch, (patch.side - TEMPLATE) / 2, (patch.side - TEMPLATE) / 2);
}

export function learn(template: Patch, seen: Patch): Patch {
  const values = template.values.map(
    (value, index) => value * (1 - LEARNING) + (seen.values[index] as number) * LEARNING,
  );
  return { side: template.side, values };
}

/** Look for the template in a patch around where the box was. */
export function find(template: Patch, patch: Patch): Found {
  const looks = SIZES.map((size) => ({ size, ...bestPlace(template, resize(patch, Math.round(patch.side / size))) }));
  const best = looks.reduce(
    (one, other) => (other.peak > one.peak + CLEARLY ? other : one),
    looks[1] as (typeof looks)[0],
  );
  const middle = (Math.round(patch.side / best.size) - TEMPLATE) / 2;
  return {
    across: ((best.x - middle) / TEMPLATE) * best.size,
    down: ((best.y - middle) / TEMPLATE) * best.size,
    size: best.size,
    peak: best.peak,
    ratio: best.ratio,
  };
}

function bestPlace(template: Patch, patch: Patch) {
  const { scores, side } = correlate(template, patch);
  let best = 0;
  for (let index = 1; index < scores.length; index += 1) {
    if ((scores[index] as number) > (scores[best] as number)) best = index;
  }
  const [column, row] = [best % side, Math.floor(best / side)];
  return {
    x: column + summit(scores, best, 1, column, side),
    y: row + summit(scores, best, side, row, side),
    peak: scores[best] as number,
    ratio: peakToSidelobe(scores, side, column, row),
  };
}

/** Correlation of the template with every window of the patch. */
function correlate(template: Patch, patch: Patch): { readonly scores: Float32Array; readonly side: number } {
  const side = patch.side - TEMPLATE + 1;
  const count = TEMPLATE * TEMPLATE;
  const { values, norm } = centered(template.values);
  const scores = new Float32Array(side * side);
  for (let row = 0; row < side; row += 1) {
    for (let column = 0; column < side; column += 1) {
      let [product, sum, squares] = [0, 0, 0];
      for (let y = 0; y < TEMPLATE; y += 1) {
        const from = (row + y) * patch.side + column;
        for (let x = 0; x < TEMPLATE; x += 1) {
          const value = patch.values[from + x] as number;
          product += value * (values[y * TEMPLATE + x] as number);
          sum += value;
          squares += value * value;
        }
      }
      const spread = Math.sqrt(Math.max(0, squares - (sum * sum) / count));
      scores[row * side + column] = norm * spread < 1e-6 ? 0 : product / (norm * spread);
    }
  }
  return { scores, side };
}

function centered(values: Float32Array): { readonly values: Float32Array; readonly norm: number } {
  const mean = values.reduce((sum, value) => sum + value, 0) / values.length;
  const moved = values.map((value) => value - mean);
  return { values: moved, norm: Math.sqrt(moved.reduce((sum, value) => sum + value * value, 0)) };
}

/** How far the top of the parabola through three scores lies from the middle one. */
function summit(scores: Float32Array, at: number, step: number, place: number, side: number): number {
  if (place === 0 || place === side - 1) return 0;
  const [before, here, after] = [at - step, at, at + step].map((index) => scores[index] as number) as [
    number,
    number,
    number,
  ];
  const bend = before - 2 * here + after;
  return bend >= 0 ? 0 : Math.max(-0.5, Math.min(0.5, (before - after) / (2 * bend)));
}

function peakToSidelobe(scores: Float32Array, side: number, column: number, row: number): number {
  let [count, sum, squares] = [0, 0, 0];
  scores.forEach((score, index) => {
    const isPeak =
      Math.abs((index % side) - column) <= SIDELOBE && Math.abs(Math.floor(index / side) - row) <= SIDELOBE;
    if (isPeak) return;
    count += 1;
    sum += score;
    squares += score * score;
  });
  const mean = sum / count;
  const spread = Math.sqrt(Math.max(1e-9, squares / count - mean * mean));
  return ((scores[row * side + column] as number) - mean) / spread;
}

function cut({ side, values }: Patch, left: number, top: number): Patch {
  const part = new Float32Array(TEMPLATE * TEMPLATE);
  for (let row = 0; row < TEMPLATE; row += 1) {
    const from = (top + row) * side + left;
    part.set(values.subarray(from, from + TEMPLATE), row * TEMPLATE);
  }
  return { side: TEMPLATE, values: part };
}

/** Bilinear. */
function resize(patch: Patch, side: number): Patch {
  if (side === patch.side) return patch;
  const values = new Float32Array(side * side);
  const ratio = patch.side / side;
  for (let row = 0; row < side; row += 1) {
    for (let column = 0; column < side; column += 1) {
      values[row * side + column] = sample(patch, (column + 0.5) * ratio - 0.5, (row + 0.5) * ratio - 0.5);
    }
  }
  return { side, values };
}

function sample({ side, values }: Patch, x: number, y: number): number {
  const bounded = (place: number) => Math.max(0, Math.min(side - 1, place));
  const [left, top] = [Math.floor(bounded(x)), Math.floor(bounded(y))];
  const [right, bottom] = [bounded(left + 1), bounded(top + 1)];
  const [across, down] = [bounded(x) - left, bounded(y) - top];
  const at = (column: number, row: number) => values[row * side + column] as number;
  const upper = at(left, top) * (1 - across) + at(right, top) * across;
  const lower = at(left, bottom) * (1 - across) + at(right, bottom) * across;
  return upper * (1 - down) + lower * down;
}
