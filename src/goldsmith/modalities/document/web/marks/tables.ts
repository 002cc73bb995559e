/** The grid of a table: its cells and where they lie, and what can be done to its lines. Pure. */
import { exact, linesOf, textOf, type Word, wordsIn } from "../words/words";
import type { Box, Cell, Table } from "./shapes";

export interface CellPlace {
  readonly row: number;
  readonly column: number;
}

export interface WholeCell extends Required<Cell> {}

export const rowsOf = (table: Table) => (table.rows?.length ?? 0) + 1;
export const columnsOf = (table: Table) => (table.columns?.length ?? 0) + 1;

/** All cells, plain ones too, row by row. */
export function cellsOf(table: Table): readonly WholeCell[] {
  const covered = new Set<string>();
  const known = new Map<string, WholeCell>();
  for (const cell of table.cells ?? []) {
    const whole = spellOut(cell);
    known.set(`${cell.row} ${cell.column}`, whole);
    for (const key of keysOf(whole)) covered.add(key);
  }
  const cells: WholeCell[] = [];
  for (let row = 0; row < rowsOf(table); row += 1) {
    for (let column = 0; column < columnsOf(table); column += 1) {
      const cell = known.get(`${row} ${column}`);
      if (cell) cells.push(cell);
      else if (!covered.has(`${row} ${column}`)) cells.push(spellOut({ row, column }));
    }
  }
  return cells;
}

export function boxOfCell(table: Table, cell: WholeCell): Box {
  const { left, top, width, height } = table.location;
  const xs = [left, ...(table.columns ?? []), left + width];
  const ys = [top, ...(table.rows ?? []), top + height];
  const [x, y] = [xs[cell.column] as number, ys[cell.row] as number];
  const right = xs[cell.column + cell.column_span] as number;
  return { left: x, top: y, width: right - x, height: (ys[cell.row + cell.row_span] as number) - y };
}

export function cellAt(table: Table, { row, column }: CellPlace): WholeCell | undefined {
  return cellsOf(table).find((cell) => isIn(cell, row, column));
}

/** The cells that two places span, whole cells each. */
export function cellsBetween(table: Table, one: CellPlace, other: CellPlace): readonly WholeCell[] {
  const [top, bottom] = [Math.min(one.row, other.row), Math.max(one.row, other.row)];
  const [left, right] = [Math.min(one.column, other.column), Math.max(one.column, other.column)];
  return cellsOf(table).filter(
    (cell) =>
      cell.row <= bottom &&
      cell.row + cell.row_span > top &&
      cell.column <= right &&
      cell.column + cell.column_span > left,
  );
}

export function withCell(table: Table, changed: WholeCell): Table {
  const others = cellsOf(table).filter((cell) => cell.row !== changed.row || cell.column !== changed.column);
  return withCells(table, [...others, changed]);
}

/** One cell of all that lie between; of one cell that is merged, its parts again. */
export function mergeCells(table: Table, one: CellPlace, other: CellPlace): Table {
  const chosen = cellsBetween(table, one, other);
  const [first] = chosen;
  if (!first) return table;
  const names = new Set(chosen.map(nameOf));
  const others = cellsOf(table).filter((cell) => !names.has(nameOf(cell)));
  if (chosen.length === 1) return withCells(table, [...others, { ...first, row_span: 1, column_span: 1 }]);
  const row = Math.min(...chosen.map((cell) => cell.row));
  const column = Math.min(...chosen.map((cell) => cell.column));
  const row_span = Math.max(...chosen.map((cell) => cell.row + cell.row_span)) - row;
  const column_span = Math.max(...chosen.map((cell) => cell.column + cell.column_span)) - column;
  const text = chosen.flatMap((cell) => cell.text || []).join(" ");
  const merged = { row, column, row_span, column_span, is_header: chosen.every((cell) => cell.is_header), text };
  return withCells(table, withoutOverlap([merged, ...others]));
}

/** Turn a row into header cells, or all of it back. */
export function toggleHeader(table: Table, row: number): Table {
  const cells = cellsOf(table);
  const inRow = cells.filter((cell) => cell.row <= row && row < cell.row + cell.row_span);
  const is_header = !inRow.every((cell) => cell.is_header);
  return withCells(
    table,
    cells.map((cell) => (inRow.includes(cell) ? { ...cell, is_header } : cell)),
  );
}

type Axis = "rows" | "columns";

/** A further line at a place; the cell that it goes through becomes two, and a merged one grows. */
export function addLine(table: Table, axis: Axis, at: number): Table | null {
  const lines = table[axis] ?? [];
  const [low, high] = endsOf(table, axis);
  const place = exact(at);
  if (place <= low || place >= high || lines.includes(place)) return null;
  const index = lines.filter((line) => line < place).length;
  const cells = cellsOf(table).flatMap((cell) => {
    const changed = stretched(cell, axis, index, 1);
    // The other half of a header is one too.
    const isDivided = axis === "columns" && cell.column === index && cell.column_span === 1 && cell.is_header;
    return isDivided ? [changed, { ...changed, column: index + 1, text: "" }] : [changed];
  });
  return withCells({ ...table, [axis]: [...lines, place].toSorted((a, b) => a - b) }, cells);
}

/** Take a line out; the cells on both sides become one. */
export function removeLine(table: Table, axis: Axis, index: number): Table | null {
  const lines = table[axis] ?? [];
  if (index < 0 || index >= lines.length) return null;
  const [from, span] = namesOf(axis);
  const joined = new Map<string, WholeCell>();
  for (const cell of cellsOf(table)) {
    const start = cell[from];
    const end = start + cell[span];
    const moved = { ...cell, [from]: start > index ? start - 1 : start } as WholeCell;
    const shorter = { ...moved, [span]: start <= index && end > index + 1 ? cell[span] - 1 : cell[span] } as WholeCell;
    const key = `${shorter.row} ${shorter.column}`;
    const other = joined.get(key);
    joined.set(key, other ? together(other, shorter) : shorter);
  }
  const whole = { ...table, [axis]: lines.filter((_, place) => place !== index) };
  return withCells(whole, withoutOverlap([...joined.values()]));
}

export function moveLine(table: Table, axis: Axis, index: number, at: number): Table {
  const lines = table[axis] ?? [];
  const [low, high] = endsOf(table, axis);
  const least = (lines[index - 1] ?? low) + 1;
  const most = (lines[index + 1] ?? high) - 1;
  if (least > most) return table;
  const moved = exact(Math.min(most, Math.max(least, at)));
  return { ...table, [axis]: lines.map((line, place) => (place === index ? moved : line)) };
}

/** A grid for words: a row for each height at which words stand, a column wherever no word stands for a while. */
export function guessGrid(table: Table, words: readonly Word[]): Table {
  const inside = wordsIn(table.location, words);
  const lines = linesOf(inside);
  const heights = inside.map((word) => word.height).toSorted((a, b) => a - b);
  const usual = heights[heights.length >> 1] ?? 0;
  const rows = gaps(
    inside.map(({ top, height }) => [top + height * 0.25, top + height * 0.75] as const),
    0,
  );
  const phrases = lines.flatMap((line) => phrasesOf(line, usual));
  const columns = gaps(phrases, usual * 0.2, usual * 0.6);
  const bare: Table = { ...table, rows, columns, cells: [] };
  return fillCells(bare, words);
}

/** Write into cells without a text what the page says there. */
export function fillCells(table: Table, words: readonly Word[]): Table {
  const cells = cellsOf(table).map((cell) => {
    if (cell.text) return cell;
    return { ...cell, text: textOf(wordsIn(boxOfCell(table, cell), words)) };
  });
  return withCells(table, cells);
}

/** Words that stand close together on a line, as from where to where. */
function phrasesOf(line: readonly Word[], usual: number): readonly (readonly [number, number])[] {
  const found: [number, number][] = [];
  for (const { left, width } of line.toSorted((a, b) => a.left - b.left)) {
    const last = found.at(-1);
    if (last && left - last[1] < usual * 0.8) last[1] = Math.max(last[1], left + width);
    else found.push([left, left + width]);
  }
  return found;
}

/** What no interval covers, each told by a place in it: its middle, but no farther than `near` from what follows. */
function gaps(
  intervals: readonly (readonly [number, number])[],
  least: number,
  near = Number.POSITIVE_INFINITY,
): readonly number[] {
  const ordered = intervals.toSorted((a, b) => a[0] - b[0]);
  const found: number[] = [];
  let reach = ordered[0]?.[1] ?? 0;
  for (const [start, end] of ordered) {
    if (start - reach > least) found.push(exact(start - Math.min((start - reach) / 2, near)));
    reach = Math.max(reach, end);
  }
  return found;
}

export function endsOf(table: Table, axis: Axis): readonly [number, number] {
  const { left, top, width, height } = table.location;
  return axis === "rows" ? [top, top + height] : [left, left + width];
}

function namesOf(axis: Axis) {
  return axis === "rows" ? (["row", "row_span"] as const) : (["column", "column_span"] as const);
}

function stretched(cell: WholeCell, axis: Axis, index: number, by: number): WholeCell {
  const [from, span] = namesOf(axis);
  if (cell[from] > index) return { ...cell, [from]: cell[from] + by };
  const goesOn = cell[span] > 1 && cell[from] + cell[span] > index;
  return goesOn ? { ...cell, [span]: cell[span] + by } : cell;
}

function together(one: WholeCell, other: WholeCell): WholeCell {
  return {
    ...one,
    row_span: Math.max(one.row_span, other.row_span),
    column_span: Math.max(one.column_span, other.column_span),
    is_header: one.is_header || other.is_header,
    text: [one.text, other.text].filter(Boolean).join(" "),
  };
}

/** Earlier cells keep their places; a later one that overlaps them shrinks to one place, or goes. */
function withoutOverlap(cells: readonly WholeCell[]): readonly WholeCell[] {
  const taken = new Set<string>();
  const kept: WholeCell[] = [];
  for (const cell of cells) {
    const alone = { ...cell, row_span: 1, column_span: 1 };
    const fitting = [cell, alone].find((each) => keysOf(each).every((key) => !taken.has(key)));
    if (!fitting) continue;
    for (const key of keysOf(fitting)) taken.add(key);
    kept.push(fitting);
  }
  return kept;
}

function withCells(table: Table, cells: readonly WholeCell[]): Table {
  const told = cells
    .filter((cell) => cell.row_span > 1 || cell.column_span > 1 || cell.is_header || cell.text)
    .toSorted((a, b) => a.row - b.row || a.column - b.column);
  return { ...table, cells: told.map(shorten) };
}

function shorten({ row, column, row_span, column_span, is_header, text }: WholeCell): Cell {
  return {
    row,
    column,
    ...(row_span > 1 ? { row_span } : {}),
    ...(column_span > 1 ? { column_span } : {}),
    ...(is_header ? { is_header } : {}),
    ...(text ? { text } : {}),
  };
}

function spellOut(cell: Cell): WholeCell {
  return { row_span: 1, column_span: 1, is_header: false, text: "", ...cell };
}

function nameOf({ row, column }: CellPlace): string {
  return `${row} ${column}`;
}

function isIn(cell: WholeCell, row: number, column: number): boolean {
  const inRow = cell.row <= row && row < cell.row + cell.row_span;
  return inRow && cell.column <= column && column < cell.column + cell.column_span;
}

function keysOf({ row, column, row_span, column_span }: WholeCell): readonly string[] {
  const keys: string[] = [];
  for (let y = row; y < row + row_span; y += 1)
    for (let x = column; x < column + column_span; x += 1) keys.push(`${y} ${x}`);
  return keys;
}
