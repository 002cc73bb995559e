/** What the timeline shows: a row for each track, and rows of events of one label that do not overlap. */
import type { Shape } from "@goldsmith/editors";
import { type Span, spansOf } from "../tracks/interpolate";
import { firstFrame, isEvent, isTrack, type Track, type VideoEvent } from "../tracks/shapes";

export interface TrackRow {
  readonly kind: "track";
  readonly label: string;
  readonly track: Track;
  /** When it is there. */
  readonly spans: readonly Span[];
}

export interface EventRow {
  readonly kind: "events";
  readonly label: string;
  /** In time, without overlap. */
  readonly events: readonly VideoEvent[];
}

export type Row = TrackRow | EventRow;

const rowOfTrack = new WeakMap<Track, { readonly frameCount: number; readonly row: TrackRow }>();

/** Events above, then the tracks by when they begin: the order in which Tab walks. */
export function rowsOf(shapes: readonly Shape[], frameCount: number): Row[] {
  const ordered = shapes.toSorted(byTime);
  const tracks = ordered.filter(isTrack).map((track) => trackRow(track, frameCount));
  return [...packEvents(ordered.filter(isEvent)), ...tracks];
}

export function byTime(a: Shape, b: Shape): number {
  return Number(isTrack(a)) - Number(isTrack(b)) || firstFrame(a) - firstFrame(b);
}

export function rowIndexOf(rows: readonly Row[], uuid: string | undefined): number {
  return rows.findIndex((row) =>
    row.kind === "track" ? row.track.uuid === uuid : row.events.some((event) => event.uuid === uuid),
  );
}

function trackRow(track: Track, frameCount: number): TrackRow {
  const known = rowOfTrack.get(track);
  if (known?.frameCount === frameCount) return known.row;
  const row: TrackRow = { kind: "track", label: track.label, track, spans: spansOf(track, frameCount) };
  rowOfTrack.set(track, { frameCount, row });
  return row;
}

/** Each event goes into the first row of its label where it fits. */
function packEvents(events: readonly VideoEvent[]): EventRow[] {
  const rows: { label: string; events: VideoEvent[] }[] = [];
  for (const event of events) {
    const fits = rows.find(
      ({ label, events: [...others] }) => label === event.label && endOf(others) < event.start_frame,
    );
    if (fits) fits.events.push(event);
    else rows.push({ label: event.label, events: [event] });
  }
  return rows
    .sort((a, b) => (a.label < b.label ? -1 : a.label > b.label ? 1 : 0))
    .map((row) => ({ kind: "events", ...row }));
}

function endOf(events: readonly VideoEvent[]): number {
  return events.at(-1)?.end_frame ?? -1;
}
