/** What of the document is in sight: scale, scrolling, and which pages are drawn. */
import { type RefObject, useCallback, useEffect, useLayoutEffect, useMemo, useRef, useState } from "react";
import type { Box } from "./marks/shapes";
import { clampScale, fitPage, fitWidth, type Layout, layOut, MARGIN, pageAt, pagesBetween } from "./pages/layout";
import type { PageSize } from "./pages/openDocument";

export interface Viewport {
  readonly layout: Layout;
  /** First and last page that are drawn. */
  readonly drawn: readonly [number, number];
  readonly page: number;
  zoom(factor: number): void;
  fitWidth(): void;
  fitPage(): void;
  goTo(page: number): void;
  /** Scroll as little as needed for a place of a page to be seen. */
  reveal(page: number, box: Box): void;
  onScroll(): void;
}

/** Points are shown no larger than this at first, so that small pages do not fill the screen. */
const MOST_AT_FIRST = 1.75;
const AHEAD = 400;

export function useViewport(scroller: RefObject<HTMLElement | null>, pages: readonly PageSize[]): Viewport {
  const [room, setRoom] = useState({ width: 0, height: 0 });
  const [wanted, setWanted] = useState<number | null>(null);
  const [top, setTop] = useState(0);
  const kept = useRef<{ readonly page: number; readonly share: number; readonly at: number } | null>(null);

  useLayoutEffect(() => {
    const element = scroller.current;
    if (!element) return;
    const measure = () => setRoom({ width: element.clientWidth, height: element.clientHeight });
    measure();
    const observer = new ResizeObserver(measure);
    observer.observe(element);
    return () => observer.disconnect();
  }, [scroller]);

  const scale = wanted ?? fitWidth(pages, room.width, MOST_AT_FIRST);
  const layout = useMemo(() => layOut(pages, scale, room.width), [pages, scale, room.width]);
  const latest = useRef(layout);
  latest.current = layout;

  /** Keep what is at a height of the window there while the scale changes. */
  const keep = useCallback(
    (at: number) => {
      const element = scroller.current;
      if (!element) return;
      const y = element.scrollTop + at;
      const page = pageAt(latest.current, y);
      const place = latest.current.places[page];
      if (place) kept.current = { page, share: (y - place.top) / place.height, at };
    },
    [scroller],
  );
  useLayoutEffect(() => {
    const element = scroller.current;
    const place = kept.current && layout.places[kept.current.page];
    if (!element || !kept.current || !place) return;
    element.scrollTop = place.top + kept.current.share * place.height - kept.current.at;
    element.scrollLeft = (layout.width - element.clientWidth) / 2;
    kept.current = null;
    setTop(element.scrollTop);
  }, [layout, scroller]);

  const zoomAt = useCallback(
    (factor: number, at: number) => {
      keep(at);
      setWanted(clampScale(latest.current.scale * factor));
    },
    [keep],
  );
  useEffect(() => {
    const element = scroller.current;
    if (!element) return;
    const onWheel = (event: WheelEvent) => {
      if (!event.ctrlKey && !event.metaKey) return;
      event.preventDefault();
      zoomAt(Math.exp(-event.deltaY / 400), event.clientY - element.getBoundingClientRect().top);
    };
    element.addEventListener("wheel", onWheel, { passive: false });
    return () => element.removeEventListener("wheel", onWheel);
  }, [scroller, zoomAt]);

  const middle = room.height / 2;
  const page = pages.length > 0 ? pageAt(layout, top + room.height / 3) : 0;
  return {
    layout,
    drawn: pagesBetween(layout, top - AHEAD, top + room.height + AHEAD),
    page,
    zoom: (factor) => zoomAt(factor, middle),
    fitWidth() {
      keep(middle);
      setWanted(null);
    },
    fitPage() {
      keep(middle);
      setWanted(fitPage(pages[page] as PageSize, room));
    },
    goTo(number) {
      const place = layout.places[Math.min(Math.max(number, 0), pages.length - 1)];
      if (place && scroller.current) scroller.current.scrollTop = place.top - MARGIN;
    },
    reveal(number, box) {
      const [element, place] = [scroller.current, layout.places[number]];
      if (!element || !place) return;
      const [high, low] = [place.top + box.top * scale, place.top + (box.top + box.height) * scale];
      const [near, far] = [place.left + box.left * scale, place.left + (box.left + box.width) * scale];
      if (high < element.scrollTop + MARGIN || low - high > room.height) element.scrollTop = high - MARGIN * 2;
      else if (low > element.scrollTop + room.height - MARGIN) element.scrollTop = low - room.height + MARGIN * 2;
      if (near < element.scrollLeft) element.scrollLeft = near - MARGIN;
      else if (far > element.scrollLeft + room.width) element.scrollLeft = far - room.width + MARGIN;
    },
    onScroll() {
      if (scroller.current) setTop(scroller.current.scrollTop);
    },
  };
}
