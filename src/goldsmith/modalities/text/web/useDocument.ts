/** The text as paragraphs and the answers as spans placed on them. */
import type { Answer, Overlay } from "@goldsmith/editors";
import { useMemo, useRef } from "react";
import { type CodePoints, indexCodePoints } from "./codepoints";
import { type Paragraph, type PlacedSpan, spansByParagraph, splitParagraphs } from "./paragraphs";
import { makePlacer } from "./spans";

export interface TextDocument {
  readonly text: string;
  readonly points: CodePoints;
  readonly paragraphs: readonly Paragraph[];
  /** Where each paragraph starts. */
  readonly starts: readonly number[];
}

export function useDocument(text: string): TextDocument {
  return useMemo(() => {
    const paragraphs = splitParagraphs(text);
    return { text, points: indexCodePoints(text), paragraphs, starts: paragraphs.map(({ start }) => start) };
  }, [text]);
}

export interface Marks {
  readonly spans: readonly PlacedSpan[];
  /** Spans by paragraph; a paragraph whose spans did not change keeps the very same list. */
  readonly byParagraph: readonly (readonly PlacedSpan[])[];
}

export function useMarks(document: TextDocument, answer: Answer, overlays: readonly Overlay[]): Marks {
  const place = useMemo(() => makePlacer(document.points), [document]);
  const previous = useRef<readonly (readonly PlacedSpan[])[]>([]);
  return useMemo(() => {
    const spans = [...place(answer), ...overlays.flatMap((overlay) => place(overlay.answer, overlay.key))];
    const fresh = spansByParagraph(document.paragraphs, document.starts, spans);
    const byParagraph = fresh.map((bucket, index) => keepIfSame(previous.current[index], bucket));
    previous.current = byParagraph;
    return { spans, byParagraph };
  }, [document, place, answer, overlays]);
}

function keepIfSame(before: readonly PlacedSpan[] | undefined, now: readonly PlacedSpan[]): readonly PlacedSpan[] {
  const isSame = before?.length === now.length && now.every((span, index) => span === before[index]);
  return isSame ? (before as readonly PlacedSpan[]) : now;
}
