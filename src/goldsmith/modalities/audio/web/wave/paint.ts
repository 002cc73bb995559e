/** Paints everything but the playhead: only what is in sight, however long the recording and however many regions. */
import type { Palette } from "@goldsmith/editors";
import type { Region, Stretch } from "../regions/shapes";
import type { LevelFile } from "../sound/LevelFile";
import { MIXED, type Peaks } from "../sound/Peaks";
import { showTick } from "../time";
import {
  type Layout,
  laneWidth,
  ROW,
  rowAtY,
  shownStretch,
  tickStep,
  viewOver,
  type WaveView,
  xOf,
  yOfRow,
} from "./geometry";
import { paintSpectrum, paintWave } from "./paintSound";
import { type Row, regionsBetween } from "./rows";

export interface Scene {
  readonly rows: readonly Row[];
  /** What others marked, drawn faintly. */
  readonly others: readonly Region[];
  /** All that can be drawn. */
  readonly stretch: Stretch;
  /** What of it may be labeled: the rest is heard only. */
  readonly labeled: Stretch;
  /** What neighbouring parts show, too. */
  readonly shared: readonly Stretch[];
  readonly selection: ReadonlySet<string>;
  readonly selected: readonly Region[];
  readonly unconfirmed: ReadonlySet<string>;
  readonly peaks: Peaks;
  readonly spectrum: LevelFile | null;
  /** Each channel on its own, rather than all as one. */
  readonly isSplit: boolean;
  readonly colorOf: (label: string) => string;
  readonly titleOf: (label: string) => string;
  readonly channelName: (channel: number) => string;
  readonly palette: Palette;
}

type Context = CanvasRenderingContext2D;

export function paintScene(context: Context, view: WaveView, layout: Layout, scene: Scene): void {
  const { palette } = scene;
  context.fillStyle = palette.surface;
  context.fillRect(0, 0, view.width, view.height);
  paintSound(context, view, layout, scene);
  paintTiers(context, view, layout, scene);
  paintOverview(context, view, layout, scene);
  paintAround(context, view, layout, scene);
  paintRuler(context, view, layout, scene);
  context.fillStyle = palette.line;
  context.fillRect(layout.gutter - 1, 0, 1, view.height);
}

function paintSound(context: Context, view: WaveView, layout: Layout, scene: Scene): void {
  const { palette, peaks } = scene;
  const left = layout.gutter;
  const width = Math.ceil(laneWidth(view, layout));
  context.save();
  context.beginPath();
  context.rect(left, layout.ruler.top, width, layout.tiers.top - layout.ruler.top);
  context.clip();
  const at = { left, width, start: view.start, step: 1 / view.pixelsPerSecond };
  for (const [channel, band] of layout.waves.entries()) {
    const source = { peaks, channel: scene.isSplit ? channel : MIXED };
    paintWave(context, band, at, source, { color: palette.muted, axis: palette.line });
  }
  if (layout.spectrum && scene.spectrum) paintSpectrum(context, view, layout, layout.spectrum, scene.spectrum);
  paintVeils(context, view, layout, scene);
  context.restore();
  paintChannelNames(context, layout, scene);
}

/** What is selected, over the sound. */
function paintVeils(context: Context, view: WaveView, layout: Layout, scene: Scene): void {
  const top = layout.waves[0]?.top ?? 0;
  const height = layout.tiers.top - top;
  for (const region of scene.selected) {
    const [left, width] = [xOf(view, layout, region.start), (region.end - region.start) * view.pixelsPerSecond];
    const color = scene.colorOf(region.label);
    context.fillStyle = `${color}30`;
    context.fillRect(left, top, width, height);
    context.fillStyle = color;
    context.fillRect(left - 1, top, 2, height);
    context.fillRect(left + width - 1, top, 2, height);
  }
}

function paintChannelNames(context: Context, layout: Layout, { isSplit, channelName, palette }: Scene): void {
  if (!isSplit) return;
  context.fillStyle = palette.muted;
  context.font = `11px ${palette.font}`;
  context.textBaseline = "middle";
  for (const [channel, { top, height }] of layout.waves.entries()) {
    context.fillText(channelName(channel), 10, top + height / 2, layout.gutter - 16);
  }
}

function paintTiers(context: Context, view: WaveView, layout: Layout, scene: Scene): void {
  const { rows, palette } = scene;
  const { top, height } = layout.tiers;
  context.save();
  context.beginPath();
  context.rect(0, top, view.width, height);
  context.clip();
  const first = Math.max(0, rowAtY(view, layout, top));
  const last = Math.min(rows.length - 1, rowAtY(view, layout, top + height));
  const shown = shownStretch(view, layout);
  for (let index = first; index <= last; index += 1) {
    paintRow(context, view, layout, scene, rows[index] as Row, yOfRow(view, layout, index), shown);
  }
  context.fillStyle = palette.line;
  context.fillRect(0, top, view.width, 1);
  context.restore();
}

function paintRow(
  context: Context,
  view: WaveView,
  layout: Layout,
  scene: Scene,
  row: Row,
  y: number,
  shown: Stretch,
): void {
  const { palette } = scene;
  context.fillStyle = palette.line;
  context.fillRect(row.isFirst ? 0 : layout.gutter, y, view.width, row.isFirst ? 1 : 0.5);
  context.save();
  context.beginPath();
  context.rect(layout.gutter, y, laneWidth(view, layout), ROW);
  context.clip();
  if (row.isFirst) paintOthers(context, view, layout, scene, row.label, y, shown);
  for (const region of regionsBetween(row, shown.start, shown.end))
    paintRegion(context, view, layout, scene, region, y);
  context.restore();
  if (row.isFirst) paintTierName(context, layout, scene, row.label, y);
}

function paintOthers(
  context: Context,
  view: WaveView,
  layout: Layout,
  scene: Scene,
  label: string,
  y: number,
  shown: Stretch,
): void {
  context.fillStyle = scene.colorOf(label);
  for (const { label: theirs, start, end } of scene.others) {
    if (theirs !== label || end < shown.start || start > shown.end) continue;
    context.fillRect(xOf(view, layout, start), y + ROW - 4, Math.max(2, (end - start) * view.pixelsPerSecond), 2);
  }
}

function paintRegion(context: Context, view: WaveView, layout: Layout, scene: Scene, region: Region, y: number): void {
  const color = scene.colorOf(region.label);
  const isSelected = scene.selection.has(region.uuid);
  const isGuess = scene.unconfirmed.has(region.uuid);
  const left = Math.max(layout.gutter - 20, xOf(view, layout, region.start));
  const right = Math.min(view.width + 20, xOf(view, layout, region.end));
  const width = Math.max(2, right - left);
  context.fillStyle = `${color}${isSelected ? "a6" : isGuess ? "2e" : "59"}`;
  context.fillRect(left, y + 3, width, ROW - 6);
  if (width < 5) return;
  context.strokeStyle = isSelected ? scene.palette.text : color;
  context.lineWidth = isSelected ? 1.5 : 1;
  context.setLineDash(isGuess ? [4, 3] : []);
  context.strokeRect(left + 0.5, y + 3.5, width - 1, ROW - 7);
  context.setLineDash([]);
  if (region.transcript && width > 24) paintWords(context, scene, region.transcript, left, width, y);
}

function paintWords(context: Context, { palette }: Scene, text: string, left: number, width: number, y: number): void {
  context.save();
  context.beginPath();
  context.rect(left + 3, y, width - 6, ROW);
  context.clip();
  context.fillStyle = palette.text;
  context.font = `12px ${palette.font}`;
  context.textBaseline = "middle";
  context.fillText(text, left + 6, y + ROW / 2 + 0.5);
  context.restore();
}

function paintTierName(context: Context, layout: Layout, scene: Scene, label: string, y: number): void {
  const middle = y + ROW / 2;
  context.fillStyle = scene.colorOf(label);
  context.fillRect(10, middle - 4, 8, 8);
  context.save();
  context.beginPath();
  context.rect(0, y, layout.gutter - 8, ROW);
  context.clip();
  context.fillStyle = scene.palette.text;
  context.font = `12px ${scene.palette.font}`;
  context.textBaseline = "middle";
  context.fillText(scene.titleOf(label), 25, middle + 0.5);
  context.restore();
}

function paintOverview(context: Context, view: WaveView, layout: Layout, scene: Scene): void {
  const { palette, peaks, stretch } = scene;
  const width = Math.ceil(laneWidth(view, layout));
  const step = (stretch.end - stretch.start) / width;
  context.fillStyle = palette.raised;
  context.fillRect(0, 0, view.width, layout.overview.height);
  const at = { left: layout.gutter, width, start: stretch.start, step };
  paintWave(context, layout.overview, at, { peaks, channel: MIXED }, { color: palette.faint, axis: palette.line });
  const shown = shownStretch(view, layout);
  const left = layout.gutter + (shown.start - stretch.start) / step;
  context.strokeStyle = palette.gold;
  context.lineWidth = 1.5;
  context.strokeRect(
    left + 0.75,
    0.75,
    Math.max(4, (shown.end - shown.start) / step - 1.5),
    layout.overview.height - 1.5,
  );
}

function paintRuler(context: Context, view: WaveView, layout: Layout, { palette, stretch, shared }: Scene): void {
  const { top, height } = layout.ruler;
  context.fillStyle = palette.raised;
  context.fillRect(0, top, view.width, height);
  context.fillStyle = palette.line;
  context.fillRect(0, top, view.width, 1);
  context.fillRect(0, top + height - 1, view.width, 1);
  context.save();
  context.beginPath();
  context.rect(layout.gutter, top, laneWidth(view, layout), height);
  context.clip();
  for (const each of shared) paintRange(context, view, layout, each, palette.gold, top);
  context.font = `10px ${palette.mono}`;
  context.textBaseline = "middle";
  const step = tickStep(view.pixelsPerSecond);
  const end = Math.min(stretch.end, shownStretch(view, layout).end);
  for (let tick = Math.floor(view.start / step); tick * step <= end; tick += 1) {
    const x = Math.round(xOf(view, layout, tick * step));
    context.fillStyle = palette.faint;
    context.fillRect(x, top + height - 7, 1, 6);
    context.fillStyle = palette.muted;
    context.fillText(showTick(tick * step, step), x + 4, top + height / 2);
  }
  context.restore();
}

/** A veil over what is heard and not labeled, in the overview and below the ruler. */
function paintAround(context: Context, view: WaveView, layout: Layout, { palette, stretch, labeled }: Scene): void {
  const { overview, ruler, gutter } = layout;
  const whole = viewOver(view, layout, stretch);
  const below = { top: ruler.top + ruler.height, height: view.height };
  context.save();
  context.beginPath();
  context.rect(gutter, 0, laneWidth(view, layout), view.height);
  context.clip();
  context.globalAlpha = 0.72;
  context.fillStyle = palette.raised;
  for (const { start, end } of aroundOf(stretch, labeled)) {
    for (const [seen, { top, height }] of [
      [whole, overview],
      [view, below],
    ] as const) {
      context.fillRect(xOf(seen, layout, start), top, (end - start) * seen.pixelsPerSecond, height);
    }
  }
  context.restore();
}

/** What lies before and after. */
function aroundOf(stretch: Stretch, labeled: Stretch): readonly Stretch[] {
  const both = [
    { start: stretch.start, end: labeled.start },
    { start: labeled.end, end: stretch.end },
  ];
  return both.filter(({ start, end }) => start < end);
}

export interface Marker {
  readonly time: number;
  readonly loop: Stretch | null;
  /** Where a region in the making began. */
  readonly pending: number | null;
}

/** The playhead and what else moves while the rest stands still: drawn on a canvas of its own. */
export function paintMarker(
  context: Context,
  view: WaveView,
  layout: Layout,
  marker: Marker,
  { stretch, palette }: { readonly stretch: Stretch; readonly palette: Palette },
): void {
  context.clearRect(0, 0, view.width, view.height);
  context.save();
  context.beginPath();
  context.rect(layout.gutter, 0, laneWidth(view, layout), view.height);
  context.clip();
  const { top, height } = layout.ruler;
  if (marker.loop) paintRange(context, view, layout, marker.loop, palette.gold, top + height - 3);
  if (marker.pending !== null) {
    const [start, end] = [Math.min(marker.pending, marker.time), Math.max(marker.pending, marker.time)];
    paintRange(context, view, layout, { start, end }, palette.text, top);
    context.fillStyle = `${palette.gold}2e`;
    context.fillRect(xOf(view, layout, start), top + height, (end - start) * view.pixelsPerSecond, view.height);
  }
  context.fillStyle = palette.gold;
  const x = Math.round(xOf(view, layout, marker.time));
  context.fillRect(x, top + 6, 1.5, view.height);
  context.fillRect(x - 4, top + 4, 9, 6);
  const share = (marker.time - stretch.start) / Math.max(0.001, stretch.end - stretch.start);
  context.fillRect(layout.gutter + share * laneWidth(view, layout) - 0.5, 0, 1.5, layout.overview.height);
  context.restore();
}

function paintRange(
  context: Context,
  view: WaveView,
  layout: Layout,
  { start, end }: Stretch,
  color: string,
  y: number,
): void {
  context.fillStyle = color;
  context.fillRect(xOf(view, layout, start), y, Math.max(2, (end - start) * view.pixelsPerSecond), 3);
}
