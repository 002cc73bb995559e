/** The shapes of image.v1 as the wire has them, and what each of them must be able to do. */
import type { Shape } from "@goldsmith/editors";
import type { MaskShape } from "../mask/shape";
import type { Point, Size } from "../points";

/**
 * What every shape may have: which picture of a set it lies in and a place in the pile (both 0 without one), and the
 * group of shapes it belongs to.
 */
interface Placed extends Shape {
  readonly view?: number;
  readonly z_order?: number;
  readonly group?: string;
}

export interface BoxShape extends Placed {
  readonly type: "box";
  readonly left: number;
  readonly top: number;
  readonly width: number;
  readonly height: number;
}

export interface RotatedBoxShape extends Placed {
  readonly type: "rotated_box";
  readonly left: number;
  readonly top: number;
  readonly width: number;
  readonly height: number;
  /** Degrees clockwise about the middle. */
  readonly rotation: number;
}

export interface EllipseShape extends Placed {
  readonly type: "ellipse";
  readonly x: number;
  readonly y: number;
  readonly radius_x: number;
  readonly radius_y: number;
  readonly rotation?: number;
}

export interface PathShape extends Placed {
  readonly type: "polygon" | "line";
  readonly vertices: readonly Point[];
  /** Of polygons only: outlines inside it that do not belong to it. */
  readonly holes?: readonly (readonly Point[])[];
}

export interface PointShape extends Placed {
  readonly type: "point";
  readonly x: number;
  readonly y: number;
}

/** The face towards the viewer, then the one away from the viewer: top left, top right, bottom right, bottom left. */
export interface CuboidShape extends Placed {
  readonly type: "cuboid";
  readonly vertices: readonly Point[];
}

export interface Keypoint extends Point {
  readonly name: string;
  readonly visibility?: "visible" | "occluded";
}

export interface SkeletonShape extends Placed {
  readonly type: "skeleton";
  readonly keypoints: readonly Keypoint[];
}

export type ImageShape =
  | BoxShape
  | RotatedBoxShape
  | EllipseShape
  | PathShape
  | PointShape
  | CuboidShape
  | SkeletonShape
  | MaskShape;

export type ShapeType = ImageShape["type"];

/** What an edge of a skeleton joins. */
export type Edge = readonly [string, string];

/** One line of a shape. Outline and holes bound what is filled; the back of a block is drawn dimmer. */
export interface Stroke {
  readonly points: readonly Point[];
  readonly role: "outline" | "hole" | "edge" | "back";
  readonly isClosed: boolean;
}

/** What else the hand holds down while it drags a handle. */
export interface Grip {
  /** Turns go in steps of 15 degrees. */
  readonly isStepped: boolean;
  /** The corner comes alone; otherwise its neighbours follow where the shape has such a rule. */
  readonly isAlone: boolean;
}

/** What a new shape has before it has a place. */
export interface Fresh {
  readonly uuid: string;
  readonly label: string;
  readonly attributes: Readonly<Record<string, never>>;
}

/** One kind of shape as pure geometry. What returns null would have made it vanish. */
export interface Form<S> {
  /** Points that a drawing of it needs. */
  readonly fewest: number;
  make(fresh: Fresh, points: readonly Point[]): S | null;
  strokes(shape: S, edges: readonly Edge[]): readonly Stroke[];
  /** Points around which its bounds lie. */
  reach(shape: S): readonly Point[];
  /** Places to take hold of. `pixel`: picture pixels a screen pixel covers. */
  handles(shape: S, pixel: number): readonly Point[];
  /** Index of the handle that turns it; that one may leave the picture. */
  turnHandle?: number;
  moveHandle(shape: S, index: number, to: Point, grip: Grip): S | null;
  move(shape: S, dx: number, dy: number): S;
  /** Grow around the middle by so many pixels on each side; negative shrinks. */
  grow(shape: S, by: number, size: Size): S | null;
  turn?(shape: S, degrees: number): S;
  /** 0 inside. */
  distance(shape: S, at: Point, edges: readonly Edge[]): number;
  area(shape: S): number;
  describe(shape: S): string;
}
