/** Passages of messages: how overlapping spans cut a text into pieces, and what a selection on the page means. Pure but for the page. */
import type { Shape } from "@goldsmith/editors";
import { indexCodePoints } from "../../text/web/codepoints";

export interface Passage extends Shape {
  readonly type: "span";
  readonly message: string;
  readonly start: number;
  readonly end: number;
  readonly text: string;
}

export function isPassage(shape: Shape): shape is Passage {
  return shape.type === "span";
}

export interface Piece {
  /** UTF-16. */
  readonly start: number;
  readonly text: string;
  readonly spans: readonly Passage[];
}

/** The text cut wherever a span begins or ends. */
export function piecesOf(text: string, spans: readonly Passage[]): readonly Piece[] {
  const points = indexCodePoints(text);
  const placed = spans.map((span) => ({ span, start: points.toUtf16(span.start), end: points.toUtf16(span.end) }));
  const cuts = [...new Set([0, text.length, ...placed.flatMap(({ start, end }) => [start, end])])].sort(
    (a, b) => a - b,
  );
  return cuts.slice(0, -1).map((start, place) => ({
    start,
    text: text.slice(start, cuts[place + 1]),
    spans: placed.filter((each) => each.start <= start && start < each.end).map(({ span }) => span),
  }));
}

/** A span over UTF-16 offsets without the space around it; null where nothing is left. */
export function makePassage(text: string, message: string, label: string, from: number, to: number): Passage | null {
  const [low, high] = from < to ? [from, to] : [to, from];
  const chosen = text.slice(low, high);
  const start = low + (chosen.length - chosen.trimStart().length);
  const end = start + chosen.trim().length;
  if (start >= end) return null;
  const points = indexCodePoints(text);
  return {
    uuid: crypto.randomUUID(),
    type: "span",
    label,
    attributes: {},
    message,
    start: points.fromUtf16(start),
    end: points.fromUtf16(end),
    text: text.slice(start, end),
  };
}

export interface Selected {
  readonly message: string;
  readonly anchor: number;
  readonly focus: number;
}

/** What is selected, when it lies in one message. */
export function selectedPassage(root: HTMLElement | null): Selected | null {
  const selection = document.getSelection();
  if (!selection?.anchorNode || !selection.focusNode || selection.isCollapsed) return null;
  const holder = elementOf(selection.anchorNode)?.closest<HTMLElement>("[data-passages]");
  if (!holder || !root?.contains(holder) || !holder.contains(selection.focusNode)) return null;
  const anchor = offsetIn(holder, selection.anchorNode, selection.anchorOffset);
  const focus = offsetIn(holder, selection.focusNode, selection.focusOffset);
  return { message: holder.dataset.passages ?? "", anchor, focus };
}

function elementOf(node: Node): Element | null {
  return node instanceof Element ? node : node.parentElement;
}

function offsetIn(holder: HTMLElement, node: Node, offset: number): number {
  const before = document.createRange();
  before.setStart(holder, 0);
  before.setEnd(node, offset);
  return before.toString().length;
}

/** Select characters of a message on the page. */
export function selectPassage(root: HTMLElement | null, { message, anchor, focus }: Selected): void {
  const holder = root?.querySelector<HTMLElement>(`[data-passages="${CSS.escape(message)}"]`);
  if (!holder) return;
  const [from, to] = [placeIn(holder, anchor), placeIn(holder, focus)];
  if (from && to) document.getSelection()?.setBaseAndExtent(from.node, from.offset, to.node, to.offset);
  elementOf(to?.node ?? holder)?.scrollIntoView({ block: "nearest" });
}

function placeIn(holder: HTMLElement, offset: number): { node: Node; offset: number } | null {
  const walker = document.createTreeWalker(holder, NodeFilter.SHOW_TEXT);
  let left = offset;
  for (let node = walker.nextNode(); node; node = walker.nextNode()) {
    const length = node.textContent?.length ?? 0;
    if (left <= length) return { node, offset: left };
    left -= length;
  }
  return null;
}

/** Where sentences begin and end. */
export function sentencesOf(text: string): readonly { readonly start: number; readonly end: number }[] {
  const segments = [...new Intl.Segmenter(undefined, { granularity: "sentence" }).segment(text)];
  return segments
    .filter(({ segment }) => segment.trim() !== "")
    .map(({ index, segment }) => ({ start: index, end: index + segment.trimEnd().length }));
}
