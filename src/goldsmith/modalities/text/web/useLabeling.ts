/** What the text editor does: make a span, select one, move its borders. */
import { type EditorProps, findByUuid, type LabelPress, type Shape, useDrawn } from "@goldsmith/editors";
import { useEffect } from "react";
import { cutParts, joinParts, movedParts, type Part } from "./fragments";
import type { PlacedSpan } from "./paragraphs";
import { type Snap, sentenceAt, snapTo } from "./snapping";
import {
  hasSameSpan,
  isSpan,
  makeSpan,
  partsOf,
  type SpanShape,
  spanAtSamePlace,
  spanToSelect,
  withParts,
} from "./spans";
import type { TextDocument } from "./useDocument";
import { rangeOf, type TextCaret } from "./useTextSelection";
import { stepWord } from "./words";

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
  snap: Snap,
): Labeling {
  const { answer, dispatch, onSelect, readOnly, ontology, selection, takeLabelPress } = props;
  const { text, points } = document;
  const drawn = useDrawn(selection, onSelect);

  function labelText(label: string, from: number, to: number): boolean {
    const [start, end] = snapTo(snap, text, from, to);
    if (readOnly || start >= end) return false;
    const made = makeSpan(text, points, label, start, end);
    const before = snap === "sentences" ? spanAtSamePlace(answer, made) : undefined;
    const span = before ? { ...made, uuid: before.uuid } : made;
    if (!hasSameSpan(answer, span)) dispatch({ op: "put", annotation: span });
    goOn(end);
    if (label === props.activeLabel) drawn.note(span.uuid);
    onSelect(asksMore(label) ? [span.uuid] : []);
    return true;
  }

  /** After a sentence the next one is at hand, so that a key each labels one after another. */
  function goOn(end: number): void {
    const next = snap === "sentences" ? sentenceAt(text, end) : null;
    caret.select(next ? { anchor: next[0], focus: next[1] } : { anchor: end, focus: end });
  }

  /** A label's key marks the selected text, or the sentence at the caret where sentences are labeled. */
  function pressLabel(label: string): LabelPress {
    return labelAtHand(label) ? "marked" : drawn.press();
  }

  function labelAtHand(label: string): boolean {
    // While a label is searched for, the page's own selection is in the field.
    const [from, to] = rangeOf(caret.readNow() ?? caret.selection);
    const isAtCaret = snap === "sentences" && from === to && selection.length === 0;
    const sentence = isAtCaret ? sentenceAt(text, from) : null;
    return sentence ? labelText(label, ...sentence) : labelText(label, from, to);
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
    const [start, end] = snapTo(snap, text, from, to);
    const span = spanInHand();
    if (readOnly || !span || from >= to || start >= end) return false;
    const changed = withParts(text, points, span, change(partsOf(points, span), start, end));
    if (changed) dispatch({ op: "put", annotation: changed });
    caret.select({ anchor: end, focus: end });
    onSelect([span.uuid]);
    return true;
  }

  const joinSelected = () => changeParts((parts, start, end) => joinParts(text, [...parts, [start, end]]));

  useEffect(() => takeLabelPress(pressLabel));

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
        const [anchor, focus] = snapTo(snap, text, start, end);
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
