/**
 * All masks of a picture in one layer. The crowd is kept as painted while the view rests, so that a stroke paints only
 * what is in hand; while the view moves, the last painting moves along when painting anew would take too long.
 */
import Layer from "ol/layer/Layer.js";
import type { FrameState } from "ol/Map.js";
import type { Point } from "../geometry";
import { layerCanvas } from "../layerCanvas";
import type { Appearance } from "../painter";
import { aim, clear, isSameSight, type Sight, sightOf } from "../ShapeLayer";
import { type Frame, holds } from "./bitmap";
import type { Preview } from "./desk";
import { canvasOf, MaskSprite, putPixels } from "./MaskSprite";
import { areaOfMask, bitmapOf, type MaskShape } from "./shape";

interface Entry {
  readonly mask: MaskShape;
  readonly appearance: Appearance;
  readonly sprite: MaskSprite;
}

interface Footprint {
  readonly preview: Preview;
  readonly canvas: HTMLCanvasElement;
}

const HALO = "rgba(10, 12, 15, 0.75)";
const FILL = { plain: 0.38, guess: 0.34, overlay: 0, selected: 0.5 } as const;
/** A painting that takes longer than this waits until the view rests. */
const SLOW_MS = 12;
const REST_MS = 60;

export class MaskLayer {
  readonly layer: Layer;
  private readonly drawn = layerCanvas();
  private entries = new Map<string, Entry>();
  private inHand: ReadonlySet<string> = new Set();
  private footprint: Footprint | null = null;
  private crowd: { readonly canvas: HTMLCanvasElement; sight: Sight; cost: number; isCurrent: boolean } | null = null;
  private readonly scratch = document.createElement("canvas");
  private readonly rim = document.createElement("canvas");
  private rest: ReturnType<typeof setTimeout> | undefined;

  constructor() {
    this.layer = new Layer({ render: (frame) => this.render(frame) });
  }

  dispose(): void {
    clearTimeout(this.rest);
  }

  show(masks: readonly MaskShape[], appearanceOf: (mask: MaskShape) => Appearance): void {
    const before = this.entries;
    this.entries = new Map(masks.map((mask) => [mask.uuid, entryOf(mask, appearanceOf(mask), before.get(mask.uuid))]));
    this.repaint();
  }

  /** What is selected is painted on top, brighter. */
  select(uuids: ReadonlySet<string>): void {
    this.inHand = uuids;
    this.repaint();
  }

  /** Show what a stroke does; `changed` is the part of the same window that is new, everything when it is not given. */
  preview(preview: Preview | null, changed?: Frame): void {
    const before = this.footprint;
    this.footprint = preview && footprintOf(preview, before, changed);
    if (before?.preview.target !== preview?.target) this.repaint();
    this.layer.changed();
  }

  /** The masks that hold the pixel at a place, smallest first. */
  at({ x, y }: Point): MaskShape[] {
    return [...this.entries.values()]
      .map(({ mask }) => mask)
      .filter((mask) => isWithin(mask, x, y) && holds(bitmapOf(mask), x, y))
      .sort((a, b) => areaOfMask(a) - areaOfMask(b));
  }

  private repaint(): void {
    if (this.crowd) this.crowd.isCurrent = false;
    this.layer.changed();
  }

  private render(frame: FrameState | null): HTMLElement {
    if (!frame) return this.drawn.frame;
    const sight = sightOf(frame);
    const context = clear(this.drawn.canvas, sight);
    this.paintCrowd(context, sight);
    if (this.footprint?.preview.cutsOthers) this.cut(context, sight);
    for (const entry of this.entries.values()) if (this.isInHand(entry)) this.paintInHand(context, sight, entry);
    if (this.footprint && !this.entries.has(this.footprint.preview.target ?? "")) this.paintFootprint(context, sight);
    return this.drawn.frame;
  }

  private isInHand({ mask: { uuid } }: Entry): boolean {
    return this.inHand.has(uuid) || this.footprint?.preview.target === uuid;
  }

  private paintCrowd(context: CanvasRenderingContext2D, sight: Sight): void {
    const known = this.crowd;
    const isThere = known?.isCurrent === true && isSameSight(known.sight, sight);
    const isSlow = known?.isCurrent === true && known.cost > SLOW_MS && this.rest !== undefined;
    if (!isThere && !isSlow) this.crowd = this.paintedCrowd(sight);
    const { canvas, sight: painted } = this.crowd as NonNullable<typeof this.crowd>;
    const zoom = sight.scale / painted.scale;
    context.setTransform(
      zoom,
      0,
      0,
      zoom,
      (painted.left - sight.left) * sight.scale,
      (painted.top - sight.top) * sight.scale,
    );
    context.drawImage(canvas, 0, 0);
    context.setTransform(1, 0, 0, 1, 0, 0);
    if (!isThere) this.repaintAtRest();
  }

  /** While the view moves, painting anew waits; the last move in a row ends the wait. */
  private repaintAtRest(): void {
    clearTimeout(this.rest);
    this.rest = setTimeout(() => {
      this.rest = undefined;
      this.layer.changed();
    }, REST_MS);
  }

  private paintedCrowd(sight: Sight) {
    const started = performance.now();
    const canvas = this.crowd?.canvas ?? document.createElement("canvas");
    const context = clear(canvas, sight);
    aim(context, sight);
    for (const entry of this.entries.values()) {
      if (!this.isInHand(entry) && isInSight(entry.mask, sight)) paintPlain(context, sight, entry);
    }
    return { canvas, sight, cost: performance.now() - started, isCurrent: true };
  }

  private paintInHand(context: CanvasRenderingContext2D, sight: Sight, { mask, sprite }: Entry): void {
    if (this.footprint && this.isChanging(mask.uuid)) this.paintChange(context, sight, sprite);
    else paintSelected(context, sight, sprite);
  }

  private isChanging(uuid: string): boolean {
    const preview = this.footprint?.preview;
    return preview?.target === uuid || (preview?.effect === "take" && preview.target === null);
  }

  /** A new mask, or what is taken from all. */
  private paintFootprint(context: CanvasRenderingContext2D, sight: Sight): void {
    if (this.footprint?.preview.effect === "take") this.cut(context, sight);
    else this.paintChange(context, sight, null);
  }

  /** A mask as it would be: put together opaque beside the screen, then laid over it with a rim. */
  private paintChange(context: CanvasRenderingContext2D, sight: Sight, sprite: MaskSprite | null): void {
    const scratch = clear(this.scratch, sight);
    aim(scratch, sight);
    sprite?.paintFill(scratch, sight.scale);
    if (this.footprint?.preview.effect === "take") scratch.globalCompositeOperation = "destination-out";
    this.drawFootprint(scratch, sight);
    scratch.globalCompositeOperation = "source-over";
    context.setTransform(1, 0, 0, 1, 0, 0);
    context.globalAlpha = FILL.selected;
    context.drawImage(this.scratch, 0, 0);
    context.globalAlpha = 1;
    this.drawRim(context, sight);
  }

  private drawRim(context: CanvasRenderingContext2D, sight: Sight): void {
    const rim = clear(this.rim, sight);
    const reach = 1.5 * sight.pixelRatio;
    for (const [x, y] of [
      [-reach, 0],
      [reach, 0],
      [0, -reach],
      [0, reach],
    ] as const) {
      rim.drawImage(this.scratch, x, y);
    }
    rim.globalCompositeOperation = "destination-out";
    rim.drawImage(this.scratch, 0, 0);
    rim.globalCompositeOperation = "source-over";
    context.drawImage(this.rim, 0, 0);
  }

  private cut(context: CanvasRenderingContext2D, sight: Sight): void {
    context.globalCompositeOperation = "destination-out";
    aim(context, sight);
    this.drawFootprint(context, sight);
    context.globalCompositeOperation = "source-over";
    context.setTransform(1, 0, 0, 1, 0, 0);
  }

  private drawFootprint(context: CanvasRenderingContext2D, { scale }: Sight): void {
    if (!this.footprint) return;
    const { preview, canvas } = this.footprint;
    context.imageSmoothingEnabled = scale < 1;
    context.drawImage(canvas, preview.pixels.left, preview.pixels.top);
  }
}

function entryOf(mask: MaskShape, appearance: Appearance, known: Entry | undefined): Entry {
  const { color, look } = appearance;
  const isSame = known?.mask === mask && known.appearance.color === color && known.appearance.look === look;
  return isSame ? known : { mask, appearance, sprite: new MaskSprite(mask, color, look === "guess") };
}

/** A canvas stays as long as its window does. */
function footprintOf(preview: Preview, before: Footprint | null, changed: Frame | undefined): Footprint {
  const { pixels, color } = preview;
  if (!changed || before?.preview.pixels !== pixels) return { preview, canvas: canvasOf(pixels, color) };
  putPixels(before.canvas, pixels, changed, color);
  return { preview, canvas: before.canvas };
}

function paintPlain(
  context: CanvasRenderingContext2D,
  { scale, pixelRatio }: Sight,
  { sprite, appearance }: Entry,
): void {
  const { look, color } = appearance;
  context.globalAlpha = FILL[look];
  if (look !== "overlay") sprite.paintFill(context, scale);
  context.globalAlpha = 1;
  context.strokeStyle = color;
  context.lineWidth = (1.5 * pixelRatio) / scale;
  context.setLineDash(look === "overlay" ? [2, 4].map((length) => (length * pixelRatio) / scale) : []);
  sprite.paintOutline(context, scale);
}

function paintSelected(context: CanvasRenderingContext2D, sight: Sight, sprite: MaskSprite): void {
  aim(context, sight);
  context.globalAlpha = FILL.selected;
  sprite.paintFill(context, sight.scale);
  context.globalAlpha = 1;
  context.setLineDash([]);
  for (const [style, width] of [
    [HALO, 4.5],
    [sprite.color, 2],
  ] as const) {
    context.strokeStyle = style;
    context.lineWidth = (width * sight.pixelRatio) / sight.scale;
    sprite.paintOutline(context, sight.scale);
  }
  context.setTransform(1, 0, 0, 1, 0, 0);
}

function isInSight({ left, top, width, height }: Frame, sight: Sight): boolean {
  const [right, bottom] = [sight.left + sight.width / sight.scale, sight.top + sight.height / sight.scale];
  return left < right && top < bottom && left + width > sight.left && top + height > sight.top;
}

function isWithin({ left, top, width, height }: Frame, x: number, y: number): boolean {
  return x >= left && y >= top && x < left + width && y < top + height;
}
