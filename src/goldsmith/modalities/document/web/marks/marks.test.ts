import { expect, test } from "vitest";
import { passageOf, type Word, wordBeyond } from "../words/words";
import { numberAll } from "./operations";
import type { Block, Table } from "./shapes";
import { addLine, cellsOf, guessGrid, mergeCells, removeLine, toggleHeader } from "./tables";

const word = (text: string, left: number, top: number, line: number): Word => ({
  text,
  left,
  top,
  width: 20,
  height: 10,
  line,
});
const table: Table = {
  uuid: "t",
  type: "table",
  label: "table",
  attributes: {},
  page: 0,
  location: { type: "box", left: 0, top: 0, width: 100, height: 60 },
  rows: [20, 40],
  columns: [50],
};
const block = (uuid: string, left: number, top: number, width: number, height: number): Block => ({
  uuid,
  type: "block",
  label: "text",
  attributes: {},
  page: 0,
  location: { type: "box", left, top, width, height },
});
const spansOf = (changed: Table) =>
  (changed.cells ?? []).map(({ row, column, row_span = 1, column_span = 1 }) => [row, column, row_span, column_span]);

test("a passage has one box for each line, over pages too", () => {
  const pages = [[word("a", 0, 0, 0), word("b", 30, 0, 0), word("c", 0, 20, 1)], [word("d", 0, 0, 0)]];
  const range = { anchor: { page: 1, index: 0 }, focus: { page: 0, index: 1 } };
  const passage = passageOf(range, (page) => pages[page] ?? []);
  expect(passage.text).toBe("b c d");
  expect(passage.stretches.map(({ page, left }) => [page, left])).toEqual([
    [0, 30],
    [0, 0],
    [1, 0],
  ]);
});

test("the caret goes to the nearest word of the next line, in its own column", () => {
  const words = [word("a", 0, 0, 0), word("far", 300, 2, 3), word("below", 5, 20, 1), word("b", 300, 22, 4)];
  expect(wordBeyond(words, 0, 1)).toBe(2);
  expect(wordBeyond(words, 1, 1)).toBe(3);
  expect(wordBeyond(words, 0, -1)).toBeNull();
});

test("a grid is found from where words stand", () => {
  const words = [
    word("Item", 2, 4, 0),
    word("Price", 60, 4, 0),
    word("ivory", 2, 24, 1),
    word("paper", 24, 24, 1),
    word("4.50", 60, 24, 1),
    word("wax", 2, 44, 2),
    word("6.00", 60, 44, 2),
  ];
  const found = guessGrid({ ...table, rows: [], columns: [] }, words);
  expect([found.rows?.length, found.columns?.length]).toEqual([2, 1]);
  expect(found.cells?.map(({ text }) => text)).toEqual(["Item", "Price", "ivory paper", "4.50", "wax", "6.00"]);
});

test("cells merge into one and split again", () => {
  const merged = mergeCells(table, { row: 0, column: 0 }, { row: 1, column: 1 });
  expect(spansOf(merged)).toEqual([[0, 0, 2, 2]]);
  expect(cellsOf(merged)).toHaveLength(3);
  expect(spansOf(mergeCells(merged, { row: 1, column: 1 }, { row: 1, column: 1 }))).toEqual([]);
});

test("a line through a merged cell makes it larger, and its removal smaller", () => {
  const merged = mergeCells(table, { row: 0, column: 0 }, { row: 1, column: 0 });
  const more = addLine(merged, "rows", 10) as Table;
  expect(spansOf(more)).toEqual([[0, 0, 3, 1]]);
  expect(spansOf(removeLine(more, "rows", 0) as Table)).toEqual([[0, 0, 2, 1]]);
  expect(addLine(table, "rows", 20)).toBeNull();
  expect(removeLine(table, "rows", 5)).toBeNull();
});

test("what two cells say stays when the line between them goes", () => {
  const said: Table = {
    ...table,
    cells: [
      { row: 0, column: 0, text: "a" },
      { row: 1, column: 0, text: "b" },
    ],
  };
  expect(removeLine(said, "rows", 0)?.cells).toEqual([{ row: 0, column: 0, text: "a b" }]);
});

test("a row becomes a header and is none again", () => {
  const header = toggleHeader(table, 0);
  expect(header.cells?.every(({ is_header }) => is_header)).toBe(true);
  expect(toggleHeader(header, 0).cells).toEqual([]);
});

test("columns are read one after the other, below what spans them", () => {
  const marks = [
    block("right 2", 110, 60, 90, 30),
    block("title", 0, 0, 200, 20),
    block("left 1", 0, 25, 90, 20),
    block("right 1", 110, 25, 90, 20),
    block("left 2", 0, 60, 90, 30),
    block("foot", 40, 120, 100, 10),
  ];
  const ops = numberAll({ annotations: marks, global_attributes: {}, links: [] }, 0);
  const read = ops.map((op) => (op.op === "put" ? op.annotation.uuid : ""));
  expect(read).toEqual(["title", "left 1", "left 2", "right 1", "right 2", "foot"]);
});
