/** A file of the same thing at several resolutions, of which only what is looked at is fetched, a page at a time. */

export interface Level {
  /** Seconds from one item to the next. */
  readonly step: number;
  readonly count: number;
  /** Where its first item lies in the file, in bytes. */
  readonly offset: number;
}

const PAGE = 4096;
const MOST_PAGES = 400;

export class LevelFile {
  readonly levels: readonly Level[];
  /** Bytes an item. */
  readonly width: number;
  private readonly url: string;
  private readonly pages = new Map<string, Uint8Array | null>();
  /** The page asked for last: neighbouring items mostly lie in it. */
  private last: { readonly level: number; readonly number: number; readonly bytes: Uint8Array } | null = null;
  private readonly onPage: () => void;
  private readonly onFailure: (error: Error) => void;

  constructor(
    url: string,
    levels: readonly Level[],
    width: number,
    heard: { onPage: () => void; onFailure: (error: Error) => void },
  ) {
    this.url = url;
    this.levels = levels;
    this.width = width;
    this.onPage = heard.onPage;
    this.onFailure = heard.onFailure;
  }

  /** The coarsest level that still has an item for each stretch of this length; the finest where none has. */
  levelFor(seconds: number): number {
    const found = this.levels.findLastIndex((level) => level.step <= seconds);
    return Math.max(0, found);
  }

  get coarsest(): number {
    return this.levels.length - 1;
  }

  /** The page of an item; null while it is fetched. */
  page(level: number, item: number): Uint8Array | null {
    const number = Math.floor(item / PAGE);
    if (this.last?.number === number && this.last.level === level) return this.last.bytes;
    const key = `${level}/${number}`;
    const known = this.pages.get(key);
    if (known === undefined) void this.fetchPage(level, number, key);
    else if (known) {
      this.pages.delete(key);
      this.pages.set(key, known);
      this.last = { level, number, bytes: known };
    }
    return known ?? null;
  }

  /** The first byte of an item in its page. */
  placeOf(item: number): number {
    return (item % PAGE) * this.width;
  }

  /** Fetch a level as a whole, which the coarsest is small enough for. */
  async load(level: number): Promise<void> {
    const { count } = this.levels[level] as Level;
    const numbers = [...Array(Math.ceil(count / PAGE)).keys()];
    await Promise.all(numbers.map((number) => this.fetchPage(level, number, `${level}/${number}`)));
  }

  private async fetchPage(level: number, number: number, key: string): Promise<void> {
    const { count, offset } = this.levels[level] as Level;
    const first = number * PAGE;
    if (first >= count || first < 0) return;
    this.pages.set(key, null);
    const start = offset + first * this.width;
    const end = offset + Math.min(count, first + PAGE) * this.width - 1;
    try {
      this.keep(key, await fetchRange(this.url, start, end));
    } catch (error) {
      // Not asked for again: whoever reloads asks anew.
      this.onFailure(error as Error);
    }
  }

  private keep(key: string, bytes: Uint8Array): void {
    this.pages.set(key, bytes);
    for (const oldest of [...this.pages.keys()].slice(0, -MOST_PAGES)) this.pages.delete(oldest);
    this.onPage();
  }
}

async function fetchRange(url: string, start: number, end: number): Promise<Uint8Array> {
  const headers = { Range: `bytes=${start}-${end}` };
  const response = await fetch(url, { credentials: "same-origin", headers });
  if (!response.ok) throw new Error(`${response.status}`);
  const bytes = new Uint8Array(await response.arrayBuffer());
  return response.status === 206 ? bytes : bytes.subarray(start, end + 1);
}
