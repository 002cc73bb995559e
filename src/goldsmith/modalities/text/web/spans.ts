/** Between an answer's spans (code points) and placed spans (UTF-16). Pure. */
import type { Answer, Shape } from "@goldsmith/editors";
import type { CodePoints } from "./codepoints";
import { MOST_PARTS, type Part } from "./fragments";
import type { PlacedSpan } from "./paragraphs";

export interface SpanShape extends Shape {
  readonly type: "span";
  readonly start: number;
  readonly end: number;
  readonly text: string;
  /** The pieces of a span with gaps, in code points. */
  readonly fragments?: readonly Fragment[];
}

export interface Fragment {
  readonly start: number;
  readonly end: number;
}

export function isSpan(shape: Shape): shape is SpanShape {
  return shape.type === "span" && typeof shape.start === "number" && typeof shape.end === "number";
}

export type Placer = (answer: Answer, chains: ReadonlyMap<string, number>, owner?: string) => PlacedSpan[];

/** An unchanged shape gives the very same placed span, so that only touched paragraphs are drawn again. */
export function makePlacer(points: CodePoints): Placer {
  const placed = new WeakMap<Shape, PlacedSpan>();
  const place = (span: SpanShape, chain: number, owner: string): PlacedSpan => {
    const known = placed.get(span);
    if (known?.chain === chain) return known;
    const { uuid, label } = span;
    const parts = partsOf(points, span);
    const fresh = {
      uuid,
      label,
      start: points.toUtf16(span.start),
      end: points.toUtf16(span.end),
      parts,
      owner,
      chain,
    };
    placed.set(span, fresh);
    return fresh;
  };
  return (answer, chains, owner = "") =>
    answer.annotations.filter(isSpan).map((span) => place(span, chains.get(span.uuid) ?? 0, owner));
}

/** Where a span lies, in UTF-16. */
export function partsOf(points: CodePoints, { start, end, fragments }: SpanShape): Part[] {
  return (fragments ?? [{ start, end }]).map((part): Part => [points.toUtf16(part.start), points.toUtf16(part.end)]);
}

/** The span with other parts; null where too few or too many would be left. */
export function withParts(text: string, points: CodePoints, span: SpanShape, parts: readonly Part[]): SpanShape | null {
  const [first, last] = [parts[0], parts.at(-1)];
  if (!first || !last || parts.length > MOST_PARTS) return null;
  const { fragments: _before, ...plain } = span;
  const moved = { ...plain, ...spanOver(text, points, first[0], last[1]) };
  if (parts.length === 1) return moved;
  const fragments = parts.map(([start, end]) => ({ start: points.fromUtf16(start), end: points.fromUtf16(end) }));
  return { ...moved, fragments };
}

/** Its words, with an ellipsis for each gap. */
export function wordsOf({ start, text, fragments }: SpanShape): string {
  if (!fragments) return text;
  const characters = [...text];
  return fragments.map((part) => characters.slice(part.start - start, part.end - start).join("")).join(" … ");
}

/** A span over UTF-16 offsets of the text, with a new name. */
export function makeSpan(text: string, points: CodePoints, label: string, start: number, end: number): SpanShape {
  return {
    uuid: crypto.randomUUID(),
    type: "span",
    label,
    ...spanOver(text, points, start, end),
    attributes: {},
  };
}

export function spanOver(text: string, points: CodePoints, start: number, end: number) {
  return { start: points.fromUtf16(start), end: points.fromUtf16(end), text: text.slice(start, end) };
}

export function hasSameSpan(answer: Answer, span: SpanShape): boolean {
  return answer.annotations.some(
    (other) =>
      isSpan(other) &&
      other.start === span.start &&
      other.end === span.end &&
      other.label === span.label &&
      !other.fragments,
  );
}

/** The span of an answer that lies in exactly the same place, whatever its label. */
export function spanAtSamePlace(answer: Answer, { start, end }: SpanShape): SpanShape | undefined {
  return answer.annotations.filter(isSpan).find((other) => other.start === start && other.end === end);
}

/** Reading order, the longer first where two begin together. */
export function compareSpans(a: Shape, b: Shape): number {
  return isSpan(a) && isSpan(b) ? a.start - b.start || b.end - a.end : 0;
}

/** The spans over one place, shortest first; a repeated click takes the next. */
export function spanToSelect(spans: readonly PlacedSpan[], offset: number, current: string | undefined): string | null {
  const over = spans
    .filter((span) => span.owner === "" && span.parts.some(([start, end]) => start <= offset && offset < end))
    .sort((a, b) => a.end - a.start - (b.end - b.start));
  const index = over.findIndex((span) => span.uuid === current);
  return over[(index + 1) % Math.max(1, over.length)]?.uuid ?? null;
}
