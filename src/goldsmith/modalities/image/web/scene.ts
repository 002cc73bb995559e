/** What is drawn on top: selected shapes and handles, the drawing in progress, the crosshair, relations. */
import type { LabelSkeleton, Link } from "@goldsmith/editors";
import type Feature from "ol/Feature.js";
import { dotFeature, featuresOf, lineFeature } from "./features";
import {
  centerOf,
  edgeMiddles,
  handles,
  type ImageShape,
  middle,
  outline,
  type Point,
  type Size,
  type SkeletonShape,
  turnHandle,
} from "./geometry";
import type { ImageTools } from "./ImageTools";
import { cursorFeatures } from "./mask/cursor";
import {
  activeHandleStyle,
  activeTurnStyle,
  arrowStyle,
  backStyle,
  bandStyles,
  captionStyle,
  crosshairStyles,
  handleStyle,
  keypointStyle,
  middleStyle,
  nameStyle,
  shapeStyle,
  snapStyles,
  stalkStyle,
  turnStyle,
} from "./styles";

export interface SceneInput {
  readonly tools: ImageTools;
  readonly size: Size;
  readonly resolution: number;
  readonly selected: readonly ImageShape[];
  readonly links: readonly Link[];
  readonly byUuid: ReadonlyMap<string, ImageShape>;
  readonly readOnly: boolean;
  readonly drawingColor: string;
  readonly colorOf: (label: string) => string;
  readonly titleOf: (label: string) => string;
  readonly skeletonOf: (label: string) => LabelSkeleton | null;
}

const MOST_LINKS = 100;
/** From this magnification on every keypoint of the selected skeleton has its name beside it. */
const NAMED_FROM = 2;

export function activeFeatures(input: SceneInput): Feature[] {
  const shown = input.selected.map((shape) => input.tools.preview.get(shape.uuid) ?? shape);
  const [only] = shown.length === 1 ? shown : [];
  return [
    ...linkFeatures(input),
    ...shown.flatMap((shape) => selectedFeatures(shape, input)),
    ...(only && !input.readOnly ? handleFeatures(only, input) : []),
    ...drawingFeatures(input),
    ...crosshairFeatures(input),
  ];
}

function selectedFeatures(shape: ImageShape, { tools, colorOf, titleOf, skeletonOf }: SceneInput): Feature[] {
  const color = colorOf(shape.label);
  const corner = topmost(outline(shape));
  return [
    ...shapeFeatures(shape, color, "selected", skeletonOf),
    // The layer of masks paints a selected one itself; while it is moved, its window says where to.
    ...(shape.type === "mask" && tools.preview.has(shape.uuid) ? [windowFeature(shape, color)] : []),
    ...(shape.type === "skeleton" ? keypointFeatures(shape, color, null) : []),
    dotFeature({ at: corner, style: nameStyle(titleOf(shape.label), color) }),
  ];
}

function windowFeature(shape: ImageShape, color: string): Feature {
  const corners = outline(shape);
  return lineFeature([...corners, corners[0] as Point], shapeStyle(color, "drawing"));
}

function shapeFeatures(
  shape: ImageShape,
  color: string,
  look: "selected" | "drawing",
  skeletonOf: SceneInput["skeletonOf"],
): Feature[] {
  const styles = { whole: shapeStyle(color, look), back: backStyle(color) };
  return featuresOf(shape, styles, skeletonOf(shape.label)?.edges);
}

function handleFeatures(shape: ImageShape, input: SceneInput): Feature[] {
  const { tools, colorOf } = input;
  if (tools.tool !== "select") return [];
  if (shape.type === "skeleton") {
    return [...keypointFeatures(shape, colorOf(shape.label), tools.handle), ...captionFeatures(shape, input)];
  }
  const isPath = shape.type === "polygon" || shape.type === "line";
  const middles = isPath ? edgeMiddles(shape).map(({ at }) => dotFeature({ at, style: middleStyle })) : [];
  return [...middles, ...stalkFeatures(shape, input), ...gripFeatures(shape, input)];
}

function gripFeatures(shape: ImageShape, { tools, resolution }: SceneInput): Feature[] {
  const turning = turnHandle(shape);
  return handles(shape, resolution).map((at, index) => {
    const isInHand = index === tools.handle;
    const turnLook = isInHand ? activeTurnStyle : turnStyle;
    return dotFeature({ at, style: index === turning ? turnLook : isInHand ? activeHandleStyle : handleStyle });
  });
}

/** From the top of the shape to the handle that turns it. */
function stalkFeatures(shape: ImageShape, { resolution }: SceneInput): Feature[] {
  const turning = turnHandle(shape);
  if (turning === undefined) return [];
  const places = handles(shape, resolution);
  const [end, center] = [places[turning] as Point, middleOfAll(places.slice(0, turning))];
  const top = places
    .slice(0, turning)
    .reduce((best, place) => (apart(place, end) < apart(best, end) ? place : best), center);
  return [lineFeature([top, end], stalkStyle)];
}

function middleOfAll(places: readonly Point[]): Point {
  return middle(places[0] as Point, places[places.length / 2] as Point);
}

function apart(a: Point, b: Point): number {
  return Math.hypot(a.x - b.x, a.y - b.y);
}

function keypointFeatures({ keypoints }: SkeletonShape, color: string, inHand: number | null): Feature[] {
  return keypoints.map((keypoint, index) =>
    dotFeature({ at: keypoint, style: keypointStyle(color, keypoint.visibility === "occluded", index === inHand) }),
  );
}

/** Names of keypoints: all of them from near, else of the one under the mouse or in hand. */
function captionFeatures(
  { keypoints, label }: SkeletonShape,
  { tools, resolution, skeletonOf }: SceneInput,
): Feature[] {
  const titles = new Map(skeletonOf(label)?.points.map(({ name, title }) => [name, title || name]));
  const isNamed = (index: number) => resolution <= 1 / NAMED_FROM || index === tools.handle || index === tools.hovered;
  return keypoints.flatMap((keypoint, index) =>
    isNamed(index)
      ? [dotFeature({ at: keypoint, style: captionStyle(titles.get(keypoint.name) ?? keypoint.name) })]
      : [],
  );
}

function drawingFeatures({ tools, drawingColor, skeletonOf }: SceneInput): Feature[] {
  const { shape, paths, dots, snapped, band, cursor } = tools.sketch;
  const style = shapeStyle(drawingColor, "drawing");
  return [
    ...(shape ? shapeFeatures(shape, drawingColor, "drawing", skeletonOf) : []),
    ...paths.map((path) => lineFeature(path, style)),
    ...dots.map((at) => dotFeature({ at, style: handleStyle })),
    ...(snapped ? [dotFeature({ at: snapped, style: snapStyles })] : []),
    ...(band ? [lineFeature(rectangle(...band), bandStyles)] : []),
    ...(cursor ? cursorFeatures(cursor) : []),
  ];
}

function crosshairFeatures({ tools, size }: SceneInput): Feature[] {
  const at = tools.crosshair;
  if (!at) return [];
  const across: Point[] = [
    { x: 0, y: at.y },
    { x: size.width, y: at.y },
  ];
  const down: Point[] = [
    { x: at.x, y: 0 },
    { x: at.x, y: size.height },
  ];
  return [lineFeature(across, crosshairStyles), lineFeature(down, crosshairStyles)];
}

function linkFeatures({ links, byUuid, selected }: SceneInput): Feature[] {
  const chosen = new Set(selected.map(({ uuid }) => uuid));
  const shown = links.length <= MOST_LINKS ? links : links.filter(({ from, to }) => chosen.has(from) || chosen.has(to));
  return shown.flatMap((link) => {
    const [from, to] = [byUuid.get(link.from), byUuid.get(link.to)];
    if (!from || !to) return [];
    return [lineFeature(arrow(centerOf(from), centerOf(to)), arrowStyle)];
  });
}

/** A line with a small barb, in one stroke. */
function arrow(from: Point, to: Point): Point[] {
  const length = Math.hypot(to.x - from.x, to.y - from.y) || 1;
  const barb = Math.min(12, length / 4);
  const [ux, uy] = [(to.x - from.x) / length, (to.y - from.y) / length];
  const side = (turn: 1 | -1) => ({
    x: to.x - barb * ux + (turn * barb * uy) / 2,
    y: to.y - barb * uy - (turn * barb * ux) / 2,
  });
  return [from, to, side(1), to, side(-1)];
}

function rectangle(a: Point, b: Point): Point[] {
  return [a, { x: b.x, y: a.y }, b, { x: a.x, y: b.y }, a];
}

function topmost(points: readonly Point[]): Point {
  return points.reduce((best, point) => (point.y < best.y ? point : best));
}
