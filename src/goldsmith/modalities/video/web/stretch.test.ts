import { expect, test } from "vitest";
import { FrameIndex } from "./frames/FrameIndex";
import { overlapsOf, partOf, sharedWith, stretchOf } from "./frames/stretch";

const index = new FrameIndex(Float64Array.from({ length: 300 }, (_, frame) => frame / 25));
const part = { of: "task_1", number: 2, count: 3, first: 93, last: 205, overlap: 20 };

test("a whole video is about all of its frames, a part about its own", () => {
  expect(stretchOf(index, partOf({ content: {} }))).toEqual({ first: 0, last: 299 });
  expect(stretchOf(index, partOf({ content: { part } }))).toEqual({ first: 93, last: 205 });
  expect(stretchOf(index, { ...part, last: 900 })).toEqual({ first: 93, last: 299 });
});

test("a part in the middle shares frames with both of its neighbours, those at the ends with one", () => {
  expect(overlapsOf(part)).toEqual([
    { first: 93, last: 112, with: 1 },
    { first: 186, last: 205, with: 3 },
  ]);
  expect(overlapsOf({ ...part, number: 1 }).map((each) => each.with)).toEqual([2]);
  expect(overlapsOf({ ...part, number: 3 }).map((each) => each.with)).toEqual([2]);
  expect(overlapsOf(null)).toEqual([]);
});

test("a frame says with whom it is shared", () => {
  expect([92, 93, 112, 113, 185, 186, 205].map((frame) => sharedWith(part, frame))).toEqual([
    null,
    1,
    1,
    null,
    null,
    3,
    3,
  ]);
});
