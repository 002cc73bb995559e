/** What the text editor does: make a span, select one, move its borders. */
import { type EditorProps, findByUuid, type Shape } from "@goldsmith/editors";
import { useEffect } from "react";
import { cutParts, joinParts, movedParts, type Part } from "./fragments";
import type { PlacedSpan } from "./paragraphs";
import { hasSameSpan, isSpan, makeSpan, partsOf, type SpanShape, spanToSelect, withParts } from "./spans";
import type { TextDocument } from "./useDocument";
import { rangeOf, type TextCaret } from "./useTextSelection";
import { snapToWords, stepWord, trimSpace } from "./words";

export interface Labeling {
  /** `joins`: what was selected belongs to the span in hand. */
  finishMouse(joins: boolean): void;
  /** Join the selected text to the span in hand, or cut it out; false where there is neither. */
  joinSelected(): boolean;
  cutSelected(): boolean;
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

  /** The selected span, or else the one made last. */
  function spanInHand(): SpanShape | undefined {
    const chosen = findByUuid<Shape>(answer.annotations, selection.at(-1) ?? "") ?? answer.annotations.at(-1);
    return chosen && isSpan(chosen) ? chosen : undefined;
  }

  function changeParts(change: (parts: readonly Part[], from: number, to: number) => Part[]): boolean {
    const [from, to] = rangeOf(caret.readNow());
    const [start, end] = snaps ? snapToWords(text, from, to) : trimSpace(text, from, to);
    const span = spanInHand();
    if (readOnly || !span || from >= to || start >= end) return false;
    const changed = withParts(text, points, span, change(partsOf(points, span), start, end));
    if (changed) dispatch({ op: "put", annotation: changed });
    caret.select({ anchor: end, focus: end });
    onSelect([span.uuid]);
    return true;
  }

  const joinSelected = () => changeParts((parts, start, end) => joinParts(text, [...parts, [start, end]]));

  useEffect(() => takeLabelPress((label) => labelText(label, ...rangeOf(caret.readNow()))));

  return {
    joinSelected,
    cutSelected: () => changeParts((parts, start, end) => cutParts(text, parts, start, end)),
    finishMouse(joins) {
      const now = caret.readNow();
      if (!now || (joins && joinSelected())) return;
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
      const moved = stepWord(text, points.toUtf16(border === "start" ? shape.start : shape.end), direction);
      const changed = withParts(text, points, shape, movedParts(text, partsOf(points, shape), border, moved));
      if (changed) dispatch({ op: "put", annotation: changed });
    },
  };
}
