/** Paints the waveform and the spectrogram of what is in sight. */
import type { LevelFile } from "../sound/LevelFile";
import type { Peaks } from "../sound/Peaks";
import { type Band, type Layout, laneWidth, type WaveView } from "./geometry";

export interface WaveInk {
  readonly color: string;
  readonly axis: string;
}

type Context = CanvasRenderingContext2D;

/** One channel of what is in sight, or all as one; `start` and `step` as seconds and seconds a pixel. */
export function paintWave(
  context: Context,
  band: Band,
  { left, width, start, step }: { left: number; width: number; start: number; step: number },
  { peaks, channel }: { peaks: Peaks; channel: number },
  ink: WaveInk,
): void {
  const middle = band.top + band.height / 2;
  const height = (band.height / 2 - 2) * peaks.gain;
  const values = peaks.read(channel, start, step, width);
  context.fillStyle = ink.axis;
  context.fillRect(left, Math.round(middle), width, 1);
  context.fillStyle = ink.color;
  context.beginPath();
  for (let column = 0; column < width; column += 1) {
    const [low, high] = [values[2 * column] as number, values[2 * column + 1] as number];
    if (Number.isNaN(low)) continue;
    const top = middle - high * height;
    context.rect(left + column, top, 1, Math.max(1, (high - low) * height));
  }
  context.fill();
}

const QUIETEST = 40;
const scratch = document.createElement("canvas");

/** Loud is bright. A column of the file is stretched to the pixels that it lasts. */
export function paintSpectrum(context: Context, view: WaveView, layout: Layout, band: Band, file: LevelFile): void {
  const width = laneWidth(view, layout);
  const bands = file.width;
  const level = file.levelFor(1 / view.pixelsPerSecond);
  const { step, count } = file.levels[level] as { step: number; count: number };
  const first = Math.max(0, Math.floor(view.start / step - 0.5));
  const last = Math.min(count, Math.ceil((view.start + width / view.pixelsPerSecond) / step + 1.5));
  if (last <= first) return;
  Object.assign(scratch, { width: last - first, height: bands });
  const brush = scratch.getContext("2d") as Context;
  const picture = brush.createImageData(last - first, bands);
  const pixels = new Uint32Array(picture.data.buffer);
  for (let item = first; item < last; item += 1) {
    const page = file.page(level, item);
    if (!page) continue;
    const place = file.placeOf(item);
    for (let each = 0; each < bands; each += 1) {
      pixels[(bands - 1 - each) * (last - first) + item - first] = HEAT[page[place + each] as number] as number;
    }
  }
  brush.putImageData(picture, 0, 0);
  // A column stands for the time around its middle.
  const left = layout.gutter + ((first - 0.5) * step - view.start) * view.pixelsPerSecond;
  context.imageSmoothingEnabled = true;
  context.drawImage(scratch, left, band.top, (last - first) * step * view.pixelsPerSecond, band.height);
}

/** From black over violet and orange to pale yellow, evenly brighter (after matplotlib's inferno), as RGBA bytes. */
const STOPS: readonly (readonly [number, number, number])[] = [
  [0, 0, 4],
  [40, 11, 84],
  [101, 21, 110],
  [159, 42, 99],
  [212, 72, 66],
  [245, 125, 21],
  [250, 193, 39],
  [252, 255, 164],
];

const HEAT = Uint32Array.from({ length: 256 }, (_, loudness) => {
  const place = (Math.max(0, loudness - QUIETEST) / (255 - QUIETEST)) * (STOPS.length - 1);
  const low = Math.min(STOPS.length - 2, Math.floor(place));
  const [from, to] = [STOPS[low], STOPS[low + 1]] as [readonly number[], readonly number[]];
  const [red, green, blue] = from.map((value, at) => Math.round(value + ((to[at] as number) - value) * (place - low)));
  return ((255 << 24) | ((blue as number) << 16) | ((green as number) << 8) | (red as number)) >>> 0;
});
