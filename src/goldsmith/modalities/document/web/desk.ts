/** What the keys, the buttons and the mouse of the document editor work on. */
import type { Drawn, EditorProps, Label, Note } from "@goldsmith/editors";
import type { Outline } from "./marks/outlines";
import type { Mark } from "./marks/shapes";
import type { CellPlace } from "./marks/tables";
import type { OpenDocument } from "./pages/openDocument";
import type { Spot, ToolName } from "./usePointer";
import type { TextField } from "./useTextField";
import type { Viewport } from "./useViewport";
import type { KnownWords } from "./useWords";
import type { WordRange } from "./words/words";

/** Where the box tool stands when keys move it; `corner` is where the box began. */
export interface Cross extends Spot {
  readonly corner: Spot | null;
}

export interface ChosenCells {
  readonly anchor: CellPlace;
  readonly focus: CellPlace;
}

export interface Desk extends TextField {
  readonly props: EditorProps;
  readonly document: OpenDocument;
  readonly viewport: Viewport;
  readonly words: KnownWords;
  readonly tool: ToolName;
  readonly selected: Mark | null;
  readonly range: WordRange | null;
  readonly cross: Cross | null;
  readonly outline: Outline | null;
  readonly cells: ChosenCells;
  readonly labels: readonly Label[];
  readonly drawn: Drawn;
  setTool(tool: ToolName): void;
  setRange(range: WordRange | null): void;
  setCross(cross: Cross | null): void;
  setOutline(outline: Outline | null): void;
  setCells(cells: ChosenCells): void;
  say(note: Note | null): void;
  /** Something could not be fetched. */
  onFailure(): void;
  toggleList(): void;
  toggleTags(): void;
  focusPage(): void;
  /** Select a mark and go on to its first uncertain word. */
  seekIn(mark: Mark): void;
  focusCanvas(): void;
  /** Where the caret was last, for whoever goes on by keyboard. */
  readonly lastWord: { current: { readonly page: number; readonly index: number } | null };
}

/** Why there is nothing to select on a page without words. */
export function noWordsNote({ unread }: OpenDocument): string {
  return unread ? `notRead_${unread}` : "noWords";
}

/** What the status line says of what is in hand. */
export function noteOf(
  passage: { readonly text: string } | null,
  cross: Cross | null,
  outline: Outline | null,
  cells: ChosenCells | null,
): Note | null {
  if (passage) {
    const count = passage.text.split(" ").length;
    return count === 1 ? { text: "word", values: { text: passage.text } } : { text: "wordsChosen", values: { count } };
  }
  if (outline) return { text: "outlining", values: { count: outline.corners.length } };
  if (cross?.corner) return { text: "drawing" };
  if (cross) return { text: "crossing", values: { x: Math.round(cross.x), y: Math.round(cross.y) } };
  return cells ? { text: "cell", values: { row: cells.focus.row + 1, column: cells.focus.column + 1 } } : null;
}
