/** The recording on screen: what is seen of it, the pointer and the wheel on it. Knows nothing of React or of answers. */
import { Surface } from "@goldsmith/editors";
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
import { type Marker, paintMarker, paintScene, type Scene } from "./paint";
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

const SNAP = 7;
const WHEEL_ZOOM = 1.0025;
const FRESH: WaveView = { start: 0, pixelsPerSecond: 1e-9, top: 0, width: 1, height: 1 };

export class Wave {
  private readonly handlers: WaveHandlers;
  private readonly surface: Surface;
  private readonly onView: (shown: Stretch) => void;
  private view: WaveView = FRESH;
  private scene: WaveScene | null = null;
  private marker: Marker = { time: 0, loop: null, pending: null };
  private isStale = false;

  constructor(target: HTMLElement, handlers: WaveHandlers, onView: (shown: Stretch) => void) {
    this.handlers = handlers;
    this.onView = onView;
    this.surface = new Surface(target, {
      paint: () => this.paint(),
      resize: () => this.resize(),
      recolor: () => this.repaint(),
      press: (event) => this.press(event),
      wheel: (event) => this.wheel(event),
      cursorAt: (event) => cursorOf(this.hitOf(event)),
    });
    this.resize();
  }

  dispose(): void {
    this.surface.dispose();
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
    this.surface.paintSoon();
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
    this.surface.paintSoon();
  }

  private paint(): void {
    const { surface, scene, view, layout, stretch } = this;
    if (!scene) return;
    const { palette } = surface;
    if (this.isStale) paintScene(surface.standing(), view, layout, { ...scene, palette });
    paintMarker(surface.moving(), view, layout, this.marker, { stretch, palette });
    this.isStale = false;
  }

  private resize(): void {
    this.setView({ ...this.view, ...this.surface.size });
  }

  private hitOf(event: MouseEvent): Hit {
    const { view, layout, stretch } = this;
    const { rows = [], selected = [] } = this.scene ?? {};
    return hitAt({ view, layout, stretch, rows, selected }, ...this.surface.placeOf(event));
  }

  private press(event: PointerEvent): void {
    const hit = this.hitOf(event);
    if (hit.on === "overview" && event.button === 0) this.moveWindow(event);
    // The middle and the right button move the view.
    else if (event.button !== 0) this.surface.pan(event, (x, y) => this.pan(x, y));
    else {
      const drag = this.handlers.press(hit, event);
      if (drag) this.follow(event, drag);
    }
  }

  private follow(start: PointerEvent, drag: WaveDrag): void {
    const timeOf = (event: PointerEvent) =>
      clamp(timeAtX(this.view, this.layout, this.surface.placeOf(event)[0]), this.stretch);
    const reachOf = (event: PointerEvent) => (event.altKey ? 0 : SNAP / this.view.pixelsPerSecond);
    this.surface.drag(
      start,
      (event) => drag.move(timeOf(event), reachOf(event)),
      (event, hasMoved) => drag.end(timeOf(event), reachOf(event), hasMoved),
    );
  }

  /** The window of the overview follows the pointer. */
  private moveWindow(start: PointerEvent): void {
    const center = (event: PointerEvent) => {
      const { gutter } = this.layout;
      const share = (this.surface.placeOf(event)[0] - gutter) / Math.max(1, this.view.width - gutter);
      const shown = shownStretch(this.view, this.layout);
      const time = this.stretch.start + share * (this.stretch.end - this.stretch.start);
      this.setView({ ...this.view, start: time - (shown.end - shown.start) / 2 });
    };
    center(start);
    this.surface.capture(start, center, () => undefined);
  }

  /** The wheel moves through time, over the tiers also through them; with Ctrl or Alt it zooms. */
  private wheel(event: WheelEvent): void {
    const [x, y] = this.surface.placeOf(event);
    const { layout } = this;
    const canScroll = (this.scene?.rows.length ?? 0) > 0 && isWithin(layout.tiers, y) && !event.shiftKey;
    if ((event.ctrlKey || event.altKey) && event.deltaX === 0) this.zoomBy(WHEEL_ZOOM ** -event.deltaY, x);
    else if (canScroll && event.deltaX === 0 && this.canMoveRows(event.deltaY)) this.pan(0, event.deltaY);
    else this.pan(event.deltaX || event.deltaY, 0);
  }

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
