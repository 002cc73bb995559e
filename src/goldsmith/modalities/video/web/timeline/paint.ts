/** Paints the timeline: only what is in sight, however many tracks and frames there are. */
import type { Palette } from "@goldsmith/editors";
import type { Stretch } from "../frames/stretch";
import type { Keyframe } from "../tracks/shapes";
import { GUTTER, laneWidth, ROW, RULER, rowAtY, type TimelineView, tickStep, xOf, yOf } from "./geometry";
import { eventEdges, keyframeX } from "./hits";
import type { EventRow, Row, TrackRow } from "./rows";

export interface Scene {
  readonly rows: readonly Row[];
  readonly stretch: Stretch;
  /** Frames that another part shows too. */
  readonly shared: readonly Stretch[];
  readonly selection: ReadonlySet<string>;
  readonly unconfirmed: ReadonlySet<string>;
  readonly colorOf: (label: string) => string;
  readonly titleOf: (label: string) => string;
  readonly palette: Palette;
}

/** Diamonds closer than this are drawn as one. */
const CLOSEST_KEYFRAMES = 6;
const BAR = 8;
const DIAMOND = 5.5;

type Context = CanvasRenderingContext2D;

export function paintRows(context: Context, view: TimelineView, scene: Scene): void {
  const { palette, rows } = scene;
  context.fillStyle = palette.surface;
  context.fillRect(0, 0, view.width, view.height);
  const first = rowAtY(view, RULER) ?? 0;
  const last = Math.min(rows.length - 1, rowAtY(view, view.height) ?? 0);
  for (let index = first; index <= last; index += 1) paintRow(context, view, scene, rows[index] as Row, index);
  paintShared(context, view, scene);
  paintGutterEdge(context, view, palette);
  paintRuler(context, view, scene);
}

function paintRow(context: Context, view: TimelineView, scene: Scene, row: Row, index: number): void {
  const y = yOf(view, index);
  if (isSelected(row, scene.selection)) {
    context.fillStyle = scene.palette.selected;
    context.fillRect(0, y, view.width, ROW);
  }
  context.save();
  context.beginPath();
  context.rect(GUTTER, y, laneWidth(view), ROW);
  context.clip();
  if (row.kind === "track") paintTrack(context, view, scene, row, y);
  else paintEvents(context, view, scene, row, y);
  context.restore();
  paintName(context, scene, row, y);
  context.fillStyle = scene.palette.line;
  context.fillRect(0, y + ROW - 0.5, view.width, 0.5);
}

function paintTrack(context: Context, view: TimelineView, scene: Scene, { track, spans }: TrackRow, y: number): void {
  const color = scene.colorOf(track.label);
  const middle = y + ROW / 2;
  const isGuess = scene.unconfirmed.has(track.uuid);
  for (const { first, last } of spans) {
    const [left, right] = [Math.max(GUTTER - 20, xOf(view, first)), Math.min(view.width + 20, xOf(view, last + 1))];
    if (right <= GUTTER || left >= view.width) continue;
    context.fillStyle = `${color}${isGuess ? "38" : "80"}`;
    context.fillRect(left, middle - BAR / 2, Math.max(1, right - left), BAR);
    if (isGuess) strokeDashed(context, color, left, middle - BAR / 2, right - left, BAR);
  }
  paintKeyframes(
    context,
    view,
    track.keyframes,
    { color, edge: scene.palette.text, gone: scene.palette.surface },
    middle,
  );
}

/** All diamonds of a row in two strokes of the pen. Hollow: the object is gone from there. */
function paintKeyframes(
  context: Context,
  view: TimelineView,
  keyframes: readonly Keyframe[],
  { color, edge, gone }: { readonly color: string; readonly edge: string; readonly gone: string },
  middle: number,
): void {
  const shown = visibleKeyframes(view, keyframes);
  const marks = [
    { fill: color, frames: shown.filter(({ is_outside }) => !is_outside) },
    { fill: gone, frames: shown.filter(({ is_outside }) => is_outside) },
  ];
  context.lineWidth = 1;
  context.strokeStyle = edge;
  for (const { fill, frames } of marks) {
    context.fillStyle = fill;
    context.beginPath();
    for (const { frame } of frames) addDiamond(context, keyframeX(view, frame), middle);
    context.fill();
    context.stroke();
  }
}

/** Where keyframes are denser than pixels, a search finds the next one that can be told apart. */
function visibleKeyframes(view: TimelineView, keyframes: readonly Keyframe[]): readonly Keyframe[] {
  const gap = Math.max(1, CLOSEST_KEYFRAMES / view.pixelsPerFrame);
  const end = view.start + laneWidth(view) / view.pixelsPerFrame + 1;
  const shown: Keyframe[] = [];
  let index = firstFrom(keyframes, view.start - 2);
  for (let keyframe = keyframes[index]; keyframe && keyframe.frame <= end; keyframe = keyframes[index]) {
    shown.push(keyframe);
    index = Math.max(index + 1, firstFrom(keyframes, keyframe.frame + gap));
  }
  return shown;
}

function addDiamond(context: Context, x: number, y: number): void {
  context.moveTo(x, y - DIAMOND);
  context.lineTo(x + DIAMOND, y);
  context.lineTo(x, y + DIAMOND);
  context.lineTo(x - DIAMOND, y);
  context.closePath();
}

function paintEvents(context: Context, view: TimelineView, scene: Scene, { events, label }: EventRow, y: number): void {
  const color = scene.colorOf(label);
  for (const event of events) {
    const [left, right] = eventEdges(view, event);
    if (right < GUTTER || left > view.width) continue;
    const [from, width] = [Math.max(left, GUTTER - 20), Math.min(right, view.width + 20) - Math.max(left, GUTTER - 20)];
    const isSelectedEvent = scene.selection.has(event.uuid);
    context.fillStyle = isSelectedEvent ? color : `${color}99`;
    context.fillRect(from, y + 4, width, ROW - 8);
    context.fillStyle = color;
    context.fillRect(from, y + 4, Math.min(2, width), ROW - 8);
    context.fillRect(from + width - Math.min(2, width), y + 4, Math.min(2, width), ROW - 8);
    if (isSelectedEvent || scene.unconfirmed.has(event.uuid)) {
      strokeDashed(context, scene.palette.text, from, y + 4, width, ROW - 8, isSelectedEvent);
    }
  }
}

function paintName(context: Context, { palette, colorOf, titleOf }: Scene, row: Row, y: number): void {
  const middle = y + ROW / 2;
  context.fillStyle = colorOf(row.label);
  context.fillRect(10, middle - 4, 8, 8);
  context.save();
  context.beginPath();
  context.rect(0, y, GUTTER - 8, ROW);
  context.clip();
  context.fillStyle = palette.text;
  context.font = `12px ${palette.font}`;
  context.textBaseline = "middle";
  context.textAlign = "left";
  context.fillText(titleOf(row.label), 25, middle + 0.5);
  context.restore();
}

/** A veil over what the neighbours see too. */
function paintShared(context: Context, view: TimelineView, { palette, shared }: Scene): void {
  context.fillStyle = `${palette.gold}14`;
  for (const { first, last } of shared) {
    const [left, right] = [Math.max(GUTTER, xOf(view, first)), Math.min(view.width, xOf(view, last + 1))];
    if (right > left) context.fillRect(left, RULER, right - left, view.height - RULER);
  }
}

function paintGutterEdge(context: Context, view: TimelineView, palette: Palette): void {
  context.fillStyle = palette.line;
  context.fillRect(GUTTER - 1, 0, 1, view.height);
}

function paintRuler(context: Context, view: TimelineView, { palette, stretch, shared }: Scene): void {
  context.fillStyle = palette.raised;
  context.fillRect(0, 0, view.width, RULER);
  context.fillStyle = palette.line;
  context.fillRect(0, RULER - 1, view.width, 1);
  context.save();
  context.beginPath();
  context.rect(GUTTER, 0, laneWidth(view), RULER);
  context.clip();
  context.font = `10px ${palette.mono}`;
  context.textBaseline = "middle";
  context.textAlign = "left";
  for (const { first, last } of shared) paintRange(context, view, first, last, palette.gold, 0);
  const step = tickStep(view.pixelsPerFrame);
  const end = Math.min(stretch.last + 1, view.start + laneWidth(view) / view.pixelsPerFrame + step);
  for (let frame = Math.ceil(Math.max(stretch.first, view.start - step) / step) * step; frame < end; frame += step) {
    const x = Math.round(xOf(view, frame));
    context.fillStyle = palette.faint;
    context.fillRect(x, RULER - 7, 1, 6);
    context.fillStyle = palette.muted;
    context.fillText(String(frame), x + 4, RULER / 2);
  }
  context.restore();
}

export interface Marker {
  readonly frame: number;
  readonly loop: { readonly first: number; readonly last: number } | null;
  /** Where an event in the making began. */
  readonly pending: number | null;
}

/** The playhead and what else moves while the rows rest: drawn on a canvas of its own. */
export function paintMarker(context: Context, view: TimelineView, marker: Marker, palette: Palette): void {
  context.clearRect(0, 0, view.width, view.height);
  context.save();
  context.beginPath();
  context.rect(GUTTER, 0, laneWidth(view), view.height);
  context.clip();
  if (marker.loop) paintRange(context, view, marker.loop.first, marker.loop.last, palette.gold, RULER - 4);
  if (marker.pending !== null) {
    const [first, last] = [marker.pending, marker.frame].sort((a, b) => a - b);
    paintRange(context, view, first as number, last as number, palette.muted, 0);
  }
  const left = xOf(view, marker.frame);
  context.fillStyle = `${palette.gold}38`;
  context.fillRect(left, RULER, Math.max(1, view.pixelsPerFrame), view.height - RULER);
  const x = Math.round(left) + 0.5;
  context.fillStyle = palette.gold;
  context.fillRect(x - 0.5, RULER - 8, 1.5, view.height);
  paintHandle(context, x);
  context.restore();
}

function paintRange(context: Context, view: TimelineView, first: number, last: number, color: string, y: number): void {
  context.fillStyle = color;
  const [left, right] = [xOf(view, first), xOf(view, last + 1)];
  context.fillRect(left, y, Math.max(2, right - left), 3);
}

function paintHandle(context: Context, x: number): void {
  context.beginPath();
  context.moveTo(x - 5, RULER - 14);
  context.lineTo(x + 5.5, RULER - 14);
  context.lineTo(x + 5.5, RULER - 8);
  context.lineTo(x + 0.25, RULER - 2);
  context.lineTo(x - 5, RULER - 8);
  context.closePath();
  context.fill();
}

function strokeDashed(
  context: Context,
  color: string,
  x: number,
  y: number,
  width: number,
  height: number,
  isSolid = false,
): void {
  context.save();
  context.strokeStyle = color;
  context.lineWidth = 1;
  context.setLineDash(isSolid ? [] : [4, 3]);
  context.strokeRect(x + 0.5, y + 0.5, Math.max(0, width - 1), height - 1);
  context.restore();
}

function isSelected(row: Row, selection: ReadonlySet<string>): boolean {
  return row.kind === "track" && selection.has(row.track.uuid);
}

function firstFrom(keyframes: readonly Keyframe[], frame: number): number {
  let [low, high] = [0, keyframes.length];
  while (low < high) {
    const middle = (low + high) >> 1;
    if ((keyframes[middle] as Keyframe).frame < frame) low = middle + 1;
    else high = middle;
  }
  return low;
}
