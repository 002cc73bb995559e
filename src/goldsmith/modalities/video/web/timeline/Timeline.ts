/** The timeline on screen: what is seen of it, and the pointer on it. Knows nothing of React or of answers. */
import { Surface } from "@goldsmith/editors";
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
import { type Marker, paintMarker, paintRows, type Scene } from "./paint";
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
const WHEEL_ZOOM = 1.0015;

export class Timeline {
  private readonly handlers: TimelineHandlers;
  private readonly surface: Surface;
  private view: TimelineView = { start: 0, pixelsPerFrame: 1, top: 0, width: 1, height: 1 };
  private scene: TimelineScene | null = null;
  private marker: Marker = { frame: 0, loop: null, pending: null };
  private isFitted = true;
  private rowsAreStale = false;

  constructor(target: HTMLElement, handlers: TimelineHandlers) {
    this.handlers = handlers;
    this.surface = new Surface(target, {
      paint: () => this.paint(),
      resize: () => this.resize(),
      recolor: () => this.recolor(),
      press: (event) => this.press(event),
      wheel: (event) => this.wheel(event),
      cursorAt: (event) => cursorOf(this.hitOf(event)),
    });
    this.resize();
  }

  dispose(): void {
    this.surface.dispose();
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
    this.surface.paintSoon();
  }

  private paint(): void {
    const { surface, scene, view } = this;
    if (!scene) return;
    const { palette } = surface;
    if (this.rowsAreStale) paintRows(surface.standing(), view, { ...scene, palette });
    paintMarker(surface.moving(), view, this.marker, palette);
    this.rowsAreStale = false;
  }

  private resize(): void {
    const view = { ...this.view, ...this.surface.size };
    this.setView(this.isFitted ? fitView(view, this.stretch) : view);
  }

  private recolor(): void {
    this.rowsAreStale = true;
    this.surface.paintSoon();
  }

  private hitOf(event: MouseEvent): Hit {
    return hitAt(this.view, this.scene?.rows ?? [], ...this.surface.placeOf(event));
  }

  private press(event: PointerEvent): void {
    const drag = event.button === 0 ? this.handlers.press(this.hitOf(event), event) : null;
    if (drag) this.follow(event, drag);
    // The middle and the right button move the view.
    else if (event.button !== 0) this.surface.pan(event, (x, y) => this.pan(x, y));
  }

  private follow(start: PointerEvent, drag: TimelineDrag): void {
    const { first, last } = this.stretch;
    const frameOf = (event: PointerEvent) =>
      Math.max(first, Math.min(last, frameAtX(this.view, this.surface.placeOf(event)[0])));
    this.surface.drag(
      start,
      (event) => drag.move(frameOf(event)),
      (event, hasMoved) => drag.end(frameOf(event), hasMoved),
    );
  }

  private wheel(event: WheelEvent): void {
    const [x, y] = this.surface.placeOf(event);
    const isOnTime = event.ctrlKey || event.altKey || y < RULER;
    if (isOnTime && event.deltaX === 0) this.zoomBy(WHEEL_ZOOM ** -event.deltaY, Math.max(GUTTER, x));
    else if (event.shiftKey && event.deltaX === 0) this.pan(event.deltaY, 0);
    else this.pan(event.deltaX, event.deltaY);
  }

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
