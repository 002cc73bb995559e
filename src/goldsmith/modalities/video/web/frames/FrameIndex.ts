/** When each frame of a video is shown: the one place where frame numbers and seconds meet. */

/** Clocks of containers are coarser than they look: a WebM rounds to a millisecond. */
const TOLERANCE_SECONDS = 0.0015;

export class FrameIndex {
  /** Seconds from the first frame, in presentation order. */
  readonly times: Float64Array;

  constructor(times: Float64Array) {
    this.times = times;
  }

  /** From the presentation times of a file's packets, in any order; those before `start` and after `end` are not shown. */
  static fromPackets(seconds: readonly number[], start = -Infinity, end = Infinity): FrameIndex {
    const shown = seconds.filter((time) => time > start - TOLERANCE_SECONDS && time < end + TOLERANCE_SECONDS);
    const sorted = Float64Array.from(shown).sort();
    const first = sorted[0] ?? 0;
    return new FrameIndex(sorted.map((time) => time - first));
  }

  get count(): number {
    return this.times.length;
  }

  get last(): number {
    return this.count - 1;
  }

  timeOf(frame: number): number {
    return this.times[this.clamp(frame)] ?? 0;
  }

  /** Seconds a frame stays; the last one as long as the one before it. */
  durationOf(frame: number): number {
    const from = Math.min(this.clamp(frame), this.count - 2);
    return from < 0 ? 0 : (this.times[from + 1] as number) - (this.times[from] as number);
  }

  /** The frame on screen at a time. */
  frameAt(seconds: number): number {
    let [low, high] = [0, this.last];
    while (low < high) {
      const middle = (low + high + 1) >> 1;
      if ((this.times[middle] as number) <= seconds + 1e-9) low = middle;
      else high = middle - 1;
    }
    return Math.max(0, low);
  }

  /** The frame that begins at this very time; null when none does. */
  frameNamed(seconds: number): number | null {
    const before = this.frameAt(seconds);
    const near = [before, before + 1].filter((frame) => frame < this.count);
    const gaps = near.map((frame) => Math.abs((this.times[frame] as number) - seconds));
    const smallest = Math.min(...gaps);
    return smallest <= TOLERANCE_SECONDS ? (near[gaps.indexOf(smallest)] as number) : null;
  }

  clamp(frame: number): number {
    return Math.max(0, Math.min(this.last, frame));
  }

  /** The first frame on which two indexes do not agree; null when they are the same. */
  differsAt(other: FrameIndex): number | null {
    const shared = Math.min(this.count, other.count);
    for (let frame = 0; frame < shared; frame += 1) {
      if (Math.abs(this.timeOf(frame) - other.timeOf(frame)) > TOLERANCE_SECONDS) return frame;
    }
    return this.count === other.count ? null : shared;
  }
}

/** The facts' `frame_times`: steps of a time base, in as few numbers as they need. */
interface DescribedTimes {
  readonly time_base?: readonly [number, number];
  readonly step?: number;
  readonly cycle?: readonly number[];
  readonly runs?: readonly (readonly [step: number, count: number])[];
}

/** The server's index; null where it keeps marks only, or has none. */
export function readFrameTimes(facts: Readonly<Record<string, unknown>> | null): FrameIndex | null {
  const described = facts?.frame_times as DescribedTimes | undefined;
  const count = facts?.frame_count;
  if (!described?.time_base || typeof count !== "number") return null;
  const steps = stepsOf(described);
  if (!steps) return null;
  const [numerator, denominator] = described.time_base;
  const times = new Float64Array(count);
  let passed = 0;
  for (let frame = 1; frame < count; frame += 1) {
    passed += steps.next().value ?? 0;
    times[frame] = (passed * numerator) / denominator;
  }
  return new FrameIndex(times);
}

function stepsOf({ step, cycle, runs }: DescribedTimes): Generator<number, void> | null {
  if (step !== undefined) return repeat([step]);
  if (cycle) return repeat(cycle);
  return runs ? unroll(runs) : null;
}

function* repeat(steps: readonly number[]): Generator<number, void> {
  while (steps.length > 0) yield* steps;
}

function* unroll(runs: readonly (readonly [number, number])[]): Generator<number, void> {
  for (const [step, count] of runs) for (let each = 0; each < count; each += 1) yield step;
}
