/** What can be written down of the selected mark. */
import { type EditorProps, labelOf } from "@goldsmith/editors";
import type { ChosenCells } from "./desk";
import { isBlock, isSpan, isTable, type Mark } from "./marks/shapes";
import { cellAt, withCell } from "./marks/tables";
import type { Written } from "./WritingField";
import { uncertainOf } from "./words/uncertain";
import type { WordsOf } from "./words/words";

type Translate = (key: string, values: Readonly<Record<string, string | number>>) => string;

/** Null where nothing is selected, or a page, of which nothing is written down. */
export function writtenIn(
  props: EditorProps,
  mark: Mark | null,
  cells: ChosenCells,
  wordsOf: WordsOf,
  t: Translate,
): Written | null {
  if (!mark) return null;
  const label = labelOf(props.ontology, mark.label)?.title ?? mark.label;
  if (isBlock(mark) || isSpan(mark)) {
    return {
      key: mark.uuid,
      title: t("textOf", { label }),
      text: mark.text ?? "",
      uncertain: uncertainOf(mark, mark.text ?? "", wordsOf).length,
      write: (text) => props.dispatch({ op: "put", annotation: { ...mark, text } }),
    };
  }
  const cell = isTable(mark) ? cellAt(mark, cells.focus) : undefined;
  if (!isTable(mark) || !cell) return null;
  return {
    key: `${mark.uuid} ${cell.row} ${cell.column}`,
    title: t("textOfCell", { label, row: cell.row + 1, column: cell.column + 1 }),
    text: cell.text,
    uncertain: 0,
    write: (text) => props.dispatch({ op: "put", annotation: withCell(mark, { ...cell, text }) }),
  };
}
