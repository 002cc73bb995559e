/**
 * Thousands of shapes that stay fluid: a few are painted in every frame; many are kept as a bitmap that moves with the
 * view, is painted anew in slices once the view rests, and is patched only where a shape changed.
 */
import Layer from "ol/layer/Layer.js";
import type { FrameState } from "ol/Map.js";
import RBush from "ol/structs/RBush.js";
import { type Bounds, boundsOf, depthOf, type ImageShape, outline } from "./geometry";
import { layerCanvas } from "./layerCanvas";
import { type Appearance, paintShape } from "./painter";

interface Entry {
  readonly shape: ImageShape;
  readonly appearance: Appearance;
  /** Its place among shapes of the same depth. */
  order: number;
  readonly extent: number[];
}

/** A view: where a bitmap was painted, or is to be painted. */
export interface Sight {
  readonly left: number;
  readonly top: number;
  /** Device pixels a picture pixel covers. */
  readonly scale: number;
  readonly width: number;
  readonly height: number;
  readonly pixelRatio: number;
}

/** Up to so many shapes are painted in every frame. */
const DIRECT = 300;
const SLICE = 300;
const REST_MS = 60;
/** Beyond so many changes one full painting is cheaper than patches. */
const MOST_PATCHES = 24;
/** Lines and dots reach beyond a shape's bounds. */
const MARGIN_PIXELS = 9;

export class ShapeLayer {
  readonly layer: Layer;
  private readonly drawn = layerCanvas();
  private readonly index = new RBush<Entry>(9);
  private entries = new Map<string, Entry>();
  private hidden: ReadonlySet<string> = new Set();
  private bitmap: { readonly canvas: HTMLCanvasElement; readonly sight: Sight } | null = null;
  private spare: HTMLCanvasElement | null = null;
  private painting: { cancel(): void; readonly sight: Sight } | null = null;

  constructor() {
    this.layer = new Layer({ render: (frame) => this.render(frame) });
  }

  dispose(): void {
    this.painting?.cancel();
  }

  /** Show exactly these; what is the same object with the same appearance is left alone. */
  show(shapes: readonly ImageShape[], appearanceOf: (shape: ImageShape) => Appearance): void {
    const before = this.entries;
    const changed: Entry[] = [];
    this.entries = new Map(
      shapes.map((shape, order) => {
        const known = before.get(shape.uuid);
        const appearance = appearanceOf(shape);
        if (known?.shape === shape && isSameAppearance(known.appearance, appearance)) {
          known.order = order;
          return [shape.uuid, known];
        }
        const entry = { shape, appearance, order, extent: extentOf(shape) };
        changed.push(entry);
        return [shape.uuid, entry];
      }),
    );
    const gone = [...before.values()].filter((entry) => this.entries.get(entry.shape.uuid) !== entry);
    for (const entry of gone) this.index.remove(entry);
    this.index.load(
      changed.map(({ extent }) => extent),
      changed,
    );
    this.repaint([...gone, ...changed]);
  }

  /** Leave out what is drawn elsewhere for now: the selected, the dragged. */
  hide(uuids: ReadonlySet<string>): void {
    const turned = [...this.hidden, ...uuids].filter((uuid) => this.hidden.has(uuid) !== uuids.has(uuid));
    if (turned.length === 0) return;
    this.hidden = uuids;
    this.repaint(turned.map((uuid) => this.entries.get(uuid)).filter((entry) => entry !== undefined));
  }

  /** Those whose bounds meet these, the topmost first. */
  within({ left, top, right, bottom }: Bounds): { readonly shape: ImageShape; readonly appearance: Appearance }[] {
    return this.index.getInExtent([left, top, right, bottom]).sort(fromBelow).reverse();
  }

  private repaint(touched: readonly Entry[]): void {
    if (touched.length === 0) return;
    const { bitmap } = this;
    const isPatchable = bitmap !== null && this.painting === null && touched.length <= MOST_PATCHES;
    if (isPatchable) for (const { extent } of touched) this.patch(bitmap.canvas, bitmap.sight, extent);
    else this.bitmap = null;
    this.layer.changed();
  }

  private render(frame: FrameState | null): HTMLElement {
    if (!frame) return this.drawn.frame;
    const sight = sightOf(frame);
    const context = clear(this.drawn.canvas, sight);
    const visible = this.visibleIn(sight);
    if (visible.length <= DIRECT) {
      this.stopPainting();
      this.bitmap = null;
      paintEntries(context, sight, visible);
    } else {
      this.renderBitmap(context, sight, visible);
    }
    return this.drawn.frame;
  }

  private renderBitmap(context: CanvasRenderingContext2D, sight: Sight, visible: readonly Entry[]): void {
    const { bitmap } = this;
    if (bitmap) {
      const zoom = sight.scale / bitmap.sight.scale;
      const x = (bitmap.sight.left - sight.left) * sight.scale;
      const y = (bitmap.sight.top - sight.top) * sight.scale;
      context.setTransform(zoom, 0, 0, zoom, x, y);
      context.drawImage(bitmap.canvas, 0, 0);
    } else {
      // Nothing to show meanwhile: the first slice at least is better than an empty picture.
      paintEntries(context, sight, visible.slice(0, DIRECT));
    }
    const isCurrent = bitmap !== null && isSameSight(bitmap.sight, sight);
    if (isCurrent) this.stopPainting();
    else if (!this.painting || !isSameSight(this.painting.sight, sight)) this.paintSoon(sight, visible);
  }

  private stopPainting(): void {
    this.painting?.cancel();
    this.painting = null;
  }

  /** Paint a fresh bitmap in slices, beginning when the view has come to rest. */
  private paintSoon(sight: Sight, visible: readonly Entry[]): void {
    this.stopPainting();
    let frame = 0;
    const canvas = this.spare ?? document.createElement("canvas");
    this.spare = null;
    const slice = (from: number) => {
      const context = from === 0 ? clear(canvas, sight) : (canvas.getContext("2d") as CanvasRenderingContext2D);
      paintEntries(context, sight, visible.slice(from, from + SLICE));
      if (from + SLICE < visible.length) frame = requestAnimationFrame(() => slice(from + SLICE));
      else this.finish(canvas, sight);
    };
    const timer = setTimeout(() => slice(0), this.bitmap ? REST_MS : 0);
    this.painting = {
      sight,
      cancel: () => {
        clearTimeout(timer);
        cancelAnimationFrame(frame);
        this.spare = canvas;
      },
    };
  }

  private finish(canvas: HTMLCanvasElement, sight: Sight): void {
    this.painting = null;
    this.spare = this.bitmap?.canvas ?? null;
    this.bitmap = { canvas, sight };
    this.layer.changed();
  }

  private patch(canvas: HTMLCanvasElement, sight: Sight, extent: readonly number[]): void {
    const context = canvas.getContext("2d") as CanvasRenderingContext2D;
    const margin = (MARGIN_PIXELS * sight.pixelRatio) / sight.scale;
    const [left, top, right, bottom] = extent as [number, number, number, number];
    const around = [left - margin, top - margin, right + margin, bottom + margin];
    context.save();
    aim(context, sight);
    context.beginPath();
    context.rect(left - margin, top - margin, right - left + 2 * margin, bottom - top + 2 * margin);
    context.clip();
    context.clearRect(left - margin, top - margin, right - left + 2 * margin, bottom - top + 2 * margin);
    paintEntries(context, sight, this.inOrder(this.index.getInExtent(around)));
    context.restore();
  }

  private visibleIn({ left, top, scale, width, height, pixelRatio }: Sight): readonly Entry[] {
    const margin = (MARGIN_PIXELS * pixelRatio) / scale;
    const extent = [left - margin, top - margin, left + width / scale + margin, top + height / scale + margin];
    return this.inOrder(this.index.getInExtent(extent));
  }

  private inOrder(entries: readonly Entry[]): readonly Entry[] {
    return entries.filter(({ shape }) => !this.hidden.has(shape.uuid)).sort(fromBelow);
  }
}

function fromBelow(a: Entry, b: Entry): number {
  return depthOf(a.shape) - depthOf(b.shape) || a.order - b.order;
}

function paintEntries(context: CanvasRenderingContext2D, sight: Sight, entries: readonly Entry[]): void {
  aim(context, sight);
  for (const { shape, appearance } of entries) {
    paintShape(context, shape, appearance, sight.scale / sight.pixelRatio);
  }
}

export function aim(context: CanvasRenderingContext2D, { left, top, scale }: Sight): void {
  context.setTransform(scale, 0, 0, scale, -left * scale, -top * scale);
}

export function clear(canvas: HTMLCanvasElement, { width, height }: Sight): CanvasRenderingContext2D {
  const context = canvas.getContext("2d") as CanvasRenderingContext2D;
  if (canvas.width !== width || canvas.height !== height) Object.assign(canvas, { width, height });
  context.setTransform(1, 0, 0, 1, 0, 0);
  context.clearRect(0, 0, width, height);
  return context;
}

export function sightOf({ pixelRatio, size, viewState }: FrameState): Sight {
  const [width, height] = size as [number, number];
  const [centerX, centerY] = viewState.center as [number, number];
  const { resolution } = viewState;
  return {
    left: centerX - (width / 2) * resolution,
    top: -centerY - (height / 2) * resolution,
    scale: pixelRatio / resolution,
    width: Math.round(width * pixelRatio),
    height: Math.round(height * pixelRatio),
    pixelRatio,
  };
}

export function isSameSight(a: Sight, b: Sight): boolean {
  return a.left === b.left && a.top === b.top && a.scale === b.scale && a.width === b.width && a.height === b.height;
}

function isSameAppearance(a: Appearance, b: Appearance): boolean {
  return a.color === b.color && a.look === b.look && a.edges === b.edges;
}

function extentOf(shape: ImageShape): number[] {
  const { left, top, right, bottom } = boundsOf(outline(shape));
  return [left, top, right, bottom];
}
