/** One cut through a picture: colors pull each unknown pixel to a side, and the border likes to run along edges. Pure. */
import type { Raster } from "../sight/raster";
import { STEPS } from "./grid";
import { DIRECTIONS, type Graph, sourceSide } from "./maxflow";
import type { Palette } from "./palette";
import { INSIDE, type Trimap, UNKNOWN } from "./trimap";

/** How much a smooth border weighs against colors, as in the paper on GrabCut. */
const SMOOTHNESS = 50;
/** Whole numbers flow: so many to a nat. */
const GRAIN = 32;

/** How surprising the color of each bin is for the thing and for what is beside it, in nats. */
export interface Surprise {
  readonly inside: Float64Array;
  readonly beside: Float64Array;
}

/** 1 for each pixel of the thing. */
export function cut(raster: Raster, palette: Palette, trimap: Trimap, surprise: Surprise): Uint8Array {
  const { graph, places } = graphOf(raster, palette, trimap, surprise);
  const sides = trimap.map((known) => (known === INSIDE ? 1 : 0));
  sourceSide(graph).forEach((isInside, node) => {
    sides[places[node] as number] = isInside;
  });
  return sides;
}

/** The unknown pixels and what pulls at them; those that are known pull as terminals do. */
function graphOf(raster: Raster, palette: Palette, trimap: Trimap, surprise: Surprise) {
  const { width, height, colors } = raster;
  const [places, nodes] = numberUnknown(trimap);
  const neighbors = new Int32Array(places.length * DIRECTIONS).fill(-1);
  const capacities = new Int32Array(places.length * DIRECTIONS);
  const terminals = new Int32Array(places.length);
  const pull = pullOf(raster);
  places.forEach((at, node) => {
    const bin = palette.bins[at] as number;
    let terminal = GRAIN * ((surprise.beside[bin] as number) - (surprise.inside[bin] as number));
    const [x, y] = [at % width, Math.floor(at / width)];
    for (let direction = 0; direction < DIRECTIONS; direction += 1) {
      const [dx, dy] = STEPS[direction] as readonly [number, number];
      if (x + dx < 0 || x + dx >= width || y + dy < 0 || y + dy >= height) continue;
      const next = at + dy * width + dx;
      const held = pull(colors[at] as number, colors[next] as number, direction);
      if (trimap[next] !== UNKNOWN) terminal += trimap[next] === INSIDE ? held : -held;
      else {
        neighbors[node * DIRECTIONS + direction] = nodes[next] as number;
        capacities[node * DIRECTIONS + direction] = held;
      }
    }
    terminals[node] = Math.round(terminal);
  });
  const graph: Graph = { neighbors, capacities, terminals };
  return { graph, places };
}

function numberUnknown(trimap: Trimap): readonly [Int32Array, Int32Array] {
  const nodes = new Int32Array(trimap.length).fill(-1);
  const places = new Int32Array(trimap.reduce((count, known) => count + (known === UNKNOWN ? 1 : 0), 0));
  let count = 0;
  trimap.forEach((known, at) => {
    if (known !== UNKNOWN) return;
    places[count] = at;
    nodes[at] = count;
    count += 1;
  });
  return [places, nodes];
}

/** How strongly two neighbors hold together: the less, the more their colors differ for this picture. */
function pullOf(raster: Raster): (a: number, b: number, direction: number) => number {
  const beta = 1 / (2 * Math.max(1, meanContrast(raster)));
  return (a, b, direction) => {
    const apart = direction < 4 ? 1 : Math.SQRT2;
    return Math.round(((GRAIN * SMOOTHNESS) / apart) * Math.exp(-beta * contrast(a, b)));
  };
}

/** The mean squared difference of pixels side by side. */
export function meanContrast({ width, colors }: Raster): number {
  let [sum, count] = [0, 0];
  for (let at = 0; at < colors.length; at += 1) {
    const isLast = (at + 1) % width === 0;
    if (!isLast) sum += contrast(colors[at] as number, colors[at + 1] as number);
    if (at + width < colors.length) sum += contrast(colors[at] as number, colors[at + width] as number);
    count += (isLast ? 0 : 1) + (at + width < colors.length ? 1 : 0);
  }
  return count === 0 ? 0 : sum / count;
}

/** The squared distance of two colors. */
export function contrast(a: number, b: number): number {
  const red = (a & 0xff) - (b & 0xff);
  const green = ((a >> 8) & 0xff) - ((b >> 8) & 0xff);
  const blue = ((a >> 16) & 0xff) - ((b >> 16) & 0xff);
  return red * red + green * green + blue * blue;
}
