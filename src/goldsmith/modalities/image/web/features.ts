/** From shapes to OpenLayers features: y points up there, so every y changes its sign at this door and nowhere else. */
import type { Coordinate } from "ol/coordinate.js";
import Feature from "ol/Feature.js";
import type Geometry from "ol/geom/Geometry.js";
import LineString from "ol/geom/LineString.js";
import OlPoint from "ol/geom/Point.js";
import Polygon from "ol/geom/Polygon.js";
import type Style from "ol/style/Style.js";
import { type Edge, type ImageShape, type Point, type Stroke, strokesOf } from "./geometry";

export interface Decoration {
  readonly at: Point;
  readonly style: Style | Style[];
}

interface ShapeStyles {
  readonly whole: Style[];
  /** For what lies behind. */
  readonly back: Style[];
}

export function toMap({ x, y }: Point): Coordinate {
  return [x, -y];
}

export function fromMap(coordinate: Coordinate): Point {
  return { x: coordinate[0] as number, y: -(coordinate[1] as number) };
}

/** From what lies behind to what lies before. */
export function featuresOf(shape: ImageShape, { whole, back }: ShapeStyles, edges?: readonly Edge[]): Feature[] {
  if (shape.type === "point") return [dotFeature({ at: shape, style: whole })];
  const strokes = strokesOf(shape, edges);
  const rings = strokes.filter(({ role, isClosed }) => isClosed && role !== "back").map(ringOf);
  const lines = strokes.filter(({ role, isClosed }) => !isClosed && role !== "back");
  return [
    ...strokes.filter(({ role }) => role === "back").map((stroke) => styled(new LineString(ringOf(stroke)), back)),
    ...lines.map(({ points }) => lineFeature(points, whole)),
    ...(rings.length > 0 ? [styled(new Polygon(rings), whole)] : []),
  ];
}

export function dotFeature({ at, style }: Decoration): Feature {
  return styled(new OlPoint(toMap(at)), style);
}

export function lineFeature(points: readonly Point[], style: Style | Style[]): Feature {
  return styled(new LineString(points.map(toMap)), style);
}

function ringOf({ points }: Stroke): Coordinate[] {
  return [...points, points[0] as Point].map(toMap);
}

function styled(geometry: Geometry, style: Style | Style[]): Feature {
  const feature = new Feature(geometry);
  feature.setStyle(style);
  return feature;
}
