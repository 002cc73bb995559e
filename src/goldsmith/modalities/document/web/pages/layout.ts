/** Where pages lie, one under another, and which are in sight. Pure; lengths are screen pixels unless said. */
import type { PageSize } from "./openDocument";

export const GAP = 14;
export const MARGIN = 16;
const LEAST_SCALE = 0.05;
const MOST_SCALE = 12;

export interface PagePlace {
  readonly top: number;
  readonly left: number;
  readonly width: number;
  readonly height: number;
}

export interface Layout {
  readonly scale: number;
  readonly places: readonly PagePlace[];
  readonly width: number;
  readonly height: number;
}

export function layOut(pages: readonly PageSize[], scale: number, room: number): Layout {
  const widest = pages.reduce((most, page) => Math.max(most, page.width), 0);
  const width = Math.max(room, widest * scale + 2 * MARGIN);
  let top = MARGIN;
  const places = pages.map((page): PagePlace => {
    const place = {
      top,
      left: (width - page.width * scale) / 2,
      width: page.width * scale,
      height: page.height * scale,
    };
    top += place.height + GAP;
    return place;
  });
  return { scale, places, width, height: top - GAP + MARGIN };
}

export function fitWidth(pages: readonly PageSize[], room: number, most: number): number {
  const widest = pages.reduce((wide, page) => Math.max(wide, page.width), 1);
  return clampScale(Math.min((room - 2 * MARGIN) / widest, most));
}

export function fitPage(page: PageSize, room: { readonly width: number; readonly height: number }): number {
  const across = (room.width - 2 * MARGIN) / page.width;
  return clampScale(Math.min(across, (room.height - 2 * MARGIN) / page.height));
}

export function clampScale(scale: number): number {
  return Math.min(MOST_SCALE, Math.max(LEAST_SCALE, scale));
}

/** The first and the last page that show between two heights. */
export function pagesBetween(layout: Layout, from: number, to: number): readonly [number, number] {
  const last = layout.places.length - 1;
  const first = pageAt(layout, from);
  let end = first;
  while (end < last && (layout.places[end + 1] as PagePlace).top < to) end += 1;
  return [first, end];
}

/** The page at a height, or the next below it. */
export function pageAt(layout: Layout, y: number): number {
  let [low, high] = [0, layout.places.length - 1];
  while (low < high) {
    const middle = (low + high) >> 1;
    const place = layout.places[middle] as PagePlace;
    if (place.top + place.height < y) low = middle + 1;
    else high = middle;
  }
  return low;
}

/** The smallest picture that is sharp at a scale, by its place in `scales`. */
export function pictureFor(scales: readonly number[], pixels: number): number {
  const found = scales.findIndex((scale) => scale >= pixels * 0.98);
  return found < 0 ? scales.length - 1 : found;
}
