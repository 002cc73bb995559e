/** The picture, the shapes on it and the view over them; knows nothing of React or of answers. */
import "ol/ol.css";
import { containsCoordinate, type Extent } from "ol/extent.js";
import type Feature from "ol/Feature.js";
import OlFeature from "ol/Feature.js";
import LineString from "ol/geom/LineString.js";
import OlPoint from "ol/geom/Point.js";
import DragPan from "ol/interaction/DragPan.js";
import { defaults as defaultInteractions } from "ol/interaction/defaults.js";
import PointerInteraction from "ol/interaction/Pointer.js";
import Kinetic from "ol/Kinetic.js";
import VectorLayer from "ol/layer/Vector.js";
import OlMap from "ol/Map.js";
import type MapBrowserEvent from "ol/MapBrowserEvent.js";
import Projection from "ol/proj/Projection.js";
import VectorSource from "ol/source/Vector.js";
import type Style from "ol/style/Style.js";
import View from "ol/View.js";
import { fromMap, geometryOf, toMap } from "./features";
import { areaOf, centerOf, distanceTo, type ImageShape, type Point, type Size } from "./geometry";
import type { Appearance } from "./painter";
import { pictureLayer } from "./pictureLayer";
import { ShapeLayer } from "./ShapeLayer";

export interface PointerGesture {
  readonly at: Point;
  /** True when the middle or right button, or a second finger, asks to move the view. */
  readonly isPan: boolean;
  readonly isDouble: boolean;
}

export interface PointerHandlers {
  /** True takes the drag; false leaves it to the view. */
  down(gesture: PointerGesture): boolean;
  drag(gesture: PointerGesture): void;
  up(gesture: PointerGesture): void;
  hover(gesture: PointerGesture): string;
  /** A press that did not travel, after down and up. */
  click(at: Point): void;
  doubleClick(at: Point): void;
}

export interface Decoration {
  readonly at: Point;
  readonly style: Style;
}

const FIT_PADDING = [20, 20, 20, 20];
const DEEPEST_RESOLUTION = 1 / 40;

export class ImageCanvas {
  readonly size: Size;
  private readonly map: OlMap;
  private readonly view: View;
  private readonly shapes = new ShapeLayer();
  private readonly others = new ShapeLayer();
  private readonly active = new VectorSource({ wrapX: false });
  /** Nobody has moved the view since it was fitted: keep the whole picture in sight when the room changes. */
  private isFitted = true;
  private isFitting = false;

  constructor(target: HTMLElement, picture: CanvasImageSource, size: Size, handlers: PointerHandlers) {
    this.size = size;
    const extent = [0, -size.height, size.width, 0];
    const projection = new Projection({ code: "pixels", units: "pixels", extent });
    this.view = new View({
      projection,
      center: [size.width / 2, -size.height / 2],
      resolution: 1,
      minResolution: DEEPEST_RESOLUTION,
      maxResolution: Math.max(size.width, size.height) / 100,
      extent,
      constrainOnlyCenter: true,
      enableRotation: false,
    });
    this.map = new OlMap({
      target,
      view: this.view,
      controls: [],
      interactions: defaultInteractions({
        altShiftDragRotate: false,
        pinchRotate: false,
        keyboard: false,
        doubleClickZoom: false,
        shiftDragZoom: false,
        dragPan: false,
      }),
      layers: [
        pictureLayer(picture),
        this.shapes.layer,
        this.others.layer,
        new VectorLayer({ source: this.active, updateWhileAnimating: true, updateWhileInteracting: true }),
      ],
    });
    // The right and the middle button move the view under any tool.
    this.map.addInteraction(new DragPan({ condition: () => true, kinetic: new Kinetic(-0.005, 0.05, 100) }));
    this.map.addInteraction(new Gestures(handlers));
    this.map.on("click", (event) => handlers.click(fromMap(event.coordinate)));
    this.map.on("dblclick", (event) => handlers.doubleClick(fromMap(event.coordinate)));
    target.addEventListener("contextmenu", (event) => event.preventDefault());
    this.map.updateSize();
    this.fit();
    this.map.on("change:size", () => this.isFitted && this.fit());
    this.view.on(["change:resolution", "change:center"], () => {
      this.isFitted = this.isFitting;
    });
  }

  dispose(): void {
    this.shapes.dispose();
    this.others.dispose();
    this.map.setTarget(undefined);
    this.map.dispose();
  }

  /** Draw now rather than in the next frame. */
  paint(): void {
    this.map.renderSync();
  }

  onView(listener: () => void): void {
    this.view.on(["change:resolution", "change:center"], listener);
  }

  showShapes(shapes: readonly ImageShape[], appearanceOf: (shape: ImageShape) => Appearance): void {
    this.shapes.show(shapes, appearanceOf);
  }

  showOverlays(shapes: readonly ImageShape[], appearanceOf: (shape: ImageShape) => Appearance): void {
    this.others.show(shapes, appearanceOf);
  }

  /** Leave out of the crowd what is drawn in hand. */
  hideShapes(uuids: ReadonlySet<string>): void {
    this.shapes.hide(uuids);
  }

  /** What is in hand: selected shapes, their handles, the drawing, the crosshair. Few, so drawn anew each time. */
  showActive(features: readonly Feature[]): void {
    this.active.clear(true);
    this.active.addFeatures([...features]);
  }

  setVisible(isVisible: boolean): void {
    this.shapes.layer.setVisible(isVisible);
  }

  /** Shapes within reach of a place: points and lines first, then the smallest. */
  shapesAt(at: Point, reachPixels: number): ImageShape[] {
    const reach = reachPixels * this.resolution;
    return this.shapes
      .within({ left: at.x - reach, top: at.y - reach, right: at.x + reach, bottom: at.y + reach })
      .filter((shape) => distanceTo(shape, at) <= reach)
      .sort((a, b) => areaOf(a) - areaOf(b));
  }

  /** Picture pixels a screen pixel covers. */
  get resolution(): number {
    return this.view.getResolution() ?? 1;
  }

  get center(): Point {
    return fromMap(this.view.getCenter() ?? [0, 0]);
  }

  fit(): void {
    this.isFitting = true;
    this.view.fit([0, -this.size.height, this.size.width, 0], { size: this.map.getSize(), padding: FIT_PADDING });
    this.isFitting = false;
    this.isFitted = true;
  }

  zoomBy(factor: number, around?: Point): void {
    this.view.adjustResolution(1 / factor, around && toMap(around));
  }

  zoomTo(magnification: number): void {
    this.view.setResolution(1 / magnification);
  }

  /** Move the view by screen pixels. */
  panBy(x: number, y: number): void {
    this.view.adjustCenter([x * this.resolution, -y * this.resolution]);
  }

  /** Bring a place into view if it is out of it. */
  reveal(at: Point): void {
    const coordinate = toMap(at);
    if (!containsCoordinate(this.viewExtent, coordinate)) this.view.setCenter(coordinate);
  }

  revealShape(shape: ImageShape): void {
    if (!geometryOf(shape).intersectsExtent(this.viewExtent)) this.view.setCenter(toMap(centerOf(shape)));
  }

  private get viewExtent(): Extent {
    return this.view.calculateExtent(this.map.getSize());
  }
}

/** Pointer events in picture pixels. */
class Gestures extends PointerInteraction {
  private readonly handlers: PointerHandlers;

  constructor(handlers: PointerHandlers) {
    super();
    this.handlers = handlers;
  }

  override handleDownEvent(event: MapBrowserEvent): boolean {
    return this.targetPointers.length === 1 && this.handlers.down(gestureOf(event));
  }

  override handleDragEvent(event: MapBrowserEvent): void {
    this.handlers.drag(gestureOf(event));
  }

  override handleUpEvent(event: MapBrowserEvent): boolean {
    this.handlers.up(gestureOf(event));
    return false;
  }

  override handleMoveEvent(event: MapBrowserEvent): void {
    const target = event.map.getTargetElement();
    if (!event.dragging && target) target.style.cursor = this.handlers.hover(gestureOf(event));
  }
}

function gestureOf(event: MapBrowserEvent): PointerGesture {
  const original = event.originalEvent as PointerEvent;
  return { at: fromMap(event.coordinate), isPan: original.button > 0, isDouble: original.detail > 1 };
}

export function dotFeature({ at, style }: Decoration): Feature {
  const feature = new OlFeature(new OlPoint(toMap(at)));
  feature.setStyle(style);
  return feature;
}

export function lineFeature(points: readonly Point[], style: Style | Style[]): Feature {
  const feature = new OlFeature(new LineString(points.map(toMap)));
  feature.setStyle(style);
  return feature;
}
