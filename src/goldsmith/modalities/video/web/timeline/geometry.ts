/** The timeline's arithmetic: frames and rows to pixels and back. Pure. */
import type { Stretch } from "../frames/stretch";

export interface TimelineView {
  /** The frame at the left edge of the lanes, with a fraction. */
  readonly start: number;
  readonly pixelsPerFrame: number;
  /** Pixels scrolled down. */
  readonly top: number;
  /** The whole element, in CSS pixels. */
  readonly width: number;
  readonly height: number;
}

export const RULER = 24;
export const GUTTER = 148;
export const ROW = 22;
const WIDEST_FRAME = 40;
const TICK_PIXELS = 72;

export function laneWidth(view: TimelineView): number {
  return Math.max(1, view.width - GUTTER);
}

export function xOf(view: TimelineView, frame: number): number {
  return GUTTER + (frame - view.start) * view.pixelsPerFrame;
}

/** The frame under a pixel. */
export function frameAtX(view: TimelineView, x: number): number {
  return Math.floor(view.start + (x - GUTTER) / view.pixelsPerFrame);
}

/** The frame whose beginning is nearest to a pixel: for edges between frames. */
export function edgeAtX(view: TimelineView, x: number): number {
  return Math.round(view.start + (x - GUTTER) / view.pixelsPerFrame);
}

export function yOf(view: TimelineView, row: number): number {
  return RULER + row * ROW - view.top;
}

/** The row under a pixel; null above the rows. */
export function rowAtY(view: TimelineView, y: number): number | null {
  return y < RULER ? null : Math.floor((y - RULER + view.top) / ROW);
}

/** All of its frames in sight. */
export function fitView(view: TimelineView, stretch: Stretch): TimelineView {
  return bound({ ...view, start: stretch.first, pixelsPerFrame: 0 }, stretch, 0);
}

export function zoomView(view: TimelineView, factor: number, aroundX: number, stretch: Stretch): TimelineView {
  const frame = view.start + (aroundX - GUTTER) / view.pixelsPerFrame;
  const pixelsPerFrame = boundZoom(view, view.pixelsPerFrame * factor, stretch);
  return {
    ...view,
    pixelsPerFrame,
    start: boundStart(view, frame - (aroundX - GUTTER) / pixelsPerFrame, pixelsPerFrame, stretch),
  };
}

export function panView(view: TimelineView, x: number, y: number, stretch: Stretch, rowCount: number): TimelineView {
  return bound({ ...view, start: view.start + x / view.pixelsPerFrame, top: view.top + y }, stretch, rowCount);
}

/** Keep the view inside what there is. */
export function bound(view: TimelineView, stretch: Stretch, rowCount: number): TimelineView {
  const pixelsPerFrame = boundZoom(view, view.pixelsPerFrame, stretch);
  const lowest = Math.max(0, rowCount * ROW - (view.height - RULER));
  return {
    ...view,
    pixelsPerFrame,
    start: boundStart(view, view.start, pixelsPerFrame, stretch),
    top: Math.max(0, Math.min(lowest, view.top)),
  };
}

function boundZoom(view: TimelineView, wanted: number, stretch: Stretch): number {
  const smallest = Math.min(WIDEST_FRAME, laneWidth(view) / Math.max(1, stretch.last - stretch.first + 1));
  return Math.max(smallest, Math.min(WIDEST_FRAME, wanted));
}

function boundStart(view: TimelineView, wanted: number, pixelsPerFrame: number, stretch: Stretch): number {
  return Math.max(stretch.first, Math.min(stretch.last + 1 - laneWidth(view) / pixelsPerFrame, wanted));
}

/** Scroll so that a frame is in sight: by whole pages while it runs ahead, so that the picture is not restless. */
export function revealFrame(view: TimelineView, frame: number, stretch: Stretch): TimelineView {
  const shown = laneWidth(view) / view.pixelsPerFrame;
  if (frame >= view.start && frame + 1 <= view.start + shown) return view;
  const start = frame < view.start ? frame + 1 - shown * 0.9 : frame - shown * 0.1;
  return { ...view, start: boundStart(view, start, view.pixelsPerFrame, stretch) };
}

export function revealRow(view: TimelineView, row: number): TimelineView {
  const [above, below] = [row * ROW, (row + 1) * ROW - (view.height - RULER)];
  return { ...view, top: Math.max(below, Math.min(view.top, above)) };
}

/** Frames between two labels of the ruler: 1, 2, 5, 10, 20, 50 … */
export function tickStep(pixelsPerFrame: number): number {
  const wanted = TICK_PIXELS / pixelsPerFrame;
  const power = 10 ** Math.floor(Math.log10(Math.max(1, wanted)));
  return Math.max(1, [1, 2, 5, 10].map((each) => each * power).find((each) => each >= wanted) ?? 10 * power);
}
