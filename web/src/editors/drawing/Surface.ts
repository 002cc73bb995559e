/** Where a line of time is drawn: two canvases over one element, the hands on them, and the theme's colours. */
import { type Palette, paletteOf } from "./palette";

export interface SurfaceOwner {
  /** At most once a frame, after `paintSoon`. */
  paint(): void;
  /** The element has another size. */
  resize(): void;
  /** The theme has other colours. */
  recolor(): void;
  press(event: PointerEvent): void;
  wheel(event: WheelEvent): void;
  /** The cursor over a place, while nothing is pressed. */
  cursorAt(event: PointerEvent): string;
}

/** CSS pixels, never none. */
interface Size {
  readonly width: number;
  readonly height: number;
}

/** Farther than this, in CSS pixels, a press is no click any more. */
const CLICK = 3;

export class Surface {
  private readonly target: HTMLElement;
  private readonly owner: SurfaceOwner;
  private readonly lower = document.createElement("canvas");
  private readonly upper = document.createElement("canvas");
  private readonly listening = new AbortController();
  private readonly sizes: ResizeObserver;
  private readonly themes: MutationObserver;
  private colors: Palette;
  private measured: Size;
  private timer = 0;

  constructor(target: HTMLElement, owner: SurfaceOwner) {
    this.target = target;
    this.owner = owner;
    for (const canvas of [this.lower, this.upper]) {
      Object.assign(canvas.style, { position: "absolute", inset: "0", width: "100%", height: "100%" });
      target.append(canvas);
    }
    this.colors = paletteOf(target);
    this.measured = sizeOf(target);
    this.sizes = new ResizeObserver(() => this.resize());
    this.sizes.observe(target);
    this.themes = new MutationObserver(() => this.recolor());
    this.themes.observe(document.documentElement, { attributeFilter: ["data-mantine-color-scheme"] });
    this.listen();
  }

  dispose(): void {
    cancelAnimationFrame(this.timer);
    this.sizes.disconnect();
    this.themes.disconnect();
    this.listening.abort();
    this.lower.remove();
    this.upper.remove();
  }

  get palette(): Palette {
    return this.colors;
  }

  get size(): Size {
    return this.measured;
  }

  paintSoon(): void {
    if (this.timer > 0) return;
    this.timer = requestAnimationFrame(() => {
      this.timer = 0;
      this.owner.paint();
    });
  }

  /** What stands; to be painted in CSS pixels. */
  standing(): CanvasRenderingContext2D {
    return this.contextOf(this.lower);
  }

  /** What moves over it. */
  moving(): CanvasRenderingContext2D {
    return this.contextOf(this.upper);
  }

  /** Where a pointer is on the element, in CSS pixels. */
  placeOf(event: MouseEvent): readonly [x: number, y: number] {
    const { left, top } = this.target.getBoundingClientRect();
    return [event.clientX - left, event.clientY - top];
  }

  /** From a press until it is let go. */
  capture(start: PointerEvent, move: (event: PointerEvent) => void, end: (event: PointerEvent) => void): void {
    const { target } = this;
    target.setPointerCapture(start.pointerId);
    const stop = (event: PointerEvent) => {
      target.removeEventListener("pointermove", move);
      end(event);
    };
    target.addEventListener("pointermove", move);
    target.addEventListener("lostpointercapture", stop as EventListener, { once: true });
  }

  /** `move` from where the press is no click any more; `hasMoved` whether it got there. */
  drag(
    start: PointerEvent,
    move: (event: PointerEvent) => void,
    end: (event: PointerEvent, hasMoved: boolean) => void,
  ): void {
    let hasMoved = false;
    const follow = (event: PointerEvent) => {
      hasMoved ||= Math.abs(event.clientX - start.clientX) > CLICK;
      if (hasMoved) move(event);
    };
    this.capture(start, follow, (event) => end(event, hasMoved));
  }

  /** What is seen follows the pointer; `by`: pixels from one move to the next. */
  pan(start: PointerEvent, by: (x: number, y: number) => void): void {
    let [x, y] = [start.clientX, start.clientY];
    const move = (event: PointerEvent) => {
      by(x - event.clientX, y - event.clientY);
      [x, y] = [event.clientX, event.clientY];
    };
    this.capture(start, move, () => undefined);
  }

  private listen(): void {
    const { target, owner } = this;
    const { signal } = this.listening;
    target.addEventListener("pointerdown", (event) => owner.press(event), { signal });
    target.addEventListener("pointermove", (event) => this.hover(event), { signal });
    const turn = (event: WheelEvent) => {
      event.preventDefault();
      owner.wheel(event);
    };
    target.addEventListener("wheel", turn, { signal, passive: false });
  }

  private hover(event: PointerEvent): void {
    if (event.buttons === 0) this.target.style.cursor = this.owner.cursorAt(event);
  }

  private resize(): void {
    this.measured = sizeOf(this.target);
    this.owner.resize();
  }

  private recolor(): void {
    this.colors = paletteOf(this.target);
    this.owner.recolor();
  }

  private contextOf(canvas: HTMLCanvasElement): CanvasRenderingContext2D {
    const context = canvas.getContext("2d") as CanvasRenderingContext2D;
    const ratio = window.devicePixelRatio;
    const [width, height] = [Math.round(this.size.width * ratio), Math.round(this.size.height * ratio)];
    if (canvas.width !== width || canvas.height !== height) Object.assign(canvas, { width, height });
    context.setTransform(ratio, 0, 0, ratio, 0, 0);
    return context;
  }
}

function sizeOf({ clientWidth, clientHeight }: HTMLElement): Size {
  return { width: Math.max(1, clientWidth), height: Math.max(1, clientHeight) };
}
