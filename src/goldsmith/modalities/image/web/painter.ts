/** Paints one shape on a canvas whose transform already maps picture pixels to the screen. */
import {
  type Edge,
  type EllipseShape,
  type ImageShape,
  type Keypoint,
  type Point,
  type SkeletonShape,
  type Stroke,
  strokesOf,
} from "./geometry";

export type Look = "plain" | "guess" | "overlay";

export interface Appearance {
  readonly color: string;
  readonly look: Look;
  /** What the label's skeleton joins. */
  readonly edges?: readonly Edge[];
}

interface Paths {
  readonly filled: Path2D;
  readonly lines: Path2D;
  /** What lies behind, drawn dimmer. */
  readonly back: Path2D | null;
}

const HALO = "rgba(10, 12, 15, 0.75)";
const paths = new WeakMap<ImageShape, Paths>();

/** `scale`: screen pixels a picture pixel covers, so that lines keep their width at any zoom. */
export function paintShape(
  context: CanvasRenderingContext2D,
  shape: ImageShape,
  appearance: Appearance,
  scale: number,
): void {
  const { color, look } = appearance;
  context.strokeStyle = color;
  context.lineWidth = (look === "overlay" ? 1.5 : 2) / scale;
  context.setLineDash(dashOf(look).map((length) => length / scale));
  if (shape.type === "point") paintDots(context, [shape], 6, appearance, scale);
  else if (shape.type === "skeleton") paintSkeleton(context, shape, appearance, scale);
  else paintPaths(context, pathsOf(shape), color, look);
}

function paintPaths(
  context: CanvasRenderingContext2D,
  { filled, lines, back }: Paths,
  color: string,
  look: Look,
): void {
  if (look !== "overlay") {
    context.fillStyle = color + (look === "guess" ? "0d" : "26");
    context.fill(filled, "evenodd");
  }
  if (back) {
    context.strokeStyle = `${color}80`;
    context.stroke(back);
    context.strokeStyle = color;
  }
  context.stroke(lines);
}

function paintSkeleton(
  context: CanvasRenderingContext2D,
  shape: SkeletonShape,
  appearance: Appearance,
  scale: number,
): void {
  const lines = new Path2D();
  for (const stroke of strokesOf(shape, appearance.edges)) addStroke(lines, stroke);
  context.stroke(lines);
  context.setLineDash([]);
  const isOccluded = ({ visibility }: Keypoint) => visibility === "occluded";
  const visible = shape.keypoints.filter((keypoint) => !isOccluded(keypoint));
  paintDots(context, visible, 4, appearance, scale);
  paintDots(context, shape.keypoints.filter(isOccluded), 4, { ...appearance, look: "guess" }, scale);
}

/** In one stroke, however many. */
function paintDots(
  context: CanvasRenderingContext2D,
  places: readonly Point[],
  radius: number,
  { color, look }: Appearance,
  scale: number,
): void {
  if (places.length === 0) return;
  const dots = new Path2D();
  for (const { x, y } of places) {
    dots.moveTo(x + radius / scale, y);
    dots.arc(x, y, radius / scale, 0, 2 * Math.PI);
  }
  context.fillStyle = look === "plain" ? color : `${color}40`;
  context.fill(dots);
  context.strokeStyle = look === "plain" ? HALO : color;
  context.stroke(dots);
}

function dashOf(look: Look): number[] {
  return look === "plain" ? [] : look === "guess" ? [7, 5] : [2, 4];
}

function pathsOf(shape: ImageShape): Paths {
  const known = paths.get(shape);
  if (known) return known;
  const made = shape.type === "ellipse" ? ellipsePaths(shape) : strokePaths(shape);
  paths.set(shape, made);
  return made;
}

function ellipsePaths({ x, y, radius_x, radius_y, rotation = 0 }: EllipseShape): Paths {
  const rim = new Path2D();
  rim.ellipse(x, y, radius_x, radius_y, (rotation * Math.PI) / 180, 0, 2 * Math.PI);
  return { filled: rim, lines: rim, back: null };
}

function strokePaths(shape: ImageShape): Paths {
  const strokes = strokesOf(shape);
  const behind = strokes.filter(({ role }) => role === "back");
  const before = strokes.filter(({ role }) => role !== "back");
  return {
    filled: pathOf(before.filter(({ isClosed }) => isClosed)),
    lines: pathOf(before),
    back: behind.length > 0 ? pathOf(behind) : null,
  };
}

function pathOf(strokes: readonly Stroke[]): Path2D {
  const path = new Path2D();
  for (const stroke of strokes) addStroke(path, stroke);
  return path;
}

function addStroke(path: Path2D, { points, isClosed }: Stroke): void {
  for (const [index, { x, y }] of points.entries()) {
    if (index === 0) path.moveTo(x, y);
    else path.lineTo(x, y);
  }
  if (isClosed) path.closePath();
}
