/** Making and changing marks: new ones from boxes and words, moving, and the reading order. Pure. */
import { type Answer, allowsShape, type Label, type Op } from "@goldsmith/editors";
import type { PageSize } from "../pages/openDocument";
import { around, exact, type Passage, textOf, type Word, wordsIn } from "../words/words";
import {
  type Block,
  type Box,
  boundsOf,
  boxesOf,
  type Drawn,
  isDrawn,
  isMark,
  type Location,
  type Mark,
  type PageMark,
  pagesOf,
  type Span,
  type Table,
} from "./shapes";
import { guessGrid } from "./tables";

const PADDING = 1;
const LEAST_SIDE = 1;

/** A block or a table at a box, with what the words in it say; null where the label allows neither. */
export function markBox(label: Label, page: number, box: Box, words: readonly Word[], size: PageSize): Drawn | null {
  const base = { uuid: crypto.randomUUID(), label: label.name, attributes: {}, page };
  if (allowsShape(label, "block")) {
    const text = textOf(wordsIn(box, words));
    return { ...base, type: "block", location: { type: "box", ...inside(box, size) }, text };
  }
  if (!allowsShape(label, "table")) return null;
  const table: Table = { ...base, type: "table", location: { type: "box", ...inside(box, size) } };
  return guessGrid(table, words);
}

/** Words as what the label allows: a span, else a block around those on the first page, else a table. */
export function markWords(label: Label, passage: Passage, size: PageSize, words: readonly Word[]): Mark | null {
  const [first] = passage.stretches;
  if (!first) return null;
  if (allowsShape(label, "span")) return newSpan(label, passage);
  const box = padded(around(passage.stretches.filter(({ page }) => page === first.page)));
  const drawn = markBox(label, first.page, box, words, size);
  return drawn?.type === "block" ? { ...drawn, text: passage.text } : drawn;
}

export function markPage(label: Label, page: number): PageMark {
  return { uuid: crypto.randomUUID(), type: "page", label: label.name, attributes: {}, page };
}

function newSpan(label: Label, { stretches, text }: Passage): Span {
  return { uuid: crypto.randomUUID(), type: "span", label: label.name, attributes: {}, stretches, text };
}

/** A box drawn by hand, drawn tight around the words in it; as it is where there are none. */
export function snapped(box: Box, words: readonly Word[]): Box {
  const held = wordsIn(box, words);
  return held.length > 0 ? padded(around(held)) : box;
}

export function padded({ left, top, width, height }: Box): Box {
  return { left: left - PADDING, top: top - PADDING, width: width + 2 * PADDING, height: height + 2 * PADDING };
}

/** What of a box lies on its page. */
export function inside(box: Box, page: PageSize): Box {
  const left = exact(Math.min(Math.max(box.left, 0), page.width - LEAST_SIDE));
  const top = exact(Math.min(Math.max(box.top, 0), page.height - LEAST_SIDE));
  const right = Math.min(box.left + box.width, page.width);
  const bottom = Math.min(box.top + box.height, page.height);
  return {
    left,
    top,
    width: exact(Math.max(right - left, LEAST_SIDE)),
    height: exact(Math.max(bottom - top, LEAST_SIDE)),
  };
}

export function boxBetween(x: number, y: number, toX: number, toY: number): Box {
  return { left: Math.min(x, toX), top: Math.min(y, toY), width: Math.abs(toX - x), height: Math.abs(toY - y) };
}

/** The mark in another place: a table's lines and an outline's corners go along. */
export function placed<M extends Drawn>(mark: M, box: Box, size: PageSize): M {
  const from = boundsOf(mark.location);
  const to = inside(box, size);
  const x = (at: number) => exact(to.left + ((at - from.left) / from.width) * to.width);
  const y = (at: number) => exact(to.top + ((at - from.top) / from.height) * to.height);
  if (mark.type === "table") {
    const lines = { rows: mark.rows?.map(y) ?? [], columns: mark.columns?.map(x) ?? [] };
    return { ...mark, location: { type: "box", ...to }, ...lines };
  }
  const location: Location =
    mark.location.type === "box"
      ? { type: "box", ...to }
      : { type: "polygon", vertices: mark.location.vertices.map((vertex) => ({ x: x(vertex.x), y: y(vertex.y) })) };
  return { ...mark, location };
}

/** A box moved by a distance, its size kept, not beyond the page. */
export function shifted(box: Box, x: number, y: number, page: PageSize): Box {
  const left = Math.min(Math.max(box.left + x, 0), page.width - box.width);
  const top = Math.min(Math.max(box.top + y, 0), page.height - box.height);
  return { ...box, left, top };
}

/** The smallest mark at a place of a page; marks of whole pages are not hit. */
export function markAt(marks: readonly Mark[], page: number, x: number, y: number): Mark | null {
  let [best, least] = [null as Mark | null, Number.POSITIVE_INFINITY];
  for (const mark of marks) {
    const boxes = boxesOf(mark);
    const isHit = boxes.some(
      (box) =>
        box.page === page && x >= box.left && x <= box.left + box.width && y >= box.top && y <= box.top + box.height,
    );
    const area = boxes.reduce((sum, { width, height }) => sum + width * height, 0);
    if (isHit && area < least) [best, least] = [mark, area];
  }
  return best;
}

/** What lies on each page. */
export function byPage(answer: Answer): ReadonlyMap<number, readonly Mark[]> {
  const pages = new Map<number, Mark[]>();
  for (const shape of answer.annotations) {
    if (!isMark(shape)) continue;
    for (const page of pagesOf(shape)) pages.set(page, [...(pages.get(page) ?? []), shape]);
  }
  return pages;
}

/** The next number of its page for a mark; one that has a number loses it. */
export function numberNext(answer: Answer, uuid: string): readonly Op[] {
  const mark = answer.annotations.find((shape): shape is Drawn => shape.uuid === uuid && isDrawn(shape));
  if (!mark) return [];
  if (mark.order !== undefined) return [put(withoutOrder(mark))];
  const numbers = answer.annotations.filter(isDrawn).filter(({ page }) => page === mark.page);
  return [put({ ...mark, order: Math.max(0, ...numbers.map(({ order }) => order ?? 0)) + 1 })];
}

/** What is read first, second … on each page, by uuid: counted, as numbers may be missing where marks were removed. */
export function ranksOf(answer: Answer): ReadonlyMap<string, number> {
  const ranks = new Map<string, number>();
  const counted = new Map<number, number>();
  const numbered = answer.annotations.filter(isDrawn).filter(({ order }) => order !== undefined);
  for (const mark of numbered.toSorted((a, b) => (a.order as number) - (b.order as number))) {
    const rank = (counted.get(mark.page) ?? 0) + 1;
    counted.set(mark.page, rank);
    ranks.set(mark.uuid, rank);
  }
  return ranks;
}

/** Numbers for all that lies on a page: columns from left to right, each from top to bottom (a recursive cut). */
export function numberAll(answer: Answer, page: number): readonly Op[] {
  const onPage = answer.annotations.filter(isDrawn).filter((each) => each.page === page);
  const numbered = cut(onPage).map((mark, index) => ({ ...mark, order: index + 1 }));
  return numbered.map(put);
}

export function clearNumbers(answer: Answer, page: number): readonly Op[] {
  const onPage = answer.annotations.filter(isDrawn).filter((each) => each.page === page && each.order !== undefined);
  return onPage.map((mark) => put(withoutOrder(mark)));
}

function cut(marks: readonly Drawn[]): readonly Drawn[] {
  if (marks.length < 2) return marks;
  const columns = groups(marks, across);
  if (columns.length > 1) return columns.flatMap(cut);
  const bands = joinColumns(groups(marks, down));
  if (bands.length > 1) return bands.flatMap(cut);
  const box = (mark: Drawn) => boundsOf(mark.location);
  return marks.toSorted((a, b) => box(a).top - box(b).top || box(a).left - box(b).left);
}

/** Bands one under another that stand in the same columns belong together: a column is read to its end. */
function joinColumns(bands: readonly (readonly Drawn[])[]): readonly (readonly Drawn[])[] {
  const joined: (readonly Drawn[])[] = [];
  for (const band of bands) {
    const both = [...(joined.at(-1) ?? []), ...band];
    if (joined.length > 0 && groups(both, across).length > 1) joined[joined.length - 1] = both;
    else joined.push(band);
  }
  return joined;
}

const across = ({ left, width }: Box) => [left, left + width] as const;
const down = ({ top, height }: Box) => [top, top + height] as const;

/** Marks between which nothing of any other reaches, in order. */
function groups(marks: readonly Drawn[], ends: (box: Box) => readonly [number, number]): readonly Drawn[][] {
  const ordered = marks
    .map((mark) => ({ mark, ends: ends(boundsOf(mark.location)) }))
    .toSorted((a, b) => a.ends[0] - b.ends[0]);
  const found: Drawn[][] = [];
  let reach = Number.NEGATIVE_INFINITY;
  for (const {
    mark,
    ends: [start, end],
  } of ordered) {
    if (start >= reach - PADDING * 2) found.push([]);
    found.at(-1)?.push(mark);
    reach = Math.max(reach, end);
  }
  return found;
}

function withoutOrder<M extends Drawn>({ order: _order, ...mark }: M): Drawn {
  return mark as unknown as Drawn;
}

function put(annotation: Drawn | Block): Op {
  return { op: "put", annotation };
}
