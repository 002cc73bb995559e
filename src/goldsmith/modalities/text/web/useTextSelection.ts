/** The caret and the selected text, in document offsets, kept while the marked-up page is drawn again. */
import { isField } from "@goldsmith/editors";
import { type RefObject, useCallback, useEffect, useLayoutEffect, useRef, useState } from "react";
import { readSelection, type TextSelection, writeSelection } from "./domOffsets";
import type { TextDocument } from "./useDocument";

export interface TextCaret {
  readonly selection: TextSelection | null;
  /** Read from the page now: the event that tells of a change comes a moment later. */
  readNow(): TextSelection | null;
  select(selection: TextSelection): void;
  /** Move the caret or the selection's end as the browser would, but never out of the text. */
  move(chord: string): void;
}

export function useTextSelection(
  container: RefObject<HTMLElement | null>,
  document_: TextDocument,
  drawn: unknown,
): TextCaret {
  const { text } = document_;
  const [selection, setSelection] = useState<TextSelection | null>(null);
  const latest = useRef(selection);
  latest.current = selection;

  const readNow = useCallback(() => (container.current ? readSelection(container.current) : null), [container]);

  useEffect(() => {
    const read = () => {
      const found = readNow();
      if (found) setSelection((before) => (isSame(before, found) ? before : found));
    };
    document.addEventListener("selectionchange", read);
    return () => document.removeEventListener("selectionchange", read);
  }, [readNow]);

  const select = useCallback(
    (wanted: TextSelection) => {
      setSelection(wanted);
      latest.current = wanted;
      if (container.current) writeSelection(container.current, document_, wanted);
    },
    [container, document_],
  );

  const move = useCallback(
    (chord: string) => {
      const here = readNow();
      const before = here ?? latest.current;
      const border = borderOf(chord, text);
      if (!before) select({ anchor: 0, focus: 0 });
      else if (border !== null) select({ anchor: chord.includes("Shift+") ? before.anchor : border, focus: border });
      else {
        if (!here) select(before);
        moveCaret(chord);
        const now = readNow();
        if (now) setSelection(now);
        else select(before);
      }
    },
    [readNow, select, text],
  );

  // Marking a span replaces text nodes, and the browser's selection with them.
  // `drawn` is what replaces the nodes
  useLayoutEffect(() => {
    const wanted = latest.current;
    if (!wanted || isField(document.activeElement)) return;
    if (!isSame(readNow(), wanted)) select(wanted);
  }, [drawn, readNow, select]);

  return { selection, readNow, select, move };
}

export function rangeOf(selection: TextSelection | null): readonly [start: number, end: number] {
  if (!selection) return [0, 0];
  return [Math.min(selection.anchor, selection.focus), Math.max(selection.anchor, selection.focus)];
}

function isSame(a: TextSelection | null, b: TextSelection): boolean {
  return a?.anchor === b.anchor && a.focus === b.focus;
}

type Move = readonly [direction: "left" | "right" | "forward" | "backward", granularity: string];

const MOVES: Readonly<Record<string, Move>> = {
  ArrowLeft: ["left", "character"],
  ArrowRight: ["right", "character"],
  ArrowUp: ["backward", "line"],
  ArrowDown: ["forward", "line"],
  "Ctrl+ArrowLeft": ["left", "word"],
  "Ctrl+ArrowRight": ["right", "word"],
  "Ctrl+ArrowUp": ["backward", "paragraph"],
  "Ctrl+ArrowDown": ["forward", "paragraph"],
  Home: ["backward", "lineboundary"],
  End: ["forward", "lineboundary"],
};

export function isMove(chord: string): boolean {
  return chord.replace("Shift+", "") in MOVES || borderOf(chord, "") !== null;
}

/** Where the text begins or ends; to the browser that would be the whole page. */
function borderOf(chord: string, text: string): number | null {
  const plain = chord.replace("Shift+", "");
  if (plain === "Ctrl+Home") return 0;
  return plain === "Ctrl+End" ? text.length : null;
}

/** Move the caret as the browser would in a text field: it knows bidirectional text and every script's words. */
function moveCaret(chord: string): void {
  const move = MOVES[chord.replace("Shift+", "")];
  if (move) document.getSelection()?.modify(chord.includes("Shift+") ? "extend" : "move", move[0], move[1]);
}
