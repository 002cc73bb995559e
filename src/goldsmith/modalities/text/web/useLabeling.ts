/** What the text editor does: make a span, select one, move its borders. */
import { type EditorProps, findByUuid, type Shape } from "@goldsmith/editors";
import { useEffect } from "react";
import type { PlacedSpan } from "./paragraphs";
import { hasSameSpan, isSpan, makeSpan, spanOver, spanToSelect } from "./spans";
import type { TextDocument } from "./useDocument";
import { rangeOf, type TextCaret } from "./useTextSelection";
import { snapToWords, stepWord, trimSpace } from "./words";

export interface Labeling {
  finishMouse(): void;
  moveBorder(border: "start" | "end", direction: 1 | -1): void;
}

export function useLabeling(
  props: EditorProps,
  document: TextDocument,
  spans: readonly PlacedSpan[],
  caret: TextCaret,
  snaps: boolean,
): Labeling {
  const { answer, dispatch, onSelect, readOnly, ontology, selection, takeLabelPress } = props;
  const { text, points } = document;

  function labelText(label: string, from: number, to: number): boolean {
    const [start, end] = snaps ? snapToWords(text, from, to) : trimSpace(text, from, to);
    if (readOnly || start >= end) return false;
    const span = makeSpan(text, points, label, start, end);
    if (!hasSameSpan(answer, span)) dispatch({ op: "put", annotation: span });
    caret.select({ anchor: end, focus: end });
    onSelect(asksMore(label) ? [span.uuid] : []);
    return true;
  }

  function asksMore(label: string): boolean {
    const attributes = ontology.labels?.find(({ name }) => name === label)?.attributes ?? [];
    return attributes.some((attribute) => !attribute.retired);
  }

  useEffect(() => takeLabelPress((label) => labelText(label, ...rangeOf(caret.readNow()))));

  return {
    finishMouse() {
      const now = caret.readNow();
      if (!now) return;
      const [start, end] = rangeOf(now);
      if (start === end) {
        const uuid = spanToSelect(spans, start, selection.at(-1));
        onSelect(uuid ? [uuid] : []);
      } else if (!props.activeLabel || !labelText(props.activeLabel, start, end)) {
        const [anchor, focus] = snaps ? snapToWords(text, start, end) : [start, end];
        caret.select({ anchor, focus });
      }
    },
    moveBorder(border, direction) {
      const shape = findByUuid<Shape>(answer.annotations, selection.at(-1) ?? "");
      if (readOnly || !shape || !isSpan(shape)) return;
      const [start, end] = [points.toUtf16(shape.start), points.toUtf16(shape.end)];
      const moved = stepWord(text, border === "start" ? start : end, direction);
      const [from, to] = border === "start" ? [moved, end] : [start, moved];
      if (from < to) dispatch({ op: "put", annotation: { ...shape, ...spanOver(text, points, from, to) } });
    },
  };
}
