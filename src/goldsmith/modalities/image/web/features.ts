/** From shapes to OpenLayers features: y points up there, so every y changes its sign at this door and nowhere else. */
import type { Coordinate } from "ol/coordinate.js";
import Feature from "ol/Feature.js";
import type Geometry from "ol/geom/Geometry.js";
import LineString from "ol/geom/LineString.js";
import OlPoint from "ol/geom/Point.js";
import Polygon from "ol/geom/Polygon.js";
import type VectorSource from "ol/source/Vector.js";
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
  feature.set("shape", shape, true);
  feature.setStyle(style);
  return feature;
}

export function shapeOf(feature: Feature): ImageShape {
  return feature.get("shape") as ImageShape;
}

interface Drawn {
  readonly shape: ImageShape;
  readonly style: Style[];
  readonly feature: Feature;
}

/** Keeps a source equal to a list of shapes and touches only what changed. */
export class FeatureSync {
  private drawn = new Map<string, Drawn>();
  private readonly source: VectorSource;

  constructor(source: VectorSource) {
    this.source = source;
  }

  update(shapes: readonly ImageShape[], styleOf: (shape: ImageShape) => Style[]): void {
    const next = new Map<string, Drawn>();
    const added: Feature[] = [];
    for (const shape of shapes) {
      const style = styleOf(shape);
      const before = this.drawn.get(shape.uuid);
      const isSame = before?.shape === shape && before.style === style;
      const drawn = isSame ? before : { shape, style, feature: featureOf(shape, style) };
      if (!isSame) added.push(drawn.feature);
      next.set(shape.uuid, drawn);
    }
    const removed = [...this.drawn].filter(([uuid, drawn]) => next.get(uuid) !== drawn);
    this.source.removeFeatures(removed.map(([, drawn]) => drawn.feature));
    this.source.addFeatures(added);
    this.drawn = next;
  }
}
