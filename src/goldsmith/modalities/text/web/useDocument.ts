/** The text as paragraphs and the answers as spans placed on them. */
import { type Answer, chainsOf, type Ontology, type Overlay } from "@goldsmith/editors";
import { useMemo, useRef } from "react";
import { type CodePoints, indexCodePoints } from "./codepoints";
import { type Chunk, chunksOf, type Paragraph, type PlacedSpan, spansByParagraph, splitParagraphs } from "./paragraphs";
import { compareSpans, makePlacer } from "./spans";

export interface TextDocument {
  readonly text: string;
  readonly points: CodePoints;
  readonly paragraphs: readonly Paragraph[];
  /** Where each paragraph starts. */
  readonly starts: readonly number[];
  readonly chunks: readonly Chunk[];
  /** Where each chunk starts. */
  readonly chunkStarts: readonly number[];
}

export function useDocument(text: string): TextDocument {
  return useMemo(() => {
    const paragraphs = splitParagraphs(text);
    const starts = paragraphs.map(({ start }) => start);
    const chunks = chunksOf(paragraphs);
    const chunkStarts = chunks.map(({ first }) => starts[first] as number);
    return { text, points: indexCodePoints(text), paragraphs, starts, chunks, chunkStarts };
  }, [text]);
}

type SpansOfParagraphs = readonly (readonly PlacedSpan[])[];

export interface Marks {
  readonly spans: readonly PlacedSpan[];
  /** Spans by chunk and paragraph; what did not change keeps the very same list. */
  readonly byChunk: readonly SpansOfParagraphs[];
}

export function useMarks(
  document: TextDocument,
  answer: Answer,
  overlays: readonly Overlay[],
  ontology: Ontology,
): Marks {
  const place = useMemo(() => makePlacer(document.points), [document]);
  const previous = useRef<readonly SpansOfParagraphs[]>([]);
  return useMemo(() => {
    const others = overlays.flatMap(({ key, answer: theirs }) => place(theirs, chainNumbers(theirs, ontology), key));
    const spans = [...place(answer, chainNumbers(answer, ontology)), ...others];
    const fresh = spansByParagraph(document.paragraphs, document.starts, spans);
    const byChunk = document.chunks.map(({ first, end }, index) => {
      const before = previous.current[index] ?? [];
      return keepIfSame(
        before,
        fresh.slice(first, end).map((bucket, at) => keepIfSame(before[at] ?? [], bucket)),
      );
    });
    previous.current = byChunk;
    return { spans, byChunk };
  }, [document, place, answer, overlays, ontology]);
}

function chainNumbers(answer: Answer, ontology: Ontology): ReadonlyMap<string, number> {
  const chains = chainsOf(answer, ontology, compareSpans);
  return new Map(chains.flatMap(({ members, number }) => members.map((uuid): [string, number] => [uuid, number])));
}

function keepIfSame<T>(before: readonly T[], now: readonly T[]): readonly T[] {
  return before.length === now.length && now.every((each, index) => each === before[index]) ? before : now;
}
