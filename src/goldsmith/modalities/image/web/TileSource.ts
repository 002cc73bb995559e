/** Tiles as they are needed: the most wanted first, few at once, kept as long as there is room. */
import { keyOf, type TileFacts, type TilePlace } from "./tilePyramid";

/** A tile that came: ready to draw, or the samples of each band shown. */
export interface LoadedTile {
  readonly place: TilePlace;
  readonly bitmap: ImageBitmap | null;
  readonly samples: readonly Uint16Array[];
  readonly width: number;
  readonly height: number;
}

const AT_ONCE = 6;
const MOST_TRIES = 3;
const MOST_BYTES = 192 * 1024 * 1024;

export class TileSource {
  private readonly facts: TileFacts;
  private readonly template: string;
  private readonly loaded = new Map<string, LoadedTile>();
  private readonly underway = new Map<string, AbortController>();
  private readonly failures = new Map<string, number>();
  private wanted: TilePlace[] = [];
  private bands: readonly number[] = [0];
  private bytes = 0;
  private readonly onArrival: () => void;

  constructor(facts: TileFacts, template: string, onArrival: () => void) {
    this.facts = facts;
    this.template = template;
    this.onArrival = onArrival;
  }

  /** Some tiles could not be had, after several tries. */
  get hasFailed(): boolean {
    return [...this.failures.values()].some((tries) => tries >= MOST_TRIES);
  }

  /** Which bands a tile of samples has from now on. Others are let go. */
  showBands(bands: readonly number[]): void {
    if (bands.join() === this.bands.join()) return;
    this.bands = bands;
    for (const request of this.underway.values()) request.abort();
    this.underway.clear();
    this.loaded.clear();
    this.bytes = 0;
  }

  get(place: TilePlace): LoadedTile | undefined {
    const key = keyOf(place);
    const tile = this.loaded.get(key);
    if (tile) {
      this.loaded.delete(key);
      this.loaded.set(key, tile);
    }
    return tile;
  }

  /** What is in sight, the most wanted first: what is no longer wanted is not waited for. */
  want(places: readonly TilePlace[]): void {
    this.wanted = places.filter((place) => !this.loaded.has(keyOf(place)));
    const keys = new Set(this.wanted.map(keyOf));
    for (const [key, request] of this.underway) {
      if (keys.has(key)) continue;
      request.abort();
      this.underway.delete(key);
    }
    this.begin();
  }

  /** Have this tile; null when it cannot be had. */
  async load(place: TilePlace): Promise<LoadedTile | null> {
    const known = this.get(place);
    if (known) return known;
    const request = new AbortController();
    const tile = await this.read(place, request.signal);
    this.keep(tile);
    return tile;
  }

  private begin(): void {
    for (const place of this.wanted) {
      if (this.underway.size >= AT_ONCE) return;
      const key = keyOf(place);
      const isHopeless = (this.failures.get(key) ?? 0) >= MOST_TRIES;
      if (!isHopeless && !this.underway.has(key) && !this.loaded.has(key)) this.fetch(place, key);
    }
  }

  private async fetch(place: TilePlace, key: string): Promise<void> {
    const request = new AbortController();
    this.underway.set(key, request);
    try {
      const tile = await this.read(place, request.signal);
      if (request.signal.aborted) return;
      this.keep(tile);
      this.failures.delete(key);
    } catch {
      if (request.signal.aborted) return;
      this.failures.set(key, (this.failures.get(key) ?? 0) + 1);
    }
    this.underway.delete(key);
    this.onArrival();
    this.begin();
  }

  private keep(tile: LoadedTile): void {
    this.loaded.set(keyOf(tile.place), tile);
    this.bytes += bytesOf(tile);
    for (const [key, oldest] of this.loaded) {
      if (this.bytes <= MOST_BYTES) break;
      this.loaded.delete(key);
      this.bytes -= bytesOf(oldest);
      oldest.bitmap?.close();
    }
  }

  private async read(place: TilePlace, signal: AbortSignal): Promise<LoadedTile> {
    if (this.facts.encoding === "samples") return this.readSamples(place, signal);
    const answer = await this.ask(place, 0, signal);
    const bitmap = await createImageBitmap(await answer.blob());
    return { place, bitmap, samples: [], width: bitmap.width, height: bitmap.height };
  }

  private async readSamples(place: TilePlace, signal: AbortSignal): Promise<LoadedTile> {
    const read = async (band: number) => new Uint16Array(await (await this.ask(place, band, signal)).arrayBuffer());
    const samples = await Promise.all(this.bands.map(read));
    const across = Math.ceil(this.facts.width / 2 ** place.level) - place.column * this.facts.tile;
    const width = Math.min(this.facts.tile, across);
    return { place, bitmap: null, samples, width, height: (samples[0]?.length ?? 0) / width };
  }

  private async ask({ level, column, row }: TilePlace, band: number, signal: AbortSignal): Promise<Response> {
    const parts: Readonly<Record<string, number>> = { level, column, row, band };
    const answer = await fetch(
      this.template.replace(/\{(\w+)\}/g, (_, name: string) => String(parts[name])),
      { signal },
    );
    if (!answer.ok) throw new Error(`The tile was answered with ${answer.status}.`);
    return answer;
  }
}

const bytesOf = ({ width, height, samples }: LoadedTile): number => width * height * (4 + 2 * samples.length);
