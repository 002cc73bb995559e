/** What the keys and buttons do to the selected table. */
import type { Desk } from "./desk";
import { isTable, type Table } from "./marks/shapes";
import {
  addLine,
  boxOfCell,
  cellAt,
  cellsOf,
  columnsOf,
  fillCells,
  guessGrid,
  mergeCells,
  removeLine,
  rowsOf,
  toggleHeader,
} from "./marks/tables";
import { linesOf, wordsIn } from "./words/words";

type Axis = "rows" | "columns";

export function tableCommands(desk: Desk) {
  const { props, words, viewport, cells } = desk;

  function edit(change: (table: Table) => Table | null): boolean {
    if (props.readOnly) return true;
    const table = desk.selected;
    if (!table || !isTable(table)) {
      desk.say({ text: "chooseTable" });
      return true;
    }
    const changed = change(table);
    if (changed) props.dispatch({ op: "put", annotation: changed });
    else desk.say({ text: "noLine" });
    return true;
  }

  function go(row: number, column: number, extends_: boolean): void {
    const focus = { row, column };
    desk.setCells({ anchor: extends_ ? cells.anchor : focus, focus });
    const cell = desk.selected && isTable(desk.selected) ? cellAt(desk.selected, focus) : undefined;
    if (cell) viewport.reveal((desk.selected as Table).page, boxOfCell(desk.selected as Table, cell));
  }

  return {
    moveCell([across, down]: readonly [number, number], extends_: boolean): void {
      const table = desk.selected as Table;
      const cell = cellAt(table, cells.focus);
      const { row, column } = cells.focus;
      // Out of a merged cell in one step.
      const right = across > 0 && cell ? cell.column + cell.column_span : column + across;
      const below = down > 0 && cell ? cell.row + cell.row_span : row + down;
      const [to, at] = [
        Math.min(Math.max(below, 0), rowsOf(table) - 1),
        Math.min(Math.max(right, 0), columnsOf(table) - 1),
      ];
      go(to, at, extends_);
    },
    toNextCell(step: 1 | -1): boolean {
      const all = cellsOf(desk.selected as Table);
      const current = cellAt(desk.selected as Table, cells.focus);
      const at = all.findIndex((cell) => cell.row === current?.row && cell.column === current.column);
      const next = all[at + step];
      if (next) go(next.row, next.column, false);
      return next !== undefined;
    },
    addLine: (axis: Axis) =>
      edit((table) => {
        const cell = cellAt(table, cells.focus);
        return cell ? addLine(table, axis, whereToDivide(table, axis)) : null;
      }),
    removeLine: (axis: Axis) =>
      edit((table) => {
        const last = axis === "rows" ? rowsOf(table) - 2 : columnsOf(table) - 2;
        const index = Math.min(axis === "rows" ? cells.focus.row : cells.focus.column, last);
        const removed = removeLine(table, axis, index);
        if (removed)
          go(
            Math.min(cells.focus.row, rowsOf(removed) - 1),
            Math.min(cells.focus.column, columnsOf(removed) - 1),
            false,
          );
        return removed;
      }),
    merge: () => edit((table) => mergeCells(table, cells.anchor, cells.focus)),
    toggleHeader: () => edit((table) => toggleHeader(table, cells.focus.row)),
    guessLines: () => edit((table) => guessGrid(table, words.of(table.page))),
    fill: (table: Table) =>
      fillCells({ ...table, cells: cellsOf(table).map((cell) => ({ ...cell, text: "" })) }, words.of(table.page)),
  };

  /** Between two lines or words of the cell where there are several, else in its middle. */
  function whereToDivide(table: Table, axis: Axis): number {
    const cell = cellAt(table, cells.focus);
    const box = cell ? boxOfCell(table, cell) : table.location;
    const held = wordsIn(box, words.of(table.page));
    if (axis === "rows") {
      const [first, second] = linesOf(held);
      const low = first && Math.max(...first.map(({ top, height }) => top + height));
      const high = second && Math.min(...second.map(({ top }) => top));
      return low !== undefined && high !== undefined && high > low - 2 ? (low + high) / 2 : box.top + box.height / 2;
    }
    const ordered = held.toSorted((a, b) => a.left - b.left);
    let [best, widest] = [box.left + box.width / 2, 0];
    ordered.slice(1).forEach((word, index) => {
      const before = ordered[index];
      const gap = before ? word.left - before.left - before.width : 0;
      if (before && gap > widest) [best, widest] = [before.left + before.width + gap / 2, gap];
    });
    return best;
  }
}
