/** The timeline on screen: two canvases, the pointer and the keys on them. Knows nothing of React or of answers. */
import type { Stretch } from "../frames/stretch";
import {
  bound,
  fitView,
  frameAtX,
  GUTTER,
  panView,
  RULER,
  revealFrame,
  revealRow,
  type TimelineView,
  xOf,
  zoomView,
} from "./geometry";
import { type Hit, hitAt } from "./hits";
import { type Marker, type Palette, paintMarker, paintRows, type Scene } from "./paint";
import { rowIndexOf } from "./rows";

export interface TimelineHandlers {
  /** A press, before anything moves. Answer what to do with the drag that follows; null: nothing. */
  press(hit: Hit, event: PointerEvent): TimelineDrag | null;
}

export interface TimelineDrag {
  move(frame: number): void;
  /** `hasMoved`: beyond a click. */
  end(frame: number, hasMoved: boolean): void;
}

/** Without the palette, which is the timeline's own business. */
export type TimelineScene = Omit<Scene, "palette">;

const NOTHING: Stretch = { first: 0, last: 0 };
const CLICK = 3;
const WHEEL_ZOOM = 1.0015;

export class Timeline {
  private readonly target: HTMLElement;
  private readonly handlers: TimelineHandlers;
  private readonly rows = document.createElement("canvas");
  private readonly marks = document.createElement("canvas");
  private readonly observer = new ResizeObserver(() => this.resize());
  private readonly themes = new MutationObserver(() => this.recolor());
  private view: TimelineView = { start: 0, pixelsPerFrame: 1, top: 0, width: 1, height: 1 };
  private scene: TimelineScene | null = null;
  private marker: Marker = { frame: 0, loop: null, pending: null };
  private palette: Palette;
  private isFitted = true;
  private timer = 0;
  private rowsAreStale = false;

  constructor(target: HTMLElement, handlers: TimelineHandlers) {
    this.target = target;
    this.handlers = handlers;
    for (const canvas of [this.rows, this.marks]) {
      Object.assign(canvas.style, { position: "absolute", inset: "0", width: "100%", height: "100%" });
      target.append(canvas);
    }
    this.palette = paletteOf(target);
    this.observer.observe(target);
    this.themes.observe(document.documentElement, { attributeFilter: ["data-mantine-color-scheme"] });
    target.addEventListener("pointerdown", this.onPointerDown);
    target.addEventListener("pointermove", this.onHover);
    target.addEventListener("wheel", this.onWheel, { passive: false });
    this.resize();
  }

  dispose(): void {
    cancelAnimationFrame(this.timer);
    this.observer.disconnect();
    this.themes.disconnect();
    this.target.removeEventListener("pointerdown", this.onPointerDown);
    this.target.removeEventListener("pointermove", this.onHover);
    this.target.removeEventListener("wheel", this.onWheel);
    this.rows.remove();
    this.marks.remove();
  }

  show(scene: TimelineScene): void {
    const isOther = scene.stretch !== this.scene?.stretch;
    this.scene = scene;
    this.rowsAreStale = true;
    this.setView(isOther ? fitView(this.view, scene.stretch) : this.view);
  }

  mark(marker: Marker): void {
    this.marker = marker;
    this.setView(revealFrame(this.view, marker.frame, this.stretch));
  }

  reveal(uuid: string | undefined): void {
    const row = rowIndexOf(this.scene?.rows ?? [], uuid);
    if (row >= 0) this.setView(revealRow(this.view, row));
  }

  /** Around the playhead, or around a place of the pointer. */
  zoomBy(factor: number, aroundX = Math.max(GUTTER, xOf(this.view, this.marker.frame))): void {
    this.setView(zoomView(this.view, factor, aroundX, this.stretch));
    this.isFitted = false;
  }

  fit(): void {
    this.setView(fitView(this.view, this.stretch));
    this.isFitted = true;
  }

  private get stretch(): Stretch {
    return this.scene?.stretch ?? NOTHING;
  }

  private setView(view: TimelineView): void {
    const bounded = bound(view, this.stretch, this.scene?.rows.length ?? 0);
    this.rowsAreStale ||= !isSameView(this.view, bounded);
    this.view = bounded;
    this.paintSoon();
  }

  private paintSoon(): void {
    if (this.timer === 0) this.timer = requestAnimationFrame(() => this.paint());
  }

  private paint(): void {
    this.timer = 0;
    if (!this.scene) return;
    if (this.rowsAreStale) paintRows(this.contextOf(this.rows), this.view, { ...this.scene, palette: this.palette });
    paintMarker(this.contextOf(this.marks), this.view, this.marker, this.palette);
    this.rowsAreStale = false;
  }

  private contextOf(canvas: HTMLCanvasElement): CanvasRenderingContext2D {
    const context = canvas.getContext("2d") as CanvasRenderingContext2D;
    const ratio = window.devicePixelRatio;
    const [width, height] = [Math.round(this.view.width * ratio), Math.round(this.view.height * ratio)];
    if (canvas.width !== width || canvas.height !== height) Object.assign(canvas, { width, height });
    context.setTransform(ratio, 0, 0, ratio, 0, 0);
    return context;
  }

  private resize(): void {
    const { clientWidth: width, clientHeight: height } = this.target;
    const view = { ...this.view, width: Math.max(1, width), height: Math.max(1, height) };
    this.setView(this.isFitted ? fitView(view, this.stretch) : view);
  }

  private recolor(): void {
    this.palette = paletteOf(this.target);
    this.rowsAreStale = true;
    this.paintSoon();
  }

  private placeOf(event: MouseEvent): readonly [x: number, y: number] {
    const { left, top } = this.target.getBoundingClientRect();
    return [event.clientX - left, event.clientY - top];
  }

  private hitOf(event: MouseEvent): Hit {
    return hitAt(this.view, this.scene?.rows ?? [], ...this.placeOf(event));
  }

  private readonly onPointerDown = (event: PointerEvent): void => {
    const drag = event.button === 0 ? this.handlers.press(this.hitOf(event), event) : null;
    if (drag) this.follow(event, drag);
    else if (event.button !== 0) this.startPan(event);
  };

  private follow(start: PointerEvent, drag: TimelineDrag): void {
    let hasMoved = false;
    const frameOf = (event: PointerEvent) =>
      Math.max(this.stretch.first, Math.min(this.stretch.last, frameAtX(this.view, this.placeOf(event)[0])));
    const move = (event: PointerEvent) => {
      hasMoved ||= Math.abs(event.clientX - start.clientX) > CLICK;
      if (hasMoved) drag.move(frameOf(event));
    };
    this.capture(start, move, (event) => drag.end(frameOf(event), hasMoved));
  }

  /** The middle and the right button move the view. */
  private startPan(start: PointerEvent): void {
    let [x, y] = [start.clientX, start.clientY];
    const move = (event: PointerEvent) => {
      this.pan(x - event.clientX, y - event.clientY);
      [x, y] = [event.clientX, event.clientY];
    };
    this.capture(start, move, () => undefined);
  }

  private capture(start: PointerEvent, move: (event: PointerEvent) => void, end: (event: PointerEvent) => void): void {
    const { target } = this;
    target.setPointerCapture(start.pointerId);
    const stop = (event: PointerEvent) => {
      target.removeEventListener("pointermove", move);
      end(event);
    };
    target.addEventListener("pointermove", move);
    target.addEventListener("lostpointercapture", stop as EventListener, { once: true });
  }

  private readonly onHover = (event: PointerEvent): void => {
    if (event.buttons === 0) this.target.style.cursor = cursorOf(this.hitOf(event));
  };

  private readonly onWheel = (event: WheelEvent): void => {
    event.preventDefault();
    const [x, y] = this.placeOf(event);
    const isOnTime = event.ctrlKey || event.altKey || y < RULER;
    if (isOnTime && event.deltaX === 0) this.zoomBy(WHEEL_ZOOM ** -event.deltaY, Math.max(GUTTER, x));
    else if (event.shiftKey && event.deltaX === 0) this.pan(event.deltaY, 0);
    else this.pan(event.deltaX, event.deltaY);
  };

  private pan(x: number, y: number): void {
    this.isFitted = false;
    this.setView(panView(this.view, x, y, this.stretch, this.scene?.rows.length ?? 0));
  }
}

function isSameView(a: TimelineView, b: TimelineView): boolean {
  return (Object.keys(a) as (keyof TimelineView)[]).every((name) => a[name] === b[name]);
}

function cursorOf(hit: Hit): string {
  if (hit.on === "ruler" || hit.on === "keyframe") return "ew-resize";
  if (hit.on === "event") return hit.part === "middle" ? "grab" : "col-resize";
  return hit.on === "track" ? "pointer" : "default";
}

function paletteOf(element: HTMLElement): Palette {
  const style = getComputedStyle(element);
  const read = (name: string) => style.getPropertyValue(`--gs-${name}`).trim();
  return {
    surface: read("surface"),
    raised: read("raised"),
    line: read("line"),
    text: read("text"),
    muted: read("muted"),
    faint: read("faint"),
    selected: read("selected"),
    gold: read("gold"),
    mono: read("mono"),
    font: read("font"),
  };
}
