/** Tracks as the shapes of one picture and back, so that the image editor's tools work on a frame. */
import type { Op, Shape } from "@goldsmith/editors";
import { type ImageShape, isImageShape } from "../../image/web/geometry";
import { geometryAt } from "./tracks/interpolate";
import { makeTrack, putKeyframe } from "./tracks/operations";
import { type Geometry, geometryFields, isTrack, type Track } from "./tracks/shapes";

interface Pose {
  readonly frame: number;
  readonly shape: ImageShape | null;
}

/** The pose asked for last: who asks again gets the same object, and nothing is painted anew. */
const poses = new WeakMap<Track, Pose>();

/** A track's shape at a frame; null where it is not there. */
export function poseAt(track: Track, frame: number): ImageShape | null {
  const known = poses.get(track);
  if (known?.frame === frame) return known.shape;
  const pose = { frame, shape: makePose(track, frame) };
  poses.set(track, pose);
  return pose.shape;
}

export function posesAt(tracks: readonly Track[], frame: number): ImageShape[] {
  return tracks.map((track) => poseAt(track, frame)).filter((shape) => shape !== null);
}

function makePose(track: Track, frame: number): ImageShape | null {
  const geometry = geometryAt(track, frame);
  if (!geometry) return null;
  const { keyframes: _keyframes, ...rest } = track;
  const shape: Shape = { ...rest, ...geometry };
  return isImageShape(shape) ? shape : null;
}

/** What a tool did to the shapes of a frame, said of the tracks. */
export function trackOps(ops: readonly Op[], tracks: ReadonlyMap<string, Track>, frame: number): Op[] {
  return ops.map((op) => (op.op === "put" ? putPose(op.annotation, tracks, frame) : op));
}

function putPose(shape: Shape, tracks: ReadonlyMap<string, Track>, frame: number): Op {
  const track = tracks.get(shape.uuid);
  const annotation = track ? repose(track, shape, frame) : newTrack(shape, frame);
  return { op: "put", annotation };
}

export function newTrack(shape: Shape, frame: number): Track {
  return makeTrack(shape as Shape & { type: Track["type"] }, frame);
}

/** The track with this shape at this frame; what else the shape says (its group, its place in the pile) as well. */
function repose(track: Track, shape: Shape, frame: number): Shape {
  const geometry = geometryFields(track.type, shape);
  const others = Object.entries(shape).filter(([name]) => !Object.hasOwn(geometry, name) && name !== "attributes");
  const { attributes, keyframes } = isSameGeometry(geometry, geometryAt(track, frame))
    ? track
    : putKeyframe(track, frame, geometry);
  return { ...(Object.fromEntries(others) as Shape & object), attributes, keyframes };
}

function isSameGeometry(one: Geometry, other: Geometry | null): boolean {
  return JSON.stringify(one) === JSON.stringify(other);
}

export function tracksOf(shapes: readonly Shape[]): Track[] {
  return shapes.filter(isTrack);
}
