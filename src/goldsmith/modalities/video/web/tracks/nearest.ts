/** Where the playhead goes to see something. Pure. */
import type { Shape } from "@goldsmith/editors";
import { spansOf } from "./interpolate";
import { isEvent, isTrack } from "./shapes";

/** The frame nearest to this one on which something selected is to be seen; null when it never is. */
export function nearestSeen(shape: Shape, frame: number, frameCount: number): number | null {
  const spans = isTrack(shape)
    ? spansOf(shape, frameCount)
    : isEvent(shape)
      ? [{ first: shape.start_frame, last: shape.end_frame }]
      : [];
  const places = spans.map(({ first, last }) => Math.max(first, Math.min(last, frame)));
  return places.sort((a, b) => Math.abs(a - frame) - Math.abs(b - frame))[0] ?? null;
}
