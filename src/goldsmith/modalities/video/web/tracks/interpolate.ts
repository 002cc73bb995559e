/**
 * Where a track is at a frame: the same rules as the server's `video/interpolate.py`, tested with the same vectors
 * (`video/examples/interpolation.json`).
 */
import { betweenLines, betweenRings, mix, mixPlace } from "./morph";
import { type Attributes, type Geometry, geometryFields, type Keyframe, type Keypoint, type Track } from "./shapes";

export interface Span {
  readonly first: number;
  /** Inclusive. */
  readonly last: number;
}

/** Index of the last keyframe at or before a frame; -1 before the first. */
export function keyframeInForce(keyframes: readonly Keyframe[], frame: number): number {
  let [low, high] = [-1, keyframes.length - 1];
  while (low < high) {
    const middle = (low + high + 1) >> 1;
    if ((keyframes[middle] as Keyframe).frame <= frame) low = middle;
    else high = middle - 1;
  }
  return low;
}

/** The geometry at a frame; null where the track is not there. */
export function geometryAt(track: Track, frame: number): Geometry | null {
  const place = keyframeInForce(track.keyframes, frame);
  const here = track.keyframes[place];
  const following = track.keyframes[place + 1];
  if (!here || here.is_outside) return null;
  if (here.frame === frame || !following || following.is_outside) return geometryFields(track.type, here);
  return between(track, here, following, (frame - here.frame) / (following.frame - here.frame));
}

/** What a keyframe here would say of the shape; where the track is gone, how it was seen last (or will be first). */
export function nearestGeometry(track: Track, frame: number): Geometry {
  const place = Math.max(0, keyframeInForce(track.keyframes, frame));
  return geometryAt(track, frame) ?? geometryFields(track.type, track.keyframes[place] as Keyframe);
}

/** Every attribute that holds at a frame: those of the track, and the latest answers of its keyframes. */
export function attributesAt(track: Track, frame: number): Attributes {
  const said = track.keyframes.filter((keyframe) => keyframe.frame <= frame).map((keyframe) => keyframe.attributes);
  return Object.assign({}, track.attributes, ...said);
}

/** Runs of frames in which the track is there. */
export function spansOf(track: Track, frameCount: number): Span[] {
  const found: Span[] = [];
  let begun: number | null = null;
  for (const { frame, is_outside } of track.keyframes) {
    if (is_outside && begun !== null) {
      found.push({ first: begun, last: frame - 1 });
      begun = null;
    } else if (!is_outside && begun === null) {
      begun = frame;
    }
  }
  if (begun !== null && begun < frameCount) found.push({ first: begun, last: frameCount - 1 });
  return found;
}

function between(track: Track, here: Keyframe, following: Keyframe, share: number): Geometry {
  switch (track.type) {
    case "polygon":
      return betweenPolygons(here, following, share);
    case "line":
      return { vertices: betweenLines(here.vertices ?? [], following.vertices ?? [], share) };
    case "skeleton":
      return { keypoints: betweenKeypoints(here.keypoints ?? [], following.keypoints ?? [], share) };
    default:
      return betweenNumbers(track, here, following, share);
  }
}

function betweenNumbers(track: Track, here: Keyframe, following: Keyframe, share: number): Geometry {
  const [one, other] = [geometryFields(track.type, here), geometryFields(track.type, following)];
  const names = Object.keys(one) as ("left" | "top" | "width" | "height" | "x" | "y" | "rotation")[];
  const numbers = names.map((name) => {
    const [a, b] = [one[name] as number, other[name] as number];
    return [name, name === "rotation" ? turn(a, b, share) : mix(a, b, share)];
  });
  return Object.fromEntries(numbers);
}

/** Degrees along the shorter arc, kept between -360 and 360. */
function turn(one: number, other: number, share: number): number {
  const arc = modulo(other - one + 180, 360) - 180;
  const turned = one + arc * share;
  if (turned >= 360) return turned - 360;
  return turned <= -360 ? turned + 360 : turned;
}

function modulo(value: number, by: number): number {
  return ((value % by) + by) % by;
}

/** Holes go with holes where both keyframes have equally many; otherwise those of this keyframe stay. */
function betweenPolygons(here: Keyframe, following: Keyframe, share: number): Geometry {
  const vertices = betweenRings(here.vertices ?? [], following.vertices ?? [], share);
  const [ours, theirs] = [here.holes ?? [], following.holes ?? []];
  if (ours.length === 0) return { vertices };
  if (ours.length !== theirs.length) return { vertices, holes: ours };
  return { vertices, holes: ours.map((hole, index) => betweenRings(hole, theirs[index] ?? [], share)) };
}

/** Those that only this keyframe has stay where they are; those of the next alone are not there yet. */
function betweenKeypoints(ours: readonly Keypoint[], theirs: readonly Keypoint[], share: number): Keypoint[] {
  const later = new Map(theirs.map((keypoint) => [keypoint.name, keypoint]));
  return ours.map((keypoint) => {
    const next = later.get(keypoint.name);
    return next ? { ...keypoint, ...mixPlace(keypoint, next, share) } : keypoint;
  });
}
