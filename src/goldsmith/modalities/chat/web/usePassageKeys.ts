/** Keys and label presses that mark passages: sentence by sentence, or whatever the mouse selected. */
import { chordOf, type EditorProps, useKeys } from "@goldsmith/editors";
import { type RefObject, useEffect, useRef } from "react";
import type { Graph, Message } from "./graph";
import { makePassage, type Selected, selectedPassage, selectPassage, sentencesOf } from "./spans";

export function usePassageKeys(
  props: EditorProps,
  graph: Graph,
  shown: readonly Message[],
  root: RefObject<HTMLElement | null>,
  marksPassages: boolean,
  toggleView: () => void,
): void {
  const { takeLabelPress, dispatch, readOnly, onSelect, ontology } = props;
  const last = useRef<Selected | null>(null);
  useEffect(() =>
    takeLabelPress((label) => {
      const chosen = selectedPassage(root.current);
      const text = chosen && graph.messages.get(chosen.message)?.content;
      const takesSpans = ontology.labels?.find(({ name }) => name === label)?.shapes?.includes("span");
      if (readOnly || !chosen || !text || !takesSpans) return "untaken";
      const span = makePassage(text, chosen.message, label, chosen.anchor, chosen.focus);
      if (!span) return "untaken";
      dispatch({ op: "put", annotation: span });
      document.getSelection()?.removeAllRanges();
      onSelect([span.uuid]);
      return "marked";
    }),
  );
  useKeys("editor", (event) => {
    const chord = chordOf(event);
    if (chord === "M") toggleView();
    else if (marksPassages && (chord === "." || chord === ",")) walk(chord === "." ? 1 : -1, false);
    else if (marksPassages && chord === ">") walk(1, true);
    else return false;
    return true;
  });

  function walk(step: 1 | -1, isGrowing: boolean): void {
    const sentences = (shown.length > 0 ? shown : [...graph.messages.values()]).flatMap(({ id, content }) =>
      sentencesOf(content).map((sentence) => ({ message: id, ...sentence })),
    );
    const now = selectedPassage(root.current) ?? last.current;
    const at = now ? sentences.findIndex((each) => each.message === now.message && each.end >= now.focus) : -1;
    const next = sentences[now ? at + step : 0];
    if (!next) return;
    const isSame = isGrowing && now?.message === next.message;
    last.current = { message: next.message, anchor: isSame ? now.anchor : next.start, focus: next.end };
    selectPassage(root.current, last.current);
  }
}
