/** Any frame that is asked for comes, whatever was asked for before and however late the decoder is. */
import { afterEach, beforeEach, expect, test, vi } from "vitest";
import type { DecodedFrame, FrameDecoder } from "./frames/FrameDecoder";
import { FrameIndex } from "./frames/FrameIndex";
import { Frames } from "./frames/Frames";

const COUNT = 60;
const GROUP = 12;
const SIZE = { width: 10, height: 10 };
/** Room for eleven pictures. */
const BUDGET = 11 * 10 * 10 * 4;

/** Gives a frame whenever it is told to; pictures know their number. */
class SlowDecoder implements FrameDecoder {
  readonly size = SIZE;
  readonly index = FrameIndex.fromPackets(Array.from({ length: COUNT }, (_, frame) => frame / 25));
  open = 0;
  decoded = 0;
  private due: (() => void)[] = [];

  async keyFrameBefore(frame: number): Promise<number> {
    return frame - (frame % GROUP);
  }

  async *framesFrom(keyFrame: number): AsyncGenerator<DecodedFrame, void, unknown> {
    this.open += 1;
    try {
      for (let frame = keyFrame; frame < COUNT; frame += 1) {
        await new Promise<void>((resolve) => this.due.push(resolve));
        this.decoded += 1;
        yield { frame, picture: () => ({ number: frame, close() {} }) as unknown as ImageBitmap, drop() {} };
      }
    } finally {
      this.open -= 1;
    }
  }

  get isAsked(): boolean {
    return this.due.length > 0;
  }

  give(): void {
    this.due.shift()?.();
  }

  dispose(): void {}
}

/** Let everything happen that can happen without the decoder. */
async function settle(): Promise<void> {
  for (let turn = 0; turn < 20; turn += 1) await vi.advanceTimersByTimeAsync(5);
}

beforeEach(() => {
  vi.useFakeTimers({ toFake: ["setTimeout", "clearTimeout"] });
});
afterEach(() => {
  vi.useRealTimers();
});

/** So many frames, or as many as are wanted. */
async function decode(decoder: SlowDecoder, most: number): Promise<void> {
  await settle();
  for (let given = 0; decoder.isAsked && given < most; given += 1) {
    decoder.give();
    await settle();
  }
}

/** Whole numbers below a bound, the same for the same seed (Park and Miller, 1988). */
function chances(seed: number): (bound: number) => number {
  let state = seed + 1;
  return (bound) => {
    state = (state * 48_271) % 2_147_483_647;
    return state % bound;
  };
}

const numberOf = (picture: ImageBitmap | null) => picture && (picture as unknown as { number: number }).number;

test("a jump back while the decoder works ahead finds its frame", async () => {
  const decoder = new SlowDecoder();
  const frames = new Frames(decoder, BUDGET);
  const there = frames.at(40);
  await decode(decoder, 6);
  expect(numberOf(await there)).toBe(40);
  expect(decoder.isAsked).toBe(true);
  const back = frames.at(3);
  await decode(decoder, COUNT);
  expect(numberOf(await back)).toBe(3);
});

test.each(Array.from({ length: 100 }, (_, seed) => seed))("whatever is asked for last comes (%i)", async (seed) => {
  const chance = chances(seed);
  const decoder = new SlowDecoder();
  const frames = new Frames(decoder, BUDGET);
  const asked: [number, Promise<ImageBitmap | null>][] = [];
  const ask = (frame: number) => {
    frames.follow(frame, chance(2) === 0 ? 1 : -1, false);
    const found = frames.at(frame);
    asked.push([frame, found]);
    return found;
  };
  for (let step = 0; step < 30; step += 1) {
    if (chance(2) === 0) void ask(chance(COUNT));
    else await decode(decoder, 1 + chance(8));
  }
  const last = chance(COUNT);
  const final = ask(last);
  await decode(decoder, 10 * COUNT);
  expect(numberOf(await final)).toBe(last);
  for (const [frame, found] of asked) expect([null, frame]).toContain(numberOf(await found));
  expect(decoder.isAsked).toBe(false);
  expect(decoder.open).toBeLessThanOrEqual(1);
});
