/** How the fields of an item are written: when, how long, what was pasted by its length alone, and time elsewhere.
 * An editor names such a field by `data-writes`. No key and no word is ever kept here. */

export interface WritingEvent {
  readonly at_seconds: number;
  readonly characters: number;
}

export interface WritingTrace {
  readonly field: string;
  readonly pastes: readonly WritingEvent[];
  readonly revisions: readonly WritingEvent[];
  readonly away_seconds: number;
}

/** Changes that follow each other as fast as this are one revision. */
const ONE_REVISION_SECONDS = 5;
const MOST_EVENTS = 500;
const MOST_FIELDS = 50;

interface Kept {
  readonly field: string;
  readonly pastes: WritingEvent[];
  readonly revisions: WritingEvent[];
}

export class WritingRecorder {
  private readonly fields = new Map<string, Kept>();
  private readonly listeners = new Set<() => void>();
  private readonly now: () => number;
  private readonly begun: number;
  private told: readonly WritingTrace[] = [];
  private leftAt: number | null = null;
  private awayMs = 0;

  /** `now` in milliseconds. */
  constructor(now: () => number = () => performance.now()) {
    this.now = now;
    this.begun = now();
  }

  /** What is kept so far; the same list until something happens. */
  readonly traces = (): readonly WritingTrace[] => this.told;

  readonly onChange = (listener: () => void): (() => void) => {
    this.listeners.add(listener);
    return () => this.listeners.delete(listener);
  };

  /** The text of a field has this length now. */
  revised(field: string, characters: number): void {
    const { revisions } = this.kept(field);
    const at_seconds = this.seconds();
    const before = revisions.at(-1);
    const isSame = before !== undefined && at_seconds - before.at_seconds < ONE_REVISION_SECONDS;
    if (isSame || revisions.length >= MOST_EVENTS) {
      revisions[revisions.length - 1] = { at_seconds: isSame ? before.at_seconds : at_seconds, characters };
    } else revisions.push({ at_seconds, characters });
    this.tell();
  }

  /** So many characters were pasted into a field. */
  pasted(field: string, characters: number): void {
    const { pastes } = this.kept(field);
    if (pastes.length < MOST_EVENTS) pastes.push({ at_seconds: this.seconds(), characters });
    this.tell();
  }

  /** The page is out of sight. */
  left(): void {
    this.leftAt ??= this.now();
  }

  cameBack(): void {
    if (this.leftAt === null) return;
    this.awayMs += this.now() - this.leftAt;
    this.leftAt = null;
    this.tell();
  }

  /** Listen to a page; returns the way out. */
  listenTo(page: Document): () => void {
    const leaving = new AbortController();
    const { signal } = leaving;
    const input = ({ target }: Event) => {
      const field = writtenField(target);
      if (field) this.revised(field.name, field.characters);
    };
    const paste = (event: ClipboardEvent) => {
      const field = writtenField(event.target);
      if (field) this.pasted(field.name, [...(event.clipboardData?.getData("text") ?? "")].length);
    };
    const look = () => (page.visibilityState === "hidden" ? this.left() : this.cameBack());
    page.addEventListener("input", input, { signal });
    page.addEventListener("paste", paste, { signal });
    page.addEventListener("visibilitychange", look, { signal });
    return () => leaving.abort();
  }

  private kept(field: string): Kept {
    const known = this.fields.get(field) ?? { field, pastes: [], revisions: [] };
    if (this.fields.size < MOST_FIELDS) this.fields.set(field, known);
    return known;
  }

  private seconds(): number {
    return tenths((this.now() - this.begun) / 1000);
  }

  private tell(): void {
    const away_seconds = tenths(this.awayMs / 1000);
    this.told = [...this.fields.values()].map(({ field, pastes, revisions }) => ({
      field,
      pastes: [...pastes],
      revisions: [...revisions],
      away_seconds,
    }));
    for (const listener of this.listeners) listener();
  }
}

function tenths(seconds: number): number {
  return Math.round(seconds * 10) / 10;
}

function writtenField(target: EventTarget | null): { name: string; characters: number } | null {
  const isText = target instanceof HTMLTextAreaElement || target instanceof HTMLInputElement;
  const name = isText ? target.dataset.writes : undefined;
  return isText && name ? { name, characters: [...target.value].length } : null;
}
