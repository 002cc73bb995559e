/** From shapes to OpenLayers features: y points up there, so every y changes its sign at this door and nowhere else. */
import type { Coordinate } from "ol/coordinate.js";
import Feature from "ol/Feature.js";
import type Geometry from "ol/geom/Geometry.js";
import LineString from "ol/geom/LineString.js";
import OlPoint from "ol/geom/Point.js";
import Polygon from "ol/geom/Polygon.js";
import type Style from "ol/style/Style.js";
import { type ImageShape, outline, type Point } from "./geometry";

export function toMap({ x, y }: Point): Coordinate {
  return [x, -y];
}

export function fromMap(coordinate: Coordinate): Point {
  return { x: coordinate[0] as number, y: -(coordinate[1] as number) };
}

export function geometryOf(shape: ImageShape): Geometry {
  const points = outline(shape).map(toMap);
  switch (shape.type) {
    case "point":
      return new OlPoint(points[0] as Coordinate);
    case "line":
      return new LineString(points);
    default:
      return new Polygon([[...points, points[0] as Coordinate]]);
  }
}

export function featureOf(shape: ImageShape, style: Style | Style[]): Feature {
  const feature = new Feature(geometryOf(shape));
  feature.setStyle(style);
  return feature;
}
