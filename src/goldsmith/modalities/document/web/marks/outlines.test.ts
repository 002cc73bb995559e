import type { Label } from "@goldsmith/editors";
import { expect, test } from "vitest";
import type { Word } from "../words/words";
import { isInside, markOutline, type Outline, withCorner, withoutLast } from "./outlines";

const PAGE = { width: 100, height: 100 };
const TEXT = { name: "text", title: "Text", shapes: ["block"] } as unknown as Label;
const word = (text: string, left: number, top: number): Word => ({ text, left, top, width: 4, height: 4, line: 0 });
const corners = (...places: readonly (readonly [number, number])[]) => places.map(([x, y]) => ({ x, y }));
const drawn = (...places: readonly (readonly [number, number])[]): Outline => ({
  page: 0,
  corners: corners(...places),
});

test("corners are added until the first one, or the last one, is met again", () => {
  const three = drawn([0, 0], [50, 0], [50, 50]);
  expect(withCorner(three, 0, { x: 10, y: 60 }, 3)).toEqual({
    outline: drawn([0, 0], [50, 0], [50, 50], [10, 60]),
    isClosed: false,
  });
  expect(withCorner(three, 0, { x: 2, y: 1 }, 3)).toEqual({ outline: three, isClosed: true });
  expect(withCorner(three, 0, { x: 50, y: 51 }, 3).isClosed).toBe(true);
});

test("two corners are no outline yet, and one on another page begins anew", () => {
  const two = drawn([0, 0], [50, 0]);
  expect(withCorner(two, 0, { x: 0, y: 1 }, 3)).toEqual({ outline: two, isClosed: false });
  expect(withCorner(two, 1, { x: 9, y: 9 }, 3).outline).toEqual({ page: 1, corners: corners([9, 9]) });
});

test("the last corner is taken back, and with the only one the outline", () => {
  expect(withoutLast(drawn([0, 0], [5, 5]))).toEqual(drawn([0, 0]));
  expect(withoutLast(drawn([0, 0]))).toBeNull();
});

test("a block holds the words inside its outline and lies on its page", () => {
  const triangle = drawn([0, 0], [120, 0], [0, 100]);
  const block = markOutline(TEXT, triangle, [word("in", 10, 10), word("out", 80, 80)], PAGE);
  expect(block?.text).toBe("in");
  expect(block?.location).toEqual({ type: "polygon", vertices: corners([0, 0], [100, 0], [0, 100]) });
});

test("an outline without an area, or of a label that is no block, is no mark", () => {
  expect(markOutline(TEXT, drawn([0, 0], [50, 50], [90, 90]), [], PAGE)).toBeNull();
  expect(markOutline({ ...TEXT, shapes: ["span"] }, drawn([0, 0], [50, 0], [0, 50]), [], PAGE)).toBeNull();
});

test("a notch of an outline is outside", () => {
  const notched = corners([0, 0], [100, 0], [50, 50], [100, 100], [0, 100]);
  expect([isInside({ x: 20, y: 50 }, notched), isInside({ x: 90, y: 50 }, notched)]).toEqual([true, false]);
});
