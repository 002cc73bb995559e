/** What lies under the pointer on the timeline. Pure. */
import { keyframeInForce } from "../tracks/interpolate";
import type { Track, VideoEvent } from "../tracks/shapes";
import { edgeAtX, frameAtX, GUTTER, RULER, rowAtY, type TimelineView, xOf } from "./geometry";
import type { Row } from "./rows";

export type Hit =
  | { readonly on: "ruler"; readonly frame: number }
  | { readonly on: "keyframe"; readonly track: Track; readonly frame: number }
  | { readonly on: "track"; readonly track: Track; readonly frame: number }
  | {
      readonly on: "event";
      readonly event: VideoEvent;
      readonly part: "start" | "end" | "middle";
      readonly frame: number;
    }
  | { readonly on: "nothing"; readonly frame: number };

const KEYFRAME_REACH = 6;
const END_REACH = 5;

export function hitAt(view: TimelineView, rows: readonly Row[], x: number, y: number): Hit {
  const frame = frameAtX(view, x);
  if (y < RULER) return { on: "ruler", frame };
  const row = rows[rowAtY(view, y) ?? -1];
  if (!row) return { on: "nothing", frame };
  if (row.kind === "events") return hitEvent(view, row.events, x, frame);
  const keyframe = x < GUTTER ? null : nearestKeyframe(view, row.track, x);
  if (keyframe !== null) return { on: "keyframe", track: row.track, frame: keyframe };
  return { on: "track", track: row.track, frame };
}

function nearestKeyframe(view: TimelineView, track: Track, x: number): number | null {
  const { keyframes } = track;
  const before = keyframeInForce(keyframes, frameAtX(view, x));
  const near = [keyframes[before], keyframes[before + 1]].filter((keyframe) => keyframe !== undefined);
  const reachable = near
    .map(({ frame }) => ({ frame, gap: Math.abs(keyframeX(view, frame) - x) }))
    .filter(({ gap }) => gap <= KEYFRAME_REACH)
    .sort((a, b) => a.gap - b.gap);
  return reachable[0]?.frame ?? null;
}

function hitEvent(view: TimelineView, events: readonly VideoEvent[], x: number, frame: number): Hit {
  const near = events.find((event) => {
    const [left, right] = eventEdges(view, event);
    return x >= left - END_REACH && x <= right + END_REACH;
  });
  const [first] = events;
  if (x < GUTTER && first) return { on: "event", event: first, part: "middle", frame };
  if (!near) return { on: "nothing", frame };
  const [left, right] = eventEdges(view, near);
  const part = Math.abs(x - right) <= END_REACH ? "end" : Math.abs(x - left) <= END_REACH ? "start" : "middle";
  return { on: "event", event: near, part, frame: part === "middle" ? frame : edgeAtX(view, x) };
}

/** A diamond stands in the middle of its frame. */
export function keyframeX(view: TimelineView, frame: number): number {
  return xOf(view, frame) + Math.min(view.pixelsPerFrame / 2, 8);
}

/** An event covers its last frame; a single moment is still wide enough to be seen. */
export function eventEdges(view: TimelineView, event: VideoEvent): readonly [left: number, right: number] {
  const left = xOf(view, event.start_frame);
  return [left, Math.max(left + 5, xOf(view, event.end_frame + 1))];
}
