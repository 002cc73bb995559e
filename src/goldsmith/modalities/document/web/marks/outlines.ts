/** Outlines that are drawn corner by corner. Pure. */
import { allowsShape, type Label } from "@goldsmith/editors";
import type { PageSize } from "../pages/openDocument";
import { exact, textOf, type Word } from "../words/words";
import type { Block, Point } from "./shapes";

/** An outline under way on a page. */
export interface Outline {
  readonly page: number;
  readonly corners: readonly Point[];
}

const FEWEST = 3;

/** What one more corner makes of it: `isClosed` where it is the first corner again, or the last. */
export function withCorner(outline: Outline | null, page: number, corner: Point, reach: number) {
  const known = outline?.page === page ? outline.corners : [];
  const [first, last] = [known[0], known.at(-1)];
  const isThere = (other: Point | undefined) => other && Math.hypot(other.x - corner.x, other.y - corner.y) <= reach;
  if (isThere(first) || isThere(last)) return { outline: { page, corners: known }, isClosed: known.length >= FEWEST };
  return { outline: { page, corners: [...known, corner] }, isClosed: false };
}

export function withoutLast({ page, corners }: Outline): Outline | null {
  return corners.length > 1 ? { page, corners: corners.slice(0, -1) } : null;
}

/** A block with this outline, and what the words in it say; null where the label allows no block, or it has no area. */
export function markOutline(label: Label, outline: Outline, words: readonly Word[], size: PageSize): Block | null {
  const vertices = outline.corners.map(({ x, y }) => ({
    x: exact(Math.min(Math.max(x, 0), size.width)),
    y: exact(Math.min(Math.max(y, 0), size.height)),
  }));
  if (!allowsShape(label, "block") || vertices.length < FEWEST || areaOf(vertices) < 1) return null;
  const inside = words.filter(({ left, top, width, height }) =>
    isInside({ x: left + width / 2, y: top + height / 2 }, vertices),
  );
  const base = { uuid: crypto.randomUUID(), label: label.name, attributes: {}, page: outline.page };
  return { ...base, type: "block", location: { type: "polygon", vertices }, text: textOf(inside) };
}

/** By the even-odd rule. */
export function isInside({ x, y }: Point, vertices: readonly Point[]): boolean {
  let isIn = false;
  vertices.forEach((to, index) => {
    const from = vertices.at(index - 1) as Point;
    if (from.y > y !== to.y > y && x < from.x + ((to.x - from.x) * (y - from.y)) / (to.y - from.y)) isIn = !isIn;
  });
  return isIn;
}

/** By the shoelace formula. */
function areaOf(vertices: readonly Point[]): number {
  const parts = vertices.map((to, index) => {
    const from = vertices.at(index - 1) as Point;
    return from.x * to.y - to.x * from.y;
  });
  return Math.abs(parts.reduce((sum, part) => sum + part, 0)) / 2;
}
