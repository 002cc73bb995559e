/** A document as paragraphs, and a paragraph as segments between span borders. All offsets are UTF-16 units. Pure. */
import { lastAtMost } from "./codepoints";
import type { Control } from "./controls";
import type { Part } from "./fragments";

export interface Paragraph {
  readonly start: number;
  readonly end: number;
}

export interface PlacedSpan {
  readonly uuid: string;
  readonly label: string;
  readonly start: number;
  readonly end: number;
  /** The pieces of a span with gaps; one without is a single piece. */
  readonly parts: readonly Part[];
  /** Empty for the answer itself; else whose answer it is. */
  readonly owner: string;
  /** The number of the chain that it is in, 0 for none. */
  readonly chain: number;
}

export interface Segment {
  readonly start: number;
  readonly end: number;
  readonly spans: readonly PlacedSpan[];
  /** Spans that have a gap here. */
  readonly bridged: readonly PlacedSpan[];
  /** The name of the character here that nobody sees. */
  readonly control: string | null;
}

/** A browser lays a paragraph out as one piece: longer ones are broken where a reader pauses. */
const LONGEST = 4000;

export function splitParagraphs(text: string): Paragraph[] {
  const paragraphs: Paragraph[] = [];
  let start = 0;
  while (start <= text.length) {
    const newline = text.indexOf("\n", start);
    const end = newline < 0 ? text.length : newline;
    for (const piece of breakLong(text, start, end)) paragraphs.push(piece);
    start = end + 1;
  }
  return paragraphs;
}

function breakLong(text: string, start: number, end: number): Paragraph[] {
  const pieces: Paragraph[] = [];
  let from = start;
  while (end - from > LONGEST) {
    const to = breakPoint(text, from + LONGEST, from);
    pieces.push({ start: from, end: to });
    from = to;
  }
  pieces.push({ start: from, end });
  return pieces;
}

function breakPoint(text: string, wanted: number, from: number): number {
  const space = text.lastIndexOf(" ", wanted);
  if (space > from + LONGEST / 2) return space + 1;
  const splitsPair = /[\udc00-\udfff]/.test(text[wanted] ?? "");
  return splitsPair ? wanted - 1 : wanted;
}

/** Neighbouring paragraphs, drawn and skipped by the browser as one: a book has too many for each to stand alone. */
export interface Chunk {
  /** Index of the first paragraph, and of the one after the last. */
  readonly first: number;
  readonly end: number;
}

const CHUNK_CHARACTERS = 8000;
const CHUNK_PARAGRAPHS = 32;

export function chunksOf(paragraphs: readonly Paragraph[]): Chunk[] {
  const chunks: Chunk[] = [];
  let first = 0;
  let characters = 0;
  paragraphs.forEach(({ start, end }, index) => {
    const isFull = characters + end - start > CHUNK_CHARACTERS || index - first >= CHUNK_PARAGRAPHS;
    if (isFull && index > first) {
      chunks.push({ first, end: index });
      first = index;
      characters = 0;
    }
    characters += end - start;
  });
  chunks.push({ first, end: paragraphs.length });
  return chunks;
}

export function paragraphAt(starts: readonly number[], offset: number): number {
  return Math.max(0, lastAtMost(starts, offset));
}

/** Spans by the paragraphs they touch. */
export function spansByParagraph(
  paragraphs: readonly Paragraph[],
  starts: readonly number[],
  spans: readonly PlacedSpan[],
): PlacedSpan[][] {
  const buckets: PlacedSpan[][] = paragraphs.map(() => []);
  for (const span of spans) {
    const last = paragraphAt(starts, Math.max(span.start, span.end - 1));
    for (let index = paragraphAt(starts, span.start); index <= last; index += 1) buckets[index]?.push(span);
  }
  return buckets;
}

/** Cut at every border; within one segment the same spans cover every character, and the same ones have a gap. */
export function segmentsOf(
  paragraph: Paragraph,
  spans: readonly PlacedSpan[],
  controls: readonly Control[] = [],
): Segment[] {
  const inside = (offset: number) => Math.max(paragraph.start, Math.min(paragraph.end, offset));
  const borders = new Set([paragraph.start, paragraph.end]);
  for (const [start, end] of spans.flatMap(({ parts }) => parts)) borders.add(inside(start)).add(inside(end));
  const names = new Map(controls.map(({ at, name }) => [at, name]));
  for (const { at } of controls) borders.add(at).add(at + 1);
  const cuts = [...borders].sort((a, b) => a - b);
  return cuts.slice(0, -1).map((start, index) => {
    const end = cuts[index + 1] as number;
    const near = spans.filter((span) => span.start < end && span.end > start);
    const covers = ({ parts }: PlacedSpan) => parts.some(([from, to]) => from < end && to > start);
    const bridged = near.filter((span) => !covers(span));
    return { start, end, spans: near.filter(covers), bridged, control: names.get(start) ?? null };
  });
}

/** A lane for each span so that overlapping ones never share a line. */
export function assignLanes(spans: readonly PlacedSpan[]): ReadonlyMap<PlacedSpan, number> {
  const lanes = new Map<PlacedSpan, number>();
  const busyUntil: number[] = [];
  const longestFirst = spans.toSorted((a, b) => a.start - b.start || b.end - a.end);
  for (const span of longestFirst) {
    const free = busyUntil.findIndex((end) => end <= span.start);
    const lane = free < 0 ? busyUntil.length : free;
    busyUntil[lane] = span.end;
    lanes.set(span, lane);
  }
  return lanes;
}
