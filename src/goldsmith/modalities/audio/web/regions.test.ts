import { expect, test } from "vitest";
import { mergeRegions, moveEnd, moveRegion, snapTime, splitRegion, stretchBetween } from "./regions/operations";
import type { Region } from "./regions/shapes";
import { withTranscript } from "./regions/words";

const WHOLE = { start: 0, end: 10 };

function region(start: number, end: number, more: Partial<Region> = {}): Region {
  return { uuid: `${start}`, type: "region", label: "a", attributes: {}, start, end, ...more };
}

function spoken(start: number, end: number, transcript: string): Region {
  const texts = transcript.split(" ");
  const step = (end - start) / texts.length;
  const words = texts.map((text, at) => ({ text, start: start + at * step, end: start + (at + 1) * step }));
  return region(start, end, { type: "utterance", transcript, words });
}

test("a stretch lies inside the recording whichever way it is drawn, and has a length", () => {
  expect(stretchBetween(3, 1, WHOLE)).toEqual({ start: 1, end: 3 });
  expect(stretchBetween(8, 99, WHOLE)).toEqual({ start: 8, end: 10 });
  expect(stretchBetween(2, 2, WHOLE)).toBeNull();
});

test("a stretch up to the very end is not rounded beyond it", () => {
  expect(stretchBetween(1, 9, { start: 0, end: 3.00004 })?.end).toBe(3.00004);
  expect(stretchBetween(1, 9, { start: 0, end: 3.00006 })?.end).toBeLessThanOrEqual(3.00006);
});

test("a region stops at the end of the recording and keeps its length and its words", () => {
  const moved = moveRegion(spoken(1, 3, "one two"), 99, WHOLE);
  expect([moved.start, moved.end]).toEqual([8, 10]);
  expect(moved.words?.map(({ start }) => start)).toEqual([8, 9]);
});

test("an end never passes the other one", () => {
  expect(moveEnd(region(1, 3), "start", 5, WHOLE).start).toBeCloseTo(2.999);
  expect(moveEnd(region(1, 3), "end", 0, WHOLE).end).toBeCloseTo(1.001);
  expect(moveEnd(spoken(1, 3, "one two"), "end", 1.5, WHOLE).words?.at(-1)).toMatchObject({ start: 1.5, end: 1.5 });
});

test("a split shares the words by their times, or at the caret", () => {
  const [first, second] = splitRegion(spoken(0, 4, "a b c d"), 1) as readonly [Region, Region];
  expect([first.transcript, second.transcript]).toEqual(["a", "b c d"]);
  expect(second.words?.map(({ text }) => text)).toEqual(["b", "c", "d"]);
  const atCaret = splitRegion(region(0, 4, { transcript: "a b c d" }), 1, 3) as readonly [Region, Region];
  expect(atCaret.map(({ transcript }) => transcript)).toEqual(["a b", "c d"]);
  expect(splitRegion(region(0, 4), 4)).toBeNull();
});

test("merging what was split gives it back", () => {
  const whole = spoken(0, 4, "a b c d");
  const halves = splitRegion(whole, 2) as readonly [Region, Region];
  expect(mergeRegions([halves[1], halves[0]])).toEqual(whole);
  expect(mergeRegions([whole])).toBeNull();
});

test("a time snaps to the nearest within reach", () => {
  expect(snapTime(1.04, [1, 1.1], 0.05)).toBe(1);
  expect(snapTime(1.04, [1, 1.1], 0.01)).toBe(1.04);
});

test("words that stay keep their times, new ones share what lies between", () => {
  const changed = withTranscript(spoken(0, 4, "a b c d"), "a x y d");
  expect(changed.words?.map(({ text, start }) => [text, start])).toEqual([
    ["a", 0],
    ["x", 1],
    ["y", 2],
    ["d", 3],
  ]);
  expect(withTranscript(spoken(0, 2, "a b"), "").words).toBeUndefined();
  expect(withTranscript(region(0, 2, { transcript: "" }), "a b").words).toBeUndefined();
});
