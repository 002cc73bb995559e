/** What colors a thing has: a mixture of Gaussians over red, green and blue, 0 to 255 each. Pure. */

/** As many as in the paper on GrabCut. */
const COMPONENTS = 5;
const ROUNDS = 6;
/** Variance that even a flat color has: pictures are noisy and bins are wide. */
const LEAST_VARIANCE = 6;
/** No color is more surprising than this, in nats. */
const MOST_SURPRISE = 40;

interface Component {
  readonly mean: readonly [number, number, number];
  /** The inverse of the covariance: xx, xy, xz, yy, yz, zz. */
  readonly inverse: readonly [number, number, number, number, number, number];
  /** The logarithm of its share and of its height. */
  readonly height: number;
}

/** Fitted to weighted colors (three numbers each): k-means, then Gaussians of what belongs together. */
export function fitMixture(colors: Float32Array, weights: Float64Array): readonly Component[] {
  const means = firstMeans(colors, weights);
  const nearest = new Uint8Array(weights.length);
  for (let round = 0; round < ROUNDS; round += 1) {
    assignNearest(colors, means, nearest);
    means.forEach((_, index) => {
      const moments = momentsOf(colors, weights, nearest, index);
      if (moments.weight > 0) means[index] = moments.mean;
    });
  }
  const whole = weights.reduce((sum, weight) => sum + weight, 0);
  return means.flatMap((_, index) => componentOf(momentsOf(colors, weights, nearest, index), whole));
}

/** How surprising each color is under the mixture, in nats. */
export function surprises(mixture: readonly Component[], colors: Float32Array): Float64Array {
  const found = new Float64Array(colors.length / 3);
  for (let index = 0; index < found.length; index += 1) {
    let likelihood = 0;
    for (const component of mixture) likelihood += Math.exp(logDensity(component, colors, 3 * index));
    found[index] = Math.min(MOST_SURPRISE, -Math.log(likelihood));
  }
  return found;
}

function logDensity({ mean, inverse, height }: Component, colors: Float32Array, at: number): number {
  const x = (colors[at] as number) - mean[0];
  const y = (colors[at + 1] as number) - mean[1];
  const z = (colors[at + 2] as number) - mean[2];
  const [xx, xy, xz, yy, yz, zz] = inverse;
  return height - (xx * x * x + yy * y * y + zz * z * z) / 2 - (xy * x * y + xz * x * z + yz * y * z);
}

type Color = [number, number, number];

/** The heaviest color, then again and again one that is common and far from those chosen. */
function firstMeans(colors: Float32Array, weights: Float64Array): Color[] {
  const apart = new Float64Array(weights.length).fill(1);
  const means: Color[] = [];
  while (means.length < COMPONENTS) {
    let best = 0;
    for (let index = 1; index < weights.length; index += 1) {
      if (urge(weights, apart, index) > urge(weights, apart, best)) best = index;
    }
    if (urge(weights, apart, best) === 0) break;
    const mean = [...colors.subarray(3 * best, 3 * best + 3)] as Color;
    for (let index = 0; index < apart.length; index += 1) {
      const squared = squaredDistance(colors, index, mean);
      apart[index] = means.length === 0 ? squared : Math.min(apart[index] as number, squared);
    }
    means.push(mean);
  }
  return means;
}

function urge(weights: Float64Array, apart: Float64Array, index: number): number {
  return (weights[index] as number) * (apart[index] as number);
}

function squaredDistance(colors: Float32Array, index: number, [x, y, z]: Color): number {
  const [dx, dy, dz] = [
    (colors[3 * index] as number) - x,
    (colors[3 * index + 1] as number) - y,
    (colors[3 * index + 2] as number) - z,
  ];
  return dx * dx + dy * dy + dz * dz;
}

function assignNearest(colors: Float32Array, means: readonly Color[], nearest: Uint8Array): void {
  for (let index = 0; index < nearest.length; index += 1) {
    let [best, least] = [0, Infinity];
    means.forEach((mean, component) => {
      const squared = squaredDistance(colors, index, mean);
      if (squared < least) [best, least] = [component, squared];
    });
    nearest[index] = best;
  }
}

interface Moments {
  readonly weight: number;
  readonly mean: Color;
  /** xx, xy, xz, yy, yz, zz. */
  readonly covariance: readonly [number, number, number, number, number, number];
}

function momentsOf(colors: Float32Array, weights: Float64Array, nearest: Uint8Array, component: number): Moments {
  let [weight, x, y, z, xx, xy, xz, yy, yz, zz] = [0, 0, 0, 0, 0, 0, 0, 0, 0, 0];
  for (let index = 0; index < weights.length; index += 1) {
    if (nearest[index] !== component) continue;
    const own = weights[index] as number;
    const [r, g, b] = colors.subarray(3 * index, 3 * index + 3) as unknown as Color;
    weight += own;
    [x, y, z] = [x + own * r, y + own * g, z + own * b];
    [xx, xy, xz] = [xx + own * r * r, xy + own * r * g, xz + own * r * b];
    [yy, yz, zz] = [yy + own * g * g, yz + own * g * b, zz + own * b * b];
  }
  if (weight === 0) return { weight, mean: [0, 0, 0], covariance: [0, 0, 0, 0, 0, 0] };
  [x, y, z] = [x / weight, y / weight, z / weight];
  return {
    weight,
    mean: [x, y, z],
    covariance: [
      xx / weight - x * x + LEAST_VARIANCE,
      xy / weight - x * y,
      xz / weight - x * z,
      yy / weight - y * y + LEAST_VARIANCE,
      yz / weight - y * z,
      zz / weight - z * z + LEAST_VARIANCE,
    ],
  };
}

function componentOf({ weight, mean, covariance }: Moments, whole: number): Component[] {
  if (weight === 0) return [];
  const [xx, xy, xz, yy, yz, zz] = covariance;
  const [a, b, c] = [yy * zz - yz * yz, xz * yz - xy * zz, xy * yz - xz * yy];
  const determinant = xx * a + xy * b + xz * c;
  const [d, e, f] = [xx * zz - xz * xz, xy * xz - xx * yz, xx * yy - xy * xy];
  const inverse = [a, b, c, d, e, f].map((value) => value / determinant);
  const height = Math.log(weight / whole) - 0.5 * Math.log(determinant) - 1.5 * Math.log(2 * Math.PI);
  return [{ mean, inverse: inverse as unknown as Component["inverse"], height }];
}
