/** Window and level: which samples are black, which are white, and what stands between. */
import type { SampleRange, TileFacts } from "./tilePyramid";

/** One color of what is shown: a band, and the samples that are darkest and brightest. */
export interface Channel {
  readonly band: number;
  readonly low: number;
  readonly high: number;
}

/** One channel is shown in grey, three as red, green and blue. */
export interface Windowing {
  readonly channels: readonly Channel[];
  readonly isInverted: boolean;
}

const SAMPLES = 65_536;

const rangeOf = (facts: TileFacts, band: number): SampleRange =>
  facts.ranges?.[band] ?? { min: 0, max: SAMPLES - 1, p1: 0, p99: SAMPLES - 1 };

/** From the darkest to the brightest hundredth of a band. */
export function autoChannel(facts: TileFacts, band: number): Channel {
  const { p1, p99 } = rangeOf(facts, band);
  return p99 > p1 ? { band, low: p1, high: p99 } : wholeChannel(facts, band);
}

function wholeChannel(facts: TileFacts, band: number): Channel {
  const { min, max } = rangeOf(facts, band);
  return { band, low: min, high: Math.max(max, min + 1) };
}

export function firstWindowing(facts: TileFacts): Windowing {
  const bands = (facts.bands ?? 1) >= 3 ? [0, 1, 2] : [0];
  return { channels: bands.map((band) => autoChannel(facts, band)), isInverted: false };
}

export function autoWindowing(facts: TileFacts, { channels, isInverted }: Windowing): Windowing {
  return { channels: channels.map(({ band }) => autoChannel(facts, band)), isInverted };
}

/** Move the window by a share of its width: positive is darker. */
export function shiftLevel({ channels, isInverted }: Windowing, share: number): Windowing {
  const shifted = channels.map(({ band, low, high }) => {
    const step = Math.sign(share) * Math.max(1, Math.round((high - low) * Math.abs(share)));
    return bounded(band, low + step, high + step);
  });
  return { channels: shifted, isInverted };
}

/** Make the window wider (softer) or, below 1, narrower (harder), around its middle. */
export function stretchWindow({ channels, isInverted }: Windowing, factor: number): Windowing {
  const stretched = channels.map(({ band, low, high }) => {
    const middle = (low + high) / 2;
    const half = Math.max(0.5, ((high - low) / 2) * factor);
    return bounded(band, Math.round(middle - half), Math.round(middle + half));
  });
  return { channels: stretched, isInverted };
}

function bounded(band: number, low: number, high: number): Channel {
  const dark = Math.min(Math.max(0, low), SAMPLES - 2);
  return { band, low: dark, high: Math.min(Math.max(dark + 1, high), SAMPLES - 1) };
}

/** The grey of every possible sample, 0 to 255. */
export function lookupTable({ low, high }: Channel, isInverted: boolean): Uint8Array {
  const table = new Uint8Array(SAMPLES);
  const span = Math.max(1, high - low);
  for (let sample = 0; sample < SAMPLES; sample++) {
    const grey = Math.round((Math.min(Math.max(sample - low, 0), span) / span) * 255);
    table[sample] = isInverted ? 255 - grey : grey;
  }
  return table;
}

/** Colors of samples: one band in grey, or three as red, green and blue; four bytes a pixel into `pixels`. */
export function paintSamples(
  bands: readonly Uint16Array[],
  tables: readonly Uint8Array[],
  pixels: Uint8ClampedArray,
): void {
  const [red, green = red, blue = red] = bands as [Uint16Array, Uint16Array?, Uint16Array?];
  const [reds, greens = reds, blues = reds] = tables as [Uint8Array, Uint8Array?, Uint8Array?];
  const colors = new Uint32Array(pixels.buffer, pixels.byteOffset, pixels.byteLength / 4);
  for (let at = 0; at < colors.length; at++) {
    const r = reds[red[at] as number] as number;
    const g = greens[green[at] as number] as number;
    const b = blues[blue[at] as number] as number;
    colors[at] = (0xff000000 | (b << 16) | (g << 8) | r) >>> 0;
  }
}
