/** What can be done to tracks and events: pure, from one shape to the next; the caller makes it one step of undo. */
import type { Shape } from "@goldsmith/editors";
import type { Stretch } from "../frames/stretch";
import { attributesAt, geometryAt, keyframeInForce, nearestGeometry, spansOf } from "./interpolate";
import {
  type Attributes,
  firstFrame,
  type Geometry,
  geometryFields,
  type Keyframe,
  type Track,
  type VideoEvent,
} from "./shapes";

/** Put a shape at a frame: a keyframe there is replaced, what it says of attributes stays. */
export function putKeyframe(track: Track, frame: number, geometry: Geometry, is_outside = false): Track {
  const known = track.keyframes.find((keyframe) => keyframe.frame === frame);
  return insert(track, makeKeyframe(track, frame, geometry, { is_outside, attributes: known?.attributes }));
}

/** A keyframe that changes nothing yet; null when there is one, or the track is not there. */
export function addKeyframe(track: Track, frame: number): Track | null {
  const geometry = geometryAt(track, frame);
  return geometry && !hasKeyframe(track, frame) ? putKeyframe(track, frame, geometry) : null;
}

/** Take a keyframe away. null: there is none, or nothing would be left. */
export function removeKeyframe(track: Track, frame: number): Track | null {
  if (!hasKeyframe(track, frame)) return null;
  return withKeyframes(
    track,
    track.keyframes.filter((keyframe) => keyframe.frame !== frame),
  );
}

/** End the track at this frame, or bring it back here. null at or before its first appearance. */
export function toggleOutside(track: Track, frame: number): Track | null {
  const isThere = geometryAt(track, frame) !== null;
  const isBefore = frame <= firstFrame(track);
  if (isThere && isBefore) return null;
  const known = track.keyframes.find((keyframe) => keyframe.frame === frame);
  const rest = { is_outside: isThere, attributes: known?.attributes };
  return insert(track, makeKeyframe(track, frame, nearestGeometry(track, frame), rest));
}

/** Two tracks: the first ends where the second begins. null when one of them would be empty. */
export function splitTrack(track: Track, frame: number, uuid: string): readonly [Track, Track] | null {
  const [before, after] = [trimAfter(track, frame - 1, { first: 0, last: Infinity }), trimBefore(track, frame)];
  return before && after ? [before, { ...after, uuid }] : null;
}

/** Remove the track before a frame. null when nothing of it would remain, or nothing was there. */
export function trimBefore(track: Track, frame: number): Track | null {
  const kept = track.keyframes.filter((keyframe) => keyframe.frame >= frame);
  if (kept.length === track.keyframes.length) return null;
  const geometry = geometryAt(track, frame);
  if (geometry && kept[0]?.frame !== frame) kept.unshift(makeKeyframe(track, frame, geometry, {}));
  return withKeyframes(track, kept);
}

/** Remove the track after a frame. null when nothing of it would remain, or nothing was there. */
export function trimAfter(track: Track, frame: number, { last: end }: Stretch): Track | null {
  const kept = track.keyframes.filter((keyframe) => keyframe.frame <= frame);
  const last = kept.at(-1);
  const isOver = last?.is_outside === true || frame >= end;
  if (!last || (isOver && kept.length === track.keyframes.length)) return null;
  if (isOver) return withKeyframes(track, kept);
  const geometry = nearestGeometry(track, frame);
  const held = last.frame === frame || !moves(track, frame) ? [] : [makeKeyframe(track, frame, geometry, {})];
  const gone = makeKeyframe(track, frame + 1, geometry, { is_outside: true });
  return { ...track, keyframes: [...kept, ...held, gone] };
}

export interface Merged {
  readonly track: Track;
  /** Both were there at the same time, and what the earlier one said of it is lost. */
  readonly hadOverlap: boolean;
}

/** One track of two of a type: the later one begins where it begins. The first keeps its name and its answers. */
export function mergeTracks(one: Track, other: Track): Merged | null {
  if (one.type !== other.type || one.uuid === other.uuid) return null;
  const [early, late] = firstFrame(one) <= firstFrame(other) ? [one, other] : [other, one];
  const start = firstFrame(late);
  const spans = spansOf(early, Infinity);
  const lastKeyframe = early.keyframes.at(-1)?.frame ?? 0;
  const hadOverlap = lastKeyframe >= start && spans.some(({ last }) => last >= start);
  const before = start === firstFrame(early) ? [] : early.keyframes.filter(({ frame }) => frame < start);
  const cutShape = moves(early, start - 1) && !hasKeyframe(early, start - 1) ? geometryAt(early, start - 1) : null;
  const held = cutShape ? [makeKeyframe(early, start - 1, cutShape, {})] : [];
  return { track: { ...one, keyframes: [...before, ...held, ...late.keyframes] }, hadOverlap };
}

/** The shape as it is here, for so many frames more: keyframes between are replaced. */
export function holdShape(track: Track, frame: number, frames: number, stretch: Stretch): Track | null {
  const geometry = geometryAt(track, frame);
  const end = Math.min(frame + frames, stretch.last);
  if (!geometry || end <= frame) return null;
  const cleared = { ...track, keyframes: track.keyframes.filter((each) => each.frame <= frame || each.frame > end) };
  return putKeyframe(putKeyframe(cleared, frame, geometry), end, geometry);
}

/** Move a keyframe in time, not past its neighbours. */
export function moveKeyframe(track: Track, from: number, to: number, stretch: Stretch): Track {
  const index = track.keyframes.findIndex((keyframe) => keyframe.frame === from);
  const keyframe = track.keyframes[index];
  if (!keyframe) return track;
  const low = (track.keyframes[index - 1]?.frame ?? stretch.first - 1) + 1;
  const high = (track.keyframes[index + 1]?.frame ?? stretch.last + 1) - 1;
  const frame = Math.max(low, Math.min(high, to));
  return frame === from ? track : { ...track, keyframes: track.keyframes.with(index, { ...keyframe, frame }) };
}

/** Write a mutable attribute into the keyframe at a frame, which is made if need be; before the track, at its start. */
export function setAttributeAt(track: Track, frame: number, name: string, value: Attributes[string] | null): Track {
  const at = Math.max(frame, firstFrame(track));
  const placed = hasKeyframe(track, at) ? track : insert(track, stillKeyframe(track, at));
  const index = keyframeInForce(placed.keyframes, at);
  const keyframe = placed.keyframes[index] as Keyframe;
  const { [name]: _previous, ...others } = keyframe.attributes ?? {};
  const isEmpty = value === null || value === "";
  const changed = withAttributes(keyframe, isEmpty ? others : { ...keyframe.attributes, [name]: value });
  return { ...placed, keyframes: placed.keyframes.with(index, changed) };
}

/** Frames of a track's keyframes around a frame. */
export function neighbourKeyframe(track: Track, frame: number, step: 1 | -1): number | null {
  const frames = track.keyframes.map((keyframe) => keyframe.frame);
  const found = step > 0 ? frames.find((each) => each > frame) : frames.findLast((each) => each < frame);
  return found ?? null;
}

export function hasKeyframe(track: Track, frame: number): boolean {
  return track.keyframes[keyframeInForce(track.keyframes, frame)]?.frame === frame;
}

/** Move one end of an event; it stays in the video and never turns around. */
export function moveEventEnd(event: VideoEvent, end: "start" | "end", to: number, stretch: Stretch): VideoEvent {
  const frame = Math.max(stretch.first, Math.min(stretch.last, to));
  if (end === "start") return { ...event, start_frame: Math.min(frame, event.end_frame) };
  return { ...event, end_frame: Math.max(frame, event.start_frame) };
}

export function moveEvent(event: VideoEvent, by: number, { first, last }: Stretch): VideoEvent {
  const shift = Math.max(first - event.start_frame, Math.min(last - event.end_frame, by));
  return { ...event, start_frame: event.start_frame + shift, end_frame: event.end_frame + shift };
}

/** A new object: there from this frame on. */
export function makeTrack(shape: Shape & { readonly type: Track["type"] }, frame: number): Track {
  const { uuid, type, label } = shape;
  const keyframe = { frame, ...geometryFields(type, shape) };
  return { uuid, type, label, attributes: {}, keyframes: [keyframe] };
}

function stillKeyframe(track: Track, frame: number): Keyframe {
  const isGone = geometryAt(track, frame) === null;
  return makeKeyframe(track, frame, nearestGeometry(track, frame), { is_outside: isGone });
}

/** Absent fields say the usual, as the server writes them. */
function makeKeyframe(
  track: Track,
  frame: number,
  geometry: Geometry,
  { is_outside, attributes }: Pick<Keyframe, "is_outside" | "attributes">,
): Keyframe {
  return {
    frame,
    ...(is_outside && { is_outside }),
    ...(attributes && Object.keys(attributes).length > 0 && { attributes }),
    ...geometryFields(track.type, geometry),
  };
}

function withAttributes(keyframe: Keyframe, attributes: Attributes): Keyframe {
  const { attributes: _before, ...rest } = keyframe;
  return Object.keys(attributes).length > 0 ? { ...rest, attributes } : rest;
}

function insert(track: Track, keyframe: Keyframe): Track {
  const place = keyframeInForce(track.keyframes, keyframe.frame);
  const isThere = track.keyframes[place]?.frame === keyframe.frame;
  const keyframes = isThere ? track.keyframes.with(place, keyframe) : track.keyframes.toSpliced(place + 1, 0, keyframe);
  return { ...track, keyframes };
}

/** A track begins where it is first there, with the answers that hold there. null when it would never be there. */
function withKeyframes(track: Track, keyframes: readonly Keyframe[]): Track | null {
  const from = keyframes.findIndex((keyframe) => !keyframe.is_outside);
  const first = keyframes[from];
  if (!first) return null;
  if (first === track.keyframes[0]) return { ...track, keyframes };
  const said = { ...mutableAt(track, first.frame), ...first.attributes };
  return { ...track, keyframes: [withAttributes(first, said), ...keyframes.slice(from + 1)] };
}

/** Whether the shape at a frame lies between two keyframes. */
function moves(track: Track, frame: number): boolean {
  const following = track.keyframes[keyframeInForce(track.keyframes, frame) + 1];
  return following !== undefined && !following.is_outside;
}

function mutableAt(track: Track, frame: number): Attributes {
  const { attributes } = track;
  const holding = attributesAt(track, frame);
  return Object.fromEntries(Object.entries(holding).filter(([name]) => !Object.hasOwn(attributes, name)));
}
