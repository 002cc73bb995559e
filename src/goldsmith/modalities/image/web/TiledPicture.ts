/** A picture too large or too odd for a browser, drawn from the tiles that are in sight. */
import type { Frame } from "./mask/bitmap";
import { type LoadedTile, TileSource } from "./TileSource";
import { levelFor, type Region, regionOf, type TileFacts, type TilePlace, tilesIn } from "./tilePyramid";
import { firstWindowing, lookupTable, paintSamples, type Windowing } from "./windowing";

/** How picture pixels become canvas pixels: canvas = picture · scale + (left, top). */
export interface Placement {
  readonly scale: number;
  readonly left: number;
  readonly top: number;
}

interface Painted {
  readonly version: number;
  readonly canvas: OffscreenCanvas;
}

export class TiledPicture {
  readonly facts: TileFacts;
  private readonly source: TileSource;
  private readonly listeners = new Set<() => void>();
  private readonly painted = new WeakMap<LoadedTile, Painted>();
  private tables: readonly Uint8Array[] = [];
  private version = 0;
  private shown: Windowing | null = null;

  constructor(facts: TileFacts, template: string) {
    this.facts = facts;
    this.source = new TileSource(facts, template, () => this.tell());
    if (facts.encoding === "samples") this.windowing = firstWindowing(facts);
  }

  get width(): number {
    return this.facts.width;
  }

  get height(): number {
    return this.facts.height;
  }

  get hasFailed(): boolean {
    return this.source.hasFailed;
  }

  /** How samples are shown; null for a picture that has colors of its own. */
  get windowing(): Windowing | null {
    return this.shown;
  }

  set windowing(windowing: Windowing | null) {
    this.shown = windowing;
    this.version += 1;
    this.tables = (windowing?.channels ?? []).map((channel) => lookupTable(channel, windowing?.isInverted ?? false));
    this.source.showBands((windowing?.channels ?? [{ band: 0 }]).map(({ band }) => band));
    this.tell();
  }

  /** Be told whenever it looks different; call the answer to be told no more. */
  watch(listener: () => void): () => void {
    this.listeners.add(listener);
    return () => this.listeners.delete(listener);
  }

  /** The smallest level, so that there is something to see at once. */
  async open(): Promise<void> {
    await this.source.load({ level: this.facts.levels - 1, column: 0, row: 0 });
  }

  /** Have what shows when the whole picture fits into so many pixels. */
  async warm(width: number, height: number): Promise<void> {
    const scale = Math.min(width / this.facts.width, height / this.facts.height);
    const places = tilesIn(this.facts, levelFor(this.facts, scale), this.whole);
    await Promise.all(places.map((place) => this.source.load(place)));
  }

  /** Have what a part of the picture shows at a scale. What cannot be had is drawn from coarser tiles. */
  async load({ left, top, width, height }: Frame, scale: number): Promise<void> {
    const region = { left, top, right: left + width, bottom: top + height };
    const places = tilesIn(this.facts, levelFor(this.facts, scale), region);
    await Promise.allSettled(places.map((place) => this.source.load(place)));
  }

  /** Draw what is in sight from the best tiles that are there, and ask for those that are missing. */
  draw(context: CanvasRenderingContext2D, placement: Placement): void {
    const places = this.drawLoaded(context, placement);
    this.source.want([{ level: this.facts.levels - 1, column: 0, row: 0 }, ...places]);
  }

  /** Draw from the best tiles that are there. Returns the tiles that would be best. */
  drawLoaded(context: CanvasRenderingContext2D, placement: Placement): readonly TilePlace[] {
    const sight = this.inSight(context.canvas, placement);
    const level = levelFor(this.facts, placement.scale);
    const places = tilesIn(this.facts, level, sight);
    const isWhole = places.every((place) => this.source.get(place));
    for (let coarser = this.facts.levels - 1; !isWhole && coarser > level; coarser--) {
      this.drawTiles(context, placement, tilesIn(this.facts, coarser, sight));
    }
    this.drawTiles(context, placement, places);
    return places;
  }

  private get whole(): Region {
    return { left: 0, top: 0, right: this.facts.width, bottom: this.facts.height };
  }

  private inSight({ width, height }: { width: number; height: number }, { scale, left, top }: Placement): Region {
    return { left: -left / scale, top: -top / scale, right: (width - left) / scale, bottom: (height - top) / scale };
  }

  private drawTiles(context: CanvasRenderingContext2D, placement: Placement, places: readonly TilePlace[]): void {
    for (const place of places) {
      const tile = this.source.get(place);
      if (tile) this.drawTile(context, placement, tile);
    }
  }

  /** Edges on whole pixels of the screen: neighbors neither overlap nor leave a seam. */
  private drawTile(context: CanvasRenderingContext2D, { scale, left, top }: Placement, tile: LoadedTile): void {
    const region = regionOf(this.facts, tile.place);
    const factor = 2 ** tile.place.level;
    const x = Math.round(region.left * scale + left);
    const y = Math.round(region.top * scale + top);
    const width = Math.max(1, Math.round(region.right * scale + left) - x);
    const height = Math.max(1, Math.round(region.bottom * scale + top) - y);
    const sourceWidth = Math.min(tile.width, (region.right - region.left) / factor);
    const sourceHeight = Math.min(tile.height, (region.bottom - region.top) / factor);
    context.drawImage(tile.bitmap ?? this.paint(tile), 0, 0, sourceWidth, sourceHeight, x, y, width, height);
  }

  /** Samples through the window; painted again only when the window has changed. */
  private paint(tile: LoadedTile): OffscreenCanvas {
    const known = this.painted.get(tile);
    if (known?.version === this.version) return known.canvas;
    const canvas = known?.canvas ?? new OffscreenCanvas(tile.width, tile.height);
    const image = new ImageData(tile.width, tile.height);
    paintSamples(tile.samples, this.tables, image.data);
    canvas.getContext("2d")?.putImageData(image, 0, 0);
    this.painted.set(tile, { version: this.version, canvas });
    return canvas;
  }

  private tell(): void {
    for (const listener of this.listeners) listener();
  }
}
