import { expect, test } from "vitest";
import { AROUND, heardOf, overlapsOf, partOf, sharedWith, stretchOf } from "./sound/part";

const part = { of: "task_1", number: 2, count: 3, first: 480_000, last: 1_079_999, overlap: 30_000 };

test("a whole recording is about all of its time, a part about its own, and a little around it is heard", () => {
  expect(stretchOf(partOf({ content: {} }), 90)).toEqual({ start: 0, end: 90 });
  const stretch = stretchOf(partOf({ content: { part } }), 1_500);
  expect(stretch).toEqual({ start: 480, end: 1_080 });
  expect(heardOf(stretch, 1_500)).toEqual({ start: 480 - AROUND, end: 1_080 + AROUND });
  expect(heardOf({ start: 3, end: 90 }, 92)).toEqual({ start: 0, end: 92 });
});

test("the last part ends with the recording, not with the millisecond", () => {
  expect(stretchOf(part, 1_079.9996)).toEqual({ start: 480, end: 1_079.9996 });
});

test("a part in the middle shares time with both of its neighbours, those at the ends with one", () => {
  const shared = overlapsOf({ ...part, overlap_after: 20_000 });
  expect(shared).toEqual([
    { start: 480, end: 510, with: 1 },
    { start: 1_060, end: 1_080, with: 3 },
  ]);
  expect(overlapsOf({ ...part, number: 1 }).map((each) => each.with)).toEqual([2]);
  expect(overlapsOf({ ...part, number: 3 }).map((each) => each.with)).toEqual([2]);
  expect([500, 700, 1_070].map((time) => sharedWith(shared, time))).toEqual([1, null, 3]);
  expect(overlapsOf(null)).toEqual([]);
});
