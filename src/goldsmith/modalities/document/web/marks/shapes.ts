/** The marks of documents, as answers hold them; lengths are those of the page, from its top left. */
import type { Shape } from "@goldsmith/editors";

export interface Box {
  readonly left: number;
  readonly top: number;
  readonly width: number;
  readonly height: number;
}

export interface Point {
  readonly x: number;
  readonly y: number;
}

export type BoxLocation = Box & { readonly type: "box" };
export type Location = BoxLocation | { readonly type: "polygon"; readonly vertices: readonly Point[] };

export interface Stretch extends Box {
  readonly page: number;
}

export interface Cell {
  readonly row: number;
  readonly column: number;
  readonly row_span?: number;
  readonly column_span?: number;
  readonly is_header?: boolean;
  readonly text?: string;
}

interface Located extends Shape {
  readonly page: number;
  readonly order?: number;
}

export interface Block extends Located {
  readonly type: "block";
  readonly location: Location;
  readonly text?: string;
}

export interface Table extends Located {
  readonly type: "table";
  readonly location: BoxLocation;
  readonly rows?: readonly number[];
  readonly columns?: readonly number[];
  readonly cells?: readonly Cell[];
}

export interface Span extends Shape {
  readonly type: "span";
  readonly stretches: readonly Stretch[];
  readonly text?: string;
}

export interface PageMark extends Shape {
  readonly type: "page";
  readonly page: number;
}

export type Mark = Block | Table | Span | PageMark;
export type Drawn = Block | Table;

export const isBlock = (shape: Shape): shape is Block => shape.type === "block";
export const isTable = (shape: Shape): shape is Table => shape.type === "table";
export const isSpan = (shape: Shape): shape is Span => shape.type === "span";
export const isPageMark = (shape: Shape): shape is PageMark => shape.type === "page";
export const isDrawn = (shape: Shape): shape is Drawn => isBlock(shape) || isTable(shape);
export const isMark = (shape: Shape): shape is Mark => isDrawn(shape) || isSpan(shape) || isPageMark(shape);

export function boundsOf(location: Location): Box {
  if (location.type === "box") return location;
  const [xs, ys] = [location.vertices.map(({ x }) => x), location.vertices.map(({ y }) => y)];
  const [left, top] = [Math.min(...xs), Math.min(...ys)];
  return { left, top, width: Math.max(...xs) - left, height: Math.max(...ys) - top };
}

/** All boxes of a mark with their pages; none of a mark of a whole page. */
export function boxesOf(mark: Mark): readonly Stretch[] {
  if (isSpan(mark)) return mark.stretches;
  return isDrawn(mark) ? [{ page: mark.page, ...boundsOf(mark.location) }] : [];
}

export function pagesOf(mark: Mark): readonly number[] {
  return isSpan(mark) ? [...new Set(mark.stretches.map(({ page }) => page))] : [mark.page];
}

/** By page, then by the reading order, then from top to bottom: the order in which Tab walks. */
export function byPlace(one: Shape, other: Shape): number {
  if (!isMark(one) || !isMark(other)) return 0;
  const [ours, theirs] = [placeOf(one), placeOf(other)];
  return ours[0] - theirs[0] || ours[1] - theirs[1] || ours[2] - theirs[2] || ours[3] - theirs[3];
}

const UNREAD = 1_000_000;

function placeOf(mark: Mark): readonly [number, number, number, number] {
  if (isPageMark(mark)) return [mark.page, 0, 0, 0];
  const [box] = boxesOf(mark);
  const order = isDrawn(mark) ? (mark.order ?? UNREAD) : UNREAD;
  return [box?.page ?? 0, order, box?.top ?? 0, box?.left ?? 0];
}
