/**
 * All masks of a picture in one layer. The crowd is kept as painted while the view rests, so that a stroke paints only
 * what is in hand, and of that only where it went since the last frame; while the view moves, the last painting moves
 * along when painting anew would take too long.
 */
import Layer from "ol/layer/Layer.js";
import type { FrameState } from "ol/Map.js";
import type { Point } from "../geometry";
import { layerCanvas } from "../layerCanvas";
import type { Appearance } from "../painter";
import { aim, clear, isSameSight, type Sight, sightOf } from "../ShapeLayer";
import { type Frame, frameAround, holds, intersectionOf, widened } from "./bitmap";
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

interface Crowd {
  readonly canvas: HTMLCanvasElement;
  readonly sight: Sight;
  readonly entries: readonly Entry[];
  readonly cost: number;
}

const HALO = "rgba(10, 12, 15, 0.75)";
const FILL = { plain: 0.38, guess: 0.34, overlay: 0, selected: 0.5 } as const;
/** A painting that takes longer than this waits until the view rests. */
const SLOW_MS = 12;
const REST_MS = 60;
/** In screen pixels: as far as a rim and smoothed edges reach beyond the pixels of a mask. */
const MARGIN = 4;

export class MaskLayer {
  readonly layer: Layer;
  private readonly drawn = layerCanvas();
  private entries = new Map<string, Entry>();
  private inHand: ReadonlySet<string> = new Set();
  private footprint: Footprint | null = null;
  private crowd: Crowd | null = null;
  /** The view in which the layer was painted, and what of the picture has changed since. */
  private painted: Sight | null = null;
  private stale: Frame | "all" | null = "all";
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

  /** Show what a stroke does; `changed` is where it differs from what was shown last, anywhere when it is not given. */
  preview(preview: Preview | null, changed?: Frame): void {
    const before = this.footprint;
    this.footprint = preview && footprintOf(preview, before, changed);
    const goesOn = before?.preview.target === preview?.target && before?.preview.effect === preview?.effect;
    if (!before || !changed || !goesOn) this.stale = "all";
    else if (this.stale !== "all") this.stale = this.stale ? frameAround(this.stale, changed) : changed;
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
    this.stale = "all";
    this.layer.changed();
  }

  private render(frame: FrameState | null): HTMLElement {
    if (!frame) return this.drawn.frame;
    const [sight, before] = [sightOf(frame), this.crowd];
    const crowd = this.crowdIn(sight);
    const isSame = crowd === before && this.painted !== null && isSameSight(this.painted, sight);
    const stale = isSame ? this.stale : "all";
    if (stale !== null) this.paint(sight, crowd, stale === "all" ? whole(sight) : onScreen(stale, sight));
    this.painted = sight;
    this.stale = null;
    return this.drawn.frame;
  }

  private paint(sight: Sight, crowd: Crowd, part: Frame): void {
    paintAnew(this.drawn.canvas, sight, part, (context) => {
      paintCrowd(context, sight, crowd);
      if (this.footprint?.preview.cutsOthers) this.cut(context, sight);
      for (const entry of this.entries.values()) {
        if (this.isInHand(entry)) this.paintInHand(context, sight, part, entry);
      }
      const isNew = this.footprint && !this.entries.has(this.footprint.preview.target ?? "");
      if (isNew) this.paintFootprint(context, sight, part);
    });
  }

  private isInHand({ mask: { uuid } }: Entry): boolean {
    return this.inHand.has(uuid) || this.footprint?.preview.target === uuid;
  }

  /** What is not in hand, as it was painted last where that will do. */
  private crowdIn(sight: Sight): Crowd {
    const known = this.crowd;
    const entries = [...this.entries.values()].filter((entry) => !this.isInHand(entry));
    const isCurrent =
      known?.entries.length === entries.length && entries.every((entry, at) => entry === known.entries[at]);
    if (known && isCurrent && isSameSight(known.sight, sight)) return known;
    const waits = known && isCurrent && known.cost > SLOW_MS && this.rest !== undefined;
    const crowd = waits ? known : this.paintedCrowd(sight, entries);
    this.crowd = crowd;
    this.repaintAtRest();
    return crowd;
  }

  /** While the view moves, painting anew waits; the last move in a row ends the wait. */
  private repaintAtRest(): void {
    clearTimeout(this.rest);
    this.rest = setTimeout(() => {
      this.rest = undefined;
      this.layer.changed();
    }, REST_MS);
  }

  private paintedCrowd(sight: Sight, entries: readonly Entry[]): Crowd {
    const started = performance.now();
    const canvas = this.crowd?.canvas ?? document.createElement("canvas");
    const context = clear(canvas, sight);
    aim(context, sight);
    for (const entry of entries) if (isInSight(entry.mask, sight)) paintPlain(context, sight, entry);
    return { canvas, sight, entries, cost: performance.now() - started };
  }

  private paintInHand(context: CanvasRenderingContext2D, sight: Sight, part: Frame, { mask, sprite }: Entry): void {
    if (this.footprint && this.isChanging(mask.uuid)) this.paintChange(context, sight, part, sprite);
    else paintSelected(context, sight, sprite);
  }

  private isChanging(uuid: string): boolean {
    const preview = this.footprint?.preview;
    return preview?.target === uuid || (preview?.effect === "take" && preview.target === null);
  }

  /** A new mask, or what is taken from all. */
  private paintFootprint(context: CanvasRenderingContext2D, sight: Sight, part: Frame): void {
    if (this.footprint?.preview.effect === "take") this.cut(context, sight);
    else this.paintChange(context, sight, part, null);
  }

  /** A mask as it would be: put together opaque beside the screen, then laid over it with a rim. */
  private paintChange(context: CanvasRenderingContext2D, sight: Sight, part: Frame, sprite: MaskSprite | null): void {
    paintAnew(this.scratch, sight, withMargin(part, sight), (scratch) => {
      aim(scratch, sight);
      sprite?.paintFill(scratch, sight.scale);
      if (this.footprint?.preview.effect === "take") scratch.globalCompositeOperation = "destination-out";
      this.drawFootprint(scratch, sight);
    });
    context.setTransform(1, 0, 0, 1, 0, 0);
    context.globalAlpha = FILL.selected;
    context.drawImage(this.scratch, 0, 0);
    context.globalAlpha = 1;
    this.paintRim(sight, part);
    context.drawImage(this.rim, 0, 0);
  }

  private paintRim(sight: Sight, part: Frame): void {
    const reach = 1.5 * sight.pixelRatio;
    paintAnew(this.rim, sight, part, (rim) => {
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
    });
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

function paintCrowd(context: CanvasRenderingContext2D, sight: Sight, { canvas, sight: painted }: Crowd): void {
  const zoom = sight.scale / painted.scale;
  const [across, down] = [(painted.left - sight.left) * sight.scale, (painted.top - sight.top) * sight.scale];
  context.setTransform(zoom, 0, 0, zoom, across, down);
  context.drawImage(canvas, 0, 0);
  context.setTransform(1, 0, 0, 1, 0, 0);
}

/** Paint a part of a canvas from nothing; what lies beside it stays. */
function paintAnew(
  canvas: HTMLCanvasElement,
  { width, height }: Sight,
  part: Frame,
  paint: (context: CanvasRenderingContext2D) => void,
): void {
  if (canvas.width !== width || canvas.height !== height) Object.assign(canvas, { width, height });
  const context = canvas.getContext("2d") as CanvasRenderingContext2D;
  context.save();
  context.setTransform(1, 0, 0, 1, 0, 0);
  context.beginPath();
  context.rect(part.left, part.top, part.width, part.height);
  context.clip();
  context.clearRect(part.left, part.top, part.width, part.height);
  paint(context);
  context.restore();
}

function whole({ width, height }: Sight): Frame {
  return { left: 0, top: 0, width, height };
}

/** The pixels of the screen on which a part of the picture shows, rims included. */
function onScreen(part: Frame, sight: Sight): Frame {
  const [left, top] = [(part.left - sight.left) * sight.scale, (part.top - sight.top) * sight.scale].map(
    Math.floor,
  ) as [number, number];
  const [width, height] = [part.width * sight.scale + 1, part.height * sight.scale + 1].map(Math.ceil) as [
    number,
    number,
  ];
  return withMargin({ left, top, width, height }, sight);
}

function withMargin(part: Frame, sight: Sight): Frame {
  const wide = widened(part, Math.ceil(MARGIN * sight.pixelRatio));
  return intersectionOf(wide, whole(sight)) ?? { left: 0, top: 0, width: 0, height: 0 };
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
