import { expect, test } from "vitest";
import type { Block } from "../marks/shapes";
import { paragraphsOf } from "./paragraphs";
import { isUncertain, uncertainIn, uncertainOf } from "./uncertain";
import type { Word } from "./words";

const word = (text: string, left: number, top: number, line: number, confidence?: number): Word => ({
  text,
  left,
  top,
  width: 20,
  height: 10,
  line,
  ...(confidence !== undefined && { confidence }),
});
const textsOf = (words: readonly (readonly Word[])[]) => words.map((each) => each.map(({ text }) => text).join(" "));

test("what a machine is sure of, and what no machine read, is not uncertain", () => {
  expect([word("a", 0, 0, 0), word("b", 0, 0, 0, 0.9), word("c", 0, 0, 0, 0.5)].map(isUncertain)).toEqual([
    false,
    false,
    true,
  ]);
});

test("uncertain words are found in a text where they stand as words of their own", () => {
  const words = [word("in", 0, 0, 0, 0.9), word("paln", 0, 0, 0, 0.4), word("i", 0, 0, 0, 0.3)];
  expect(uncertainIn("in paln i", words)).toEqual([
    [3, 7],
    [8, 9],
  ]);
});

test("a corrected word is uncertain no more, and those behind it are still found", () => {
  const words = [word("ln", 0, 0, 0, 0.4), word("the", 0, 0, 0, 0.95), word("ralny", 0, 0, 0, 0.4)];
  expect(uncertainIn("In the ralny north", words)).toEqual([[7, 12]]);
});

test("an uncertain word elsewhere in a long text is not taken for the one that was corrected", () => {
  const text = `In ${"the north wing leaks again ".repeat(4)}ln`;
  expect(uncertainIn(text, [word("ln", 0, 0, 0, 0.4), word("the", 0, 0, 0, 0.95)])).toEqual([]);
});

test("of a mark only words that lie in it count", () => {
  const block: Block = {
    uuid: "b",
    type: "block",
    label: "text",
    attributes: {},
    page: 0,
    location: { type: "box", left: 0, top: 0, width: 50, height: 12 },
  };
  const words = [word("yes", 0, 0, 0, 0.4), word("no", 200, 0, 0, 0.4)];
  expect(uncertainOf(block, "yes no", () => words)).toEqual([[0, 3]]);
});

test("lines close under one another are one paragraph, those apart are two", () => {
  const words = [word("one", 0, 0, 0), word("two", 0, 14, 1), word("far", 0, 60, 2)];
  expect(textsOf(paragraphsOf(words))).toEqual(["one two", "far"]);
});

test("fields beside each other on one line are paragraphs of their own, each going on below itself", () => {
  const words = [word("Bill", 0, 0, 0), word("Date", 300, 0, 0), word("Ely", 0, 14, 1), word("April", 300, 14, 1)];
  expect(textsOf(paragraphsOf(words))).toEqual(["Bill Ely", "Date April"]);
});

test("a heading is not joined with the smaller print under it", () => {
  const heading = { ...word("Invoice", 0, 0, 0), height: 24 };
  expect(textsOf(paragraphsOf([heading, word("small", 0, 28, 1)]))).toEqual(["Invoice", "small"]);
});
