/** Where what stands on screen: times and rows to pixels and back. Pure. */
import type { Stretch } from "../regions/shapes";

export interface WaveView {
  /** The time at the left edge of the lanes, in seconds. */
  readonly start: number;
  readonly pixelsPerSecond: number;
  /** Pixels that the tiers are scrolled down. */
  readonly top: number;
  /** The whole element, in CSS pixels. */
  readonly width: number;
  readonly height: number;
}

/** From one height to another, in pixels from the top. */
export interface Band {
  readonly top: number;
  readonly height: number;
}

export interface Layout {
  readonly gutter: number;
  /** The whole recording, to go elsewhere in it. */
  readonly overview: Band;
  readonly ruler: Band;
  /** A waveform for each channel that is shown. */
  readonly waves: readonly Band[];
  readonly spectrum: Band | null;
  readonly tiers: Band;
}

export const ROW = 26;
const OVERVIEW = 28;
const RULER = 22;
const LEAST_WAVE = 36;
/** Four pixels a millisecond. */
const CLOSEST = 4000;
const NARROW = 560;
const TICK_PIXELS = 84;
const STEPS = [
  0.001, 0.002, 0.005, 0.01, 0.02, 0.05, 0.1, 0.2, 0.5, 1, 2, 5, 10, 15, 30, 60, 120, 300, 600, 900, 1800, 3600, 7200,
];

export function layOut(
  { width, height }: { readonly width: number; readonly height: number },
  rows: number,
  { channels, hasSpectrum }: { readonly channels: number; readonly hasSpectrum: boolean },
): Layout {
  const head = OVERVIEW + RULER;
  const room = Math.max(0, height - head);
  const tiersHeight = Math.min(rows * ROW, Math.max(room * 0.5, room - 260));
  const sound = room - tiersHeight;
  const spectrumHeight = hasSpectrum ? Math.round(sound * 0.45) : 0;
  const waveHeight = Math.max(LEAST_WAVE / channels, (sound - spectrumHeight) / channels);
  const waves = Array.from({ length: channels }, (_, channel) => ({
    top: head + channel * waveHeight,
    height: waveHeight,
  }));
  const spectrumTop = head + channels * waveHeight;
  return {
    gutter: width < NARROW ? 96 : 132,
    overview: { top: 0, height: OVERVIEW },
    ruler: { top: OVERVIEW, height: RULER },
    waves,
    spectrum: hasSpectrum ? { top: spectrumTop, height: spectrumHeight } : null,
    tiers: { top: height - tiersHeight, height: tiersHeight },
  };
}

export function laneWidth(view: WaveView, { gutter }: Layout): number {
  return Math.max(1, view.width - gutter);
}

export function xOf(view: WaveView, { gutter }: Layout, time: number): number {
  return gutter + (time - view.start) * view.pixelsPerSecond;
}

export function timeAtX(view: WaveView, { gutter }: Layout, x: number): number {
  return view.start + (x - gutter) / view.pixelsPerSecond;
}

/** The time under a pixel of the overview, which always shows everything. */
export function overviewTimeAtX(view: WaveView, layout: Layout, x: number, { start, end }: Stretch): number {
  return start + ((x - layout.gutter) / laneWidth(view, layout)) * (end - start);
}

export function shownStretch(view: WaveView, layout: Layout): Stretch {
  return { start: view.start, end: view.start + laneWidth(view, layout) / view.pixelsPerSecond };
}

/** Keep the view inside what there is. */
export function bound(view: WaveView, layout: Layout, stretch: Stretch, rows: number): WaveView {
  const lane = laneWidth(view, layout);
  const length = Math.max(0.001, stretch.end - stretch.start);
  const pixelsPerSecond = Math.max(lane / length, Math.min(CLOSEST, view.pixelsPerSecond));
  const start = Math.max(stretch.start, Math.min(stretch.end - lane / pixelsPerSecond, view.start));
  const lowest = Math.max(0, rows * ROW - layout.tiers.height);
  return { ...view, pixelsPerSecond, start, top: Math.max(0, Math.min(lowest, view.top)) };
}

/** Closer or further, so that what is under a pixel stays there. */
export function zoomView(view: WaveView, layout: Layout, factor: number, x: number, stretch: Stretch): WaveView {
  const time = timeAtX(view, layout, x);
  const zoomed = bound({ ...view, pixelsPerSecond: view.pixelsPerSecond * factor }, layout, stretch, 0);
  return { ...zoomed, top: view.top, start: time - (x - layout.gutter) / zoomed.pixelsPerSecond };
}

/** A stretch over most of the width. */
export function viewOf(view: WaveView, layout: Layout, { start, end }: Stretch): WaveView {
  const margin = Math.max(0.005, (end - start) * 0.15);
  const pixelsPerSecond = laneWidth(view, layout) / (end - start + 2 * margin);
  return { ...view, pixelsPerSecond, start: start - margin };
}

/** All of a stretch over the whole width, as the overview shows it. */
export function viewOver(view: WaveView, layout: Layout, { start, end }: Stretch): WaveView {
  return { ...view, start, pixelsPerSecond: laneWidth(view, layout) / Math.max(0.001, end - start) };
}

/** Scroll so that a time is in sight: by whole pages while it runs ahead, so that the picture is not restless. */
export function revealTime(view: WaveView, layout: Layout, time: number): WaveView {
  const shown = shownStretch(view, layout);
  if (time >= shown.start && time <= shown.end) return view;
  const length = shown.end - shown.start;
  return { ...view, start: time < shown.start ? time - length * 0.9 : time - length * 0.1 };
}

export function revealRow(view: WaveView, layout: Layout, row: number): WaveView {
  const [above, below] = [row * ROW, (row + 1) * ROW - layout.tiers.height];
  return { ...view, top: Math.max(below, Math.min(view.top, above)) };
}

export function yOfRow(view: WaveView, layout: Layout, row: number): number {
  return layout.tiers.top + row * ROW - view.top;
}

export function rowAtY(view: WaveView, layout: Layout, y: number): number {
  return Math.floor((y - layout.tiers.top + view.top) / ROW);
}

/** Seconds between two labels of the ruler. */
export function tickStep(pixelsPerSecond: number): number {
  return STEPS.find((step) => step * pixelsPerSecond >= TICK_PIXELS) ?? 7200;
}

export function isWithin({ top, height }: Band, y: number): boolean {
  return y >= top && y < top + height;
}
