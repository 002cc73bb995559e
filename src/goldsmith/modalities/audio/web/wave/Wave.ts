/** The recording on screen: two canvases, the pointer and the wheel on them. Knows nothing of React or of answers. */
import { clamp } from "../regions/operations";
import type { Stretch } from "../regions/shapes";
import {
  bound,
  isWithin,
  type Layout,
  layOut,
  revealRow,
  revealTime,
  shownStretch,
  timeAtX,
  viewOf,
  type WaveView,
  xOf,
  zoomView,
} from "./geometry";
import { type Hit, hitAt } from "./hits";
import { type Marker, type Palette, paintMarker, paintScene, type Scene } from "./paint";
import { rowIndexOf } from "./rows";

export interface WaveHandlers {
  /** A press, before anything moves. Answer what to do with the drag that follows; null: nothing. */
  press(hit: Hit, event: PointerEvent): WaveDrag | null;
}

export interface WaveDrag {
  /** `reach`: how many seconds lie under the few pixels within which ends snap; 0 where they must not. */
  move(time: number, reach: number): void;
  /** `hasMoved`: beyond a click. */
  end(time: number, reach: number, hasMoved: boolean): void;
}

/** Without the palette, which is this class's own business. */
export type WaveScene = Omit<Scene, "palette">;

const CLICK = 3;
const SNAP = 7;
const WHEEL_ZOOM = 1.0025;
const FRESH: WaveView = { start: 0, pixelsPerSecond: 1e-9, top: 0, width: 1, height: 1 };

export class Wave {
  private readonly target: HTMLElement;
  private readonly handlers: WaveHandlers;
  private readonly sound = document.createElement("canvas");
  private readonly marks = document.createElement("canvas");
  private readonly observer = new ResizeObserver(() => this.resize());
  private readonly themes = new MutationObserver(() => this.recolor());
  private readonly onView: (shown: Stretch) => void;
  private view: WaveView = FRESH;
  private scene: WaveScene | null = null;
  private marker: Marker = { time: 0, loop: null, pending: null };
  private palette: Palette;
  private timer = 0;
  private isStale = false;

  constructor(target: HTMLElement, handlers: WaveHandlers, onView: (shown: Stretch) => void) {
    this.target = target;
    this.handlers = handlers;
    this.onView = onView;
    for (const canvas of [this.sound, this.marks]) {
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
    this.sound.remove();
    this.marks.remove();
  }

  show(scene: WaveScene): void {
    const isOther = scene.stretch !== this.scene?.stretch;
    this.scene = scene;
    this.isStale = true;
    this.setView(isOther ? { ...this.view, start: scene.stretch.start, pixelsPerSecond: 1e-9 } : this.view);
  }

  /** What is drawn has more to draw from. */
  repaint(): void {
    this.isStale = true;
    this.paintSoon();
  }

  mark(marker: Marker): void {
    const hasMoved = marker.time !== this.marker.time;
    this.marker = marker;
    this.setView(hasMoved ? revealTime(this.view, this.layout, marker.time) : this.view);
  }

  /** Bring a region into sight: its row, and its time where nothing of it is to be seen. */
  reveal(uuid: string | undefined): void {
    const rows = this.scene?.rows ?? [];
    const row = rowIndexOf(rows, uuid);
    if (row < 0) return;
    const region = rows[row]?.regions.find((each) => each.uuid === uuid);
    const shown = shownStretch(this.view, this.layout);
    const isSeen = region && region.start < shown.end && region.end > shown.start;
    const view = region && !isSeen ? revealTime(this.view, this.layout, region.start) : this.view;
    this.setView(revealRow(view, this.layout, row));
  }

  /** Around the playhead, or around a place of the pointer. */
  zoomBy(factor: number, aroundX = xOf(this.view, this.layout, this.marker.time)): void {
    const { gutter } = this.layout;
    const x = clamp(aroundX, { start: gutter, end: this.view.width });
    this.setView(zoomView(this.view, this.layout, factor, x, this.stretch));
  }

  zoomTo(stretch: Stretch): void {
    this.setView(viewOf(this.view, this.layout, stretch));
  }

  fit(): void {
    this.setView({ ...this.view, start: this.stretch.start, pixelsPerSecond: 1e-9 });
  }

  private get stretch(): Stretch {
    return this.scene?.stretch ?? { start: 0, end: 1 };
  }

  private get layout(): Layout {
    const channels = this.scene?.isSplit ? this.scene.peaks.channels : 1;
    const hasSpectrum = this.scene?.spectrum != null;
    return layOut(this.view, this.scene?.rows.length ?? 0, { channels, hasSpectrum });
  }

  private setView(view: WaveView): void {
    const bounded = bound(view, this.layout, this.stretch, this.scene?.rows.length ?? 0);
    if (!isSameView(this.view, bounded)) {
      this.isStale = true;
      this.view = bounded;
      this.onView(shownStretch(bounded, this.layout));
    }
    this.paintSoon();
  }

  private paintSoon(): void {
    if (this.timer === 0) this.timer = requestAnimationFrame(() => this.paint());
  }

  private paint(): void {
    this.timer = 0;
    if (!this.scene) return;
    const { view, layout, palette } = this;
    if (this.isStale) paintScene(this.contextOf(this.sound), view, layout, { ...this.scene, palette });
    paintMarker(this.contextOf(this.marks), view, layout, this.marker, { stretch: this.stretch, palette });
    this.isStale = false;
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
    this.setView({ ...this.view, width: Math.max(1, width), height: Math.max(1, height) });
  }

  private recolor(): void {
    this.palette = paletteOf(this.target);
    this.repaint();
  }

  private placeOf(event: MouseEvent): readonly [x: number, y: number] {
    const { left, top } = this.target.getBoundingClientRect();
    return [event.clientX - left, event.clientY - top];
  }

  private hitOf(event: MouseEvent): Hit {
    const { view, layout, stretch } = this;
    const { rows = [], selected = [] } = this.scene ?? {};
    return hitAt({ view, layout, stretch, rows, selected }, ...this.placeOf(event));
  }

  private readonly onPointerDown = (event: PointerEvent): void => {
    const hit = this.hitOf(event);
    if (hit.on === "overview" && event.button === 0) this.startOverview(event);
    else if (event.button !== 0) this.startPan(event);
    else {
      const drag = this.handlers.press(hit, event);
      if (drag) this.follow(event, drag);
    }
  };

  private follow(start: PointerEvent, drag: WaveDrag): void {
    let hasMoved = false;
    const timeOf = (event: PointerEvent) =>
      clamp(timeAtX(this.view, this.layout, this.placeOf(event)[0]), this.stretch);
    const reachOf = (event: PointerEvent) => (event.altKey ? 0 : SNAP / this.view.pixelsPerSecond);
    const move = (event: PointerEvent) => {
      hasMoved ||= Math.abs(event.clientX - start.clientX) > CLICK;
      if (hasMoved) drag.move(timeOf(event), reachOf(event));
    };
    this.capture(start, move, (event) => drag.end(timeOf(event), reachOf(event), hasMoved));
  }

  /** The window of the overview follows the pointer. */
  private startOverview(start: PointerEvent): void {
    const center = (event: PointerEvent) => {
      const { gutter } = this.layout;
      const share = (this.placeOf(event)[0] - gutter) / Math.max(1, this.view.width - gutter);
      const shown = shownStretch(this.view, this.layout);
      const time = this.stretch.start + share * (this.stretch.end - this.stretch.start);
      this.setView({ ...this.view, start: time - (shown.end - shown.start) / 2 });
    };
    center(start);
    this.capture(start, center, () => undefined);
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

  /** The wheel moves through time, over the tiers also through them; with Ctrl or Alt it zooms. */
  private readonly onWheel = (event: WheelEvent): void => {
    event.preventDefault();
    const [x, y] = this.placeOf(event);
    const { layout } = this;
    const canScroll = (this.scene?.rows.length ?? 0) > 0 && isWithin(layout.tiers, y) && !event.shiftKey;
    if ((event.ctrlKey || event.altKey) && event.deltaX === 0) this.zoomBy(WHEEL_ZOOM ** -event.deltaY, x);
    else if (canScroll && event.deltaX === 0 && this.canMoveRows(event.deltaY)) this.pan(0, event.deltaY);
    else this.pan(event.deltaX || event.deltaY, 0);
  };

  private canMoveRows(by: number): boolean {
    const moved = bound(
      { ...this.view, top: this.view.top + by },
      this.layout,
      this.stretch,
      this.scene?.rows.length ?? 0,
    );
    return moved.top !== this.view.top;
  }

  private pan(x: number, y: number): void {
    this.setView({ ...this.view, start: this.view.start + x / this.view.pixelsPerSecond, top: this.view.top + y });
  }
}

function isSameView(a: WaveView, b: WaveView): boolean {
  return (Object.keys(a) as (keyof WaveView)[]).every((name) => a[name] === b[name]);
}

function cursorOf(hit: Hit): string {
  if (hit.on === "ruler" || hit.on === "overview") return "ew-resize";
  if (hit.on === "region") return hit.part === "middle" ? "grab" : "col-resize";
  return hit.on === "tier" ? "crosshair" : "text";
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
