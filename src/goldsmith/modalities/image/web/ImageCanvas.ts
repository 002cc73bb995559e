/** The picture, the shapes on it and the view over them; knows nothing of React or of answers. */
import "ol/ol.css";
import { containsCoordinate, type Extent, intersects } from "ol/extent.js";
import type Feature from "ol/Feature.js";
import DragPan from "ol/interaction/DragPan.js";
import { defaults as defaultInteractions } from "ol/interaction/defaults.js";
import PointerInteraction from "ol/interaction/Pointer.js";
import Kinetic from "ol/Kinetic.js";
import VectorLayer from "ol/layer/Vector.js";
import OlMap from "ol/Map.js";
import type MapBrowserEvent from "ol/MapBrowserEvent.js";
import { unByKey } from "ol/Observable.js";
import Projection from "ol/proj/Projection.js";
import VectorSource from "ol/source/Vector.js";
import View from "ol/View.js";
import { fromMap, toMap } from "./features";
import {
  areaOf,
  type Bounds,
  boundsOf,
  centerOf,
  depthOf,
  distanceTo,
  type ImageShape,
  outline,
  type Point,
  type Size,
} from "./geometry";
import type { Heat } from "./heat/disagreement";
import { HeatLayer } from "./heat/HeatLayer";
import type { Frame } from "./mask/bitmap";
import { MaskLayer } from "./mask/MaskLayer";
import { frameOf } from "./mask/rings";
import { isMask } from "./mask/shape";
import type { Appearance } from "./painter";
import { type Ground, pictureLayer } from "./pictureLayer";
import { ShapeLayer } from "./ShapeLayer";

export interface PointerGesture {
  readonly at: Point;
  /** True when the middle or right button, or a second finger, asks to move the view. */
  readonly isPan: boolean;
  readonly isDouble: boolean;
  readonly isShift: boolean;
  readonly isAlt: boolean;
  /** Ctrl, or the command key. */
  readonly isCtrl: boolean;
}

export interface PointerHandlers {
  /** True takes the drag; false leaves it to the view. */
  down(gesture: PointerGesture): boolean;
  drag(gesture: PointerGesture): void;
  up(gesture: PointerGesture): void;
  hover(gesture: PointerGesture): string;
  /** A press that did not travel, after down and up. */
  click(gesture: PointerGesture): void;
  doubleClick(at: Point): void;
}

/** Where somebody looks; null while the whole picture is fitted into the room there is. */
export type Sight = { readonly center: Point; readonly resolution: number } | null;

const FIT_PADDING = [20, 20, 20, 20];
const NEAR_RESOLUTION = 1 / 6;
const DEEPEST_RESOLUTION = 1 / 40;

export class ImageCanvas {
  readonly size: Size;
  private readonly map: OlMap;
  private readonly view: View;
  private readonly shapes = new ShapeLayer();
  private readonly others = new ShapeLayer();
  readonly masks = new MaskLayer();
  private readonly otherMasks = new MaskLayer();
  private readonly heat: HeatLayer;
  private readonly active = new VectorSource({ wrapX: false });
  /** Nobody has moved the view since it was fitted: keep the whole picture in sight when the room changes. */
  private isFitted = true;
  private isFitting = false;

  constructor(target: HTMLElement, picture: Ground, size: Size, handlers: PointerHandlers) {
    this.size = size;
    this.heat = new HeatLayer(size);
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
        this.heat.layer,
        this.masks.layer,
        this.otherMasks.layer,
        this.shapes.layer,
        this.others.layer,
        new VectorLayer({ source: this.active, updateWhileAnimating: true, updateWhileInteracting: true }),
      ],
    });
    // The right and the middle button move the view under any tool.
    this.map.addInteraction(new DragPan({ condition: () => true, kinetic: new Kinetic(-0.005, 0.05, 100) }));
    this.map.addInteraction(new Gestures(handlers));
    this.map.on("click", (event) => handlers.click(gestureOf(event)));
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
    this.masks.dispose();
    this.otherMasks.dispose();
    this.map.setTarget(undefined);
    this.map.dispose();
  }

  /** Draw now rather than in the next frame. */
  paint(): void {
    this.map.renderSync();
  }

  /** Returns the way out. */
  onView(listener: () => void): () => void {
    const keys = this.view.on(["change:resolution", "change:center"], listener);
    return () => unByKey(keys);
  }

  showShapes(shapes: readonly ImageShape[], appearanceOf: (shape: ImageShape) => Appearance): void {
    this.shapes.show(
      shapes.filter((shape) => !isMask(shape)),
      appearanceOf,
    );
    this.masks.show(shapes.filter(isMask), appearanceOf);
  }

  showOverlays(shapes: readonly ImageShape[], appearanceOf: (shape: ImageShape) => Appearance): void {
    this.others.show(
      shapes.filter((shape) => !isMask(shape)),
      appearanceOf,
    );
    this.otherMasks.show(shapes.filter(isMask), appearanceOf);
  }

  /** Where people disagree; null takes it away. */
  showHeat(heat: Heat | null): void {
    this.heat.show(heat);
  }

  /** Leave out of the crowd what is drawn in hand. */
  hideShapes(uuids: ReadonlySet<string>): void {
    this.shapes.hide(uuids);
    this.masks.select(uuids);
  }

  /** What is in hand: selected shapes, their handles, the drawing, the crosshair. Few, so drawn anew each time. */
  showActive(features: readonly Feature[]): void {
    this.active.clear(true);
    this.active.addFeatures([...features]);
  }

  setVisible(isVisible: boolean): void {
    this.shapes.layer.setVisible(isVisible);
    this.masks.layer.setVisible(isVisible);
  }

  /** Shapes within reach of a place: what was sent to the front first, then points and lines, then the smallest. */
  shapesAt(at: Point, reachPixels: number): ImageShape[] {
    const reach = reachPixels * this.resolution;
    const near = this.shapes
      .within({ left: at.x - reach, top: at.y - reach, right: at.x + reach, bottom: at.y + reach })
      .filter(({ shape, appearance }) => distanceTo(shape, at, appearance.edges) <= reach)
      .map(({ shape }) => shape);
    return [...near, ...this.masks.at(at)].sort((a, b) => depthOf(b) - depthOf(a) || areaOf(a) - areaOf(b));
  }

  /** Shapes whose bounds meet these, the topmost first. */
  shapesWithin(bounds: Bounds): ImageShape[] {
    return this.shapes.within(bounds).map(({ shape }) => shape);
  }

  /** Picture pixels a screen pixel covers. */
  get resolution(): number {
    return this.view.getResolution() ?? 1;
  }

  get center(): Point {
    return fromMap(this.view.getCenter() ?? [0, 0]);
  }

  get sight(): Sight {
    return this.isFitted ? null : { center: this.center, resolution: this.resolution };
  }

  set sight(sight: Sight) {
    if (sight) {
      this.view.setResolution(sight.resolution);
      this.view.setCenter(toMap(sight.center));
    } else this.fit();
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

  /** Bring a place to the middle, near enough to see its pixels. */
  lookAt(at: Point): void {
    this.view.setCenter(toMap(at));
    this.view.setResolution(Math.min(this.resolution, NEAR_RESOLUTION));
  }

  /** The whole pixels of the picture in sight; null when none are. */
  get visibleFrame(): Frame | null {
    const [left, bottom, right, top] = this.viewExtent as [number, number, number, number];
    return frameOf(
      [
        { x: left, y: -top },
        { x: right, y: -bottom },
      ],
      this.size,
    );
  }

  revealShape(shape: ImageShape): void {
    const { left, top, right, bottom } = boundsOf(outline(shape));
    if (!intersects([left, -bottom, right, -top], this.viewExtent)) this.view.setCenter(toMap(centerOf(shape)));
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
  return {
    at: fromMap(event.coordinate),
    isPan: original.button > 0,
    isDouble: original.detail > 1,
    isShift: original.shiftKey,
    isAlt: original.altKey,
    isCtrl: original.ctrlKey || original.metaKey,
  };
}
