/** What a model says of where a track goes. Pure. */
import { geometryAt } from "../tracks/interpolate";
import { neighbourKeyframe, putKeyframe } from "../tracks/operations";
import type { Keyframe, Track } from "../tracks/shapes";

/**
 * The track with what it was told, on both sides of a frame up to its next keyframes: what somebody said of them and of
 * this frame is not overwritten. null where nothing new was told.
 */
export function withTold(track: Track, told: readonly Keyframe[], frame: number): Track | null {
  const from = neighbourKeyframe(track, frame, -1) ?? -1;
  const to = neighbourKeyframe(track, frame, 1) ?? Number.POSITIVE_INFINITY;
  const here = geometryAt(track, frame);
  const news = told.filter((each) => each.frame !== frame && each.frame > from && each.frame < to);
  const isThere = (each: Keyframe) => from >= 0 || each.frame > frame || !each.is_outside;
  const kept = news.slice(Math.max(0, news.findIndex(isThere)));
  if (!here || !kept.some(isThere)) return null;
  const begun = putKeyframe(track, frame, here);
  return kept.reduce((known, each) => putKeyframe(known, each.frame, each, each.is_outside), begun);
}
