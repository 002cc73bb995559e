/** The least and the greatest sample of any stretch of time. */
import type { LevelFile } from "./LevelFile";

/** What a byte stands for: the square root of the amplitude with its sign, as the server wrote it. */
const AMPLITUDE = Float32Array.from({ length: 256 }, (_, byte) => {
  const root = (byte < 128 ? byte : byte - 256) / 127;
  return root * Math.abs(root);
});

/** All channels as one. */
export const MIXED = -1;

export class Peaks {
  readonly file: LevelFile;
  readonly channels: number;
  private greatest = 0;

  constructor(file: LevelFile, channels: number) {
    this.file = file;
    this.channels = channels;
  }

  /** How much what is drawn may be raised so that the loudest sample is just inside. */
  get gain(): number {
    this.greatest ||= this.measure();
    return this.greatest > 0 ? 0.95 / this.greatest : 1;
  }

  /** The extremes of `count` columns from `start` on, each `step` seconds wide; NaN where nothing is known yet. */
  read(channel: number, start: number, step: number, count: number): Float32Array {
    const values = new Float32Array(2 * count).fill(Number.NaN);
    const level = this.file.levelFor(step);
    const fallback = this.file.coarsest;
    for (let column = 0; column < count; column += 1) {
      const from = start + column * step;
      const isKnown = this.column(level, channel, from, from + step, values, column);
      if (!isKnown && level !== fallback) this.column(fallback, channel, from, from + step, values, column);
    }
    return values;
  }

  private column(
    level: number,
    channel: number,
    from: number,
    to: number,
    values: Float32Array,
    column: number,
  ): boolean {
    const { step, count } = this.file.levels[level] as { step: number; count: number };
    const first = Math.floor(from / step + 1e-9);
    const last = Math.min(count, Math.max(first + 1, Math.ceil(to / step - 1e-9)));
    if (first < 0 || first >= count) return true;
    let [least, greatest] = [Number.POSITIVE_INFINITY, Number.NEGATIVE_INFINITY];
    for (let item = first; item < last; item += 1) {
      const page = this.file.page(level, item);
      if (!page) return false;
      const place = this.file.placeOf(item);
      const [low, high] = channel === MIXED ? [0, this.channels] : [channel, channel + 1];
      for (let at = place + 2 * low; at < place + 2 * high; at += 2) {
        least = Math.min(least, AMPLITUDE[page[at] as number] as number);
        greatest = Math.max(greatest, AMPLITUDE[page[at + 1] as number] as number);
      }
    }
    values[2 * column] = least;
    values[2 * column + 1] = greatest;
    return true;
  }

  private measure(): number {
    const level = this.file.coarsest;
    const { step, count } = this.file.levels[level] as { step: number; count: number };
    const values = this.read(MIXED, 0, step, count);
    return values.reduce((most, value) => (Number.isNaN(value) ? most : Math.max(most, Math.abs(value))), 0);
  }
}
