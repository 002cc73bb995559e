/** The answer's shapes: objects followed as tracks of keyframes, and events between two frames, both inclusive. */
import type { AttributeValue, Shape } from "@goldsmith/editors";

export type TrackType = "box" | "rotated_box" | "polygon" | "line" | "point" | "skeleton";
export type Attributes = Readonly<Record<string, AttributeValue>>;

export interface Place {
  readonly x: number;
  readonly y: number;
}

export interface Keypoint extends Place {
  readonly name: string;
  readonly visibility?: "visible" | "occluded";
}

/** The fields of an image shape of the same type; which ones there are, its type says. */
export interface Geometry {
  readonly left?: number;
  readonly top?: number;
  readonly width?: number;
  readonly height?: number;
  readonly rotation?: number;
  readonly x?: number;
  readonly y?: number;
  readonly vertices?: readonly Place[];
  readonly holes?: readonly (readonly Place[])[];
  readonly keypoints?: readonly Keypoint[];
}

export interface Keyframe extends Geometry {
  readonly frame: number;
  /** Gone from this frame until the next keyframe that is not outside. */
  readonly is_outside?: boolean;
  /** The mutable attributes that change here. */
  readonly attributes?: Attributes;
}

export interface Track extends Shape {
  readonly type: TrackType;
  readonly keyframes: readonly Keyframe[];
}

export interface VideoEvent extends Shape {
  readonly type: "event";
  readonly start_frame: number;
  readonly end_frame: number;
}

export type VideoShape = Track | VideoEvent;

const GEOMETRY: Readonly<Record<TrackType, readonly (keyof Geometry)[]>> = {
  box: ["left", "top", "width", "height"],
  rotated_box: ["left", "top", "width", "height", "rotation"],
  polygon: ["vertices", "holes"],
  line: ["vertices"],
  point: ["x", "y"],
  skeleton: ["keypoints"],
};

export const TRACK_TYPES = Object.keys(GEOMETRY) as readonly TrackType[];

export function isTrackType(type: string): type is TrackType {
  return Object.hasOwn(GEOMETRY, type);
}

export function isTrack(shape: Shape): shape is Track {
  return isTrackType(shape.type) && Array.isArray(shape.keyframes);
}

export function isEvent(shape: Shape): shape is VideoEvent {
  return shape.type === "event";
}

/** The geometry alone: of a keyframe, or of a shape of image.v1. */
export function geometryFields(type: TrackType, from: Readonly<Record<string, unknown>> | Geometry): Geometry {
  const fields = from as Readonly<Record<string, unknown>>;
  const present = GEOMETRY[type].filter((name) => fields[name] !== undefined);
  return Object.fromEntries(present.map((name) => [name, fields[name]]));
}

export function firstFrame(shape: Shape): number {
  if (isTrack(shape)) return shape.keyframes[0]?.frame ?? 0;
  return isEvent(shape) ? shape.start_frame : 0;
}
