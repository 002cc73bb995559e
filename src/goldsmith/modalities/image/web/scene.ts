/** What is drawn on top: selected shapes and handles, the drawing in progress, the crosshair, relations. */
import type { Link } from "@goldsmith/editors";
import type Feature from "ol/Feature.js";
import { featureOf } from "./features";
import { centerOf, edgeMiddles, handles, type ImageShape, outline, type Point, type Size } from "./geometry";
import { dotFeature, lineFeature } from "./ImageCanvas";
import type { ImageTools } from "./ImageTools";
import {
  activeHandleStyle,
  arrowStyle,
  crosshairStyles,
  handleStyle,
  middleStyle,
  nameStyle,
  shapeStyle,
} from "./styles";

export interface SceneInput {
  readonly tools: ImageTools;
  readonly size: Size;
  readonly selected: readonly ImageShape[];
  readonly links: readonly Link[];
  readonly byUuid: ReadonlyMap<string, ImageShape>;
  readonly readOnly: boolean;
  readonly drawingColor: string;
  readonly colorOf: (label: string) => string;
  readonly titleOf: (label: string) => string;
}

const MOST_LINKS = 100;

export function activeFeatures(input: SceneInput): Feature[] {
  const shown = input.selected.map((shape) => input.tools.preview.get(shape.uuid) ?? shape);
  return [
    ...linkFeatures(input),
    ...shown.flatMap((shape) => selectedFeatures(shape, input)),
    ...(shown.length === 1 && !input.readOnly ? handleFeatures(shown[0] as ImageShape, input.tools) : []),
    ...drawingFeatures(input),
    ...crosshairFeatures(input),
  ];
}

function selectedFeatures(shape: ImageShape, { colorOf, titleOf }: SceneInput): Feature[] {
  const color = colorOf(shape.label);
  const corner = topmost(outline(shape));
  return [
    featureOf(shape, shapeStyle(color, "selected")),
    dotFeature({ at: corner, style: nameStyle(titleOf(shape.label), color) }),
  ];
}

function handleFeatures(shape: ImageShape, tools: ImageTools): Feature[] {
  const middles = edgeMiddles(shape).map((at) => dotFeature({ at, style: middleStyle }));
  const corners = handles(shape).map((at, index) =>
    dotFeature({ at, style: index === tools.handle ? activeHandleStyle : handleStyle }),
  );
  return [...middles, ...corners];
}

function drawingFeatures({ tools, drawingColor }: SceneInput): Feature[] {
  const { points, tool, pointer } = tools;
  const first = points[0];
  if (tool === "select" || !first) return [];
  const path = pointer ? [...points, pointer] : points;
  const style = shapeStyle(drawingColor, "drawing");
  const dots = points.map((at) => dotFeature({ at, style: handleStyle }));
  if (tool === "box" && pointer) return [lineFeature(rectangle(first, pointer), style), ...dots];
  const closed = tool === "polygon" && path.length > 2 ? [...path, first] : path;
  return [lineFeature(closed, style), ...dots];
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
