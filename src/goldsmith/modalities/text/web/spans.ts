/** Between an answer's spans (code points) and placed spans (UTF-16). Pure. */
import type { Answer, Shape } from "@goldsmith/editors";
import type { CodePoints } from "./codepoints";
import type { PlacedSpan } from "./paragraphs";

export interface SpanShape extends Shape {
  readonly type: "span";
  readonly start: number;
  readonly end: number;
  readonly text: string;
}

export function isSpan(shape: Shape): shape is SpanShape {
  return shape.type === "span" && typeof shape.start === "number" && typeof shape.end === "number";
}

export type Placer = (answer: Answer, owner?: string) => PlacedSpan[];

/** An unchanged shape gives the very same placed span, so that only touched paragraphs are drawn again. */
export function makePlacer(points: CodePoints): Placer {
  const placed = new WeakMap<Shape, PlacedSpan>();
  const place = (span: SpanShape, owner: string): PlacedSpan => {
    const known = placed.get(span);
    if (known) return known;
    const { uuid, label } = span;
    const fresh = { uuid, label, start: points.toUtf16(span.start), end: points.toUtf16(span.end), owner };
    placed.set(span, fresh);
    return fresh;
  };
  return (answer, owner = "") => answer.annotations.filter(isSpan).map((span) => place(span, owner));
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
    (other) => isSpan(other) && other.start === span.start && other.end === span.end && other.label === span.label,
  );
}

/** Reading order, the longer first where two begin together. */
export function compareSpans(a: Shape, b: Shape): number {
  return isSpan(a) && isSpan(b) ? a.start - b.start || b.end - a.end : 0;
}

/** The spans over one place, shortest first; a repeated click takes the next. */
export function spanToSelect(spans: readonly PlacedSpan[], offset: number, current: string | undefined): string | null {
  const over = spans
    .filter((span) => span.owner === "" && span.start <= offset && offset < span.end)
    .sort((a, b) => a.end - a.start - (b.end - b.start));
  const index = over.findIndex((span) => span.uuid === current);
  return over[(index + 1) % Math.max(1, over.length)]?.uuid ?? null;
}
