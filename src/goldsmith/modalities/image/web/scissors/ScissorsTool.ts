/** Intelligent scissors: between clicks the line follows the picture's edges by itself; with Alt it runs straight. */
import { type ImageShape, isInside, keepInside, makeShape, type Point } from "../geometry";
import type { PointerGesture } from "../ImageCanvas";
import { fitting } from "../regions/simplify";
import { type Bench, HANDLE_REACH, isNear, NO_PREVIEW, NOTHING, type Sketch, type Tool } from "../tools/contract";

/** Screen pixels around a place within which the best edge is taken. */
const SNAP = 4;
/** What encloses something has two places besides the first. */
const FEWEST = { polygon: 3, line: 2 } as const;

type Line = readonly Point[];

export class ScissorsTool implements Tool {
  readonly name = "scissors";
  readonly keepsSelection = false;
  readonly preview = NO_PREVIEW;
  crosshair: Point | null = null;
  /** The first place alone, then a line from each place to the next. */
  private pieces: readonly Line[] = [];
  /** The way from the last place to the hand. */
  private live: Line = [];
  private wanted: Point | null = null;
  private isFollowing = false;
  /** What was done is worked off in turn; a drawing that was given up has no turn any more. */
  private turn: Promise<void> = Promise.resolve();
  private waiting = 0;
  private drawing = {};
  private readonly bench: () => Bench;

  constructor(bench: () => Bench) {
    this.bench = bench;
  }

  get points(): readonly Point[] {
    return this.pieces.map((piece) => piece.at(-1) as Point);
  }

  begin(): void {
    this.bench().say("scissorsBegin");
  }

  down({ at, isPan }: PointerGesture): boolean {
    this.crosshair = null;
    return !isPan && !this.bench().readOnly && this.bench().scissors !== null && isInside(at, this.bench().size);
  }

  drag(gesture: PointerGesture): void {
    this.aim(keepInside(gesture.at, this.bench().size), gesture.isAlt);
  }

  up({ at, isAlt, isDouble }: PointerGesture): void {
    const place = keepInside(at, this.bench().size);
    this.inTurn(() => (isDouble ? this.finish() : this.goTo(place, isAlt)));
  }

  hover({ at, isAlt }: PointerGesture): string {
    if (!isInside(at, this.bench().size)) return "default";
    this.aim(at, isAlt);
    return "crosshair";
  }

  click(_gesture: PointerGesture): void {}

  doubleClick(_at: Point): void {}

  /** A place at the crosshair; on the last place again, or with the mouse: the end. */
  enter(): boolean {
    const { crosshair } = this;
    if (crosshair) this.inTurn(() => (this.isAtEnd(crosshair) ? this.finish() : this.goTo(crosshair)));
    else if (this.isBusy) this.inTurn(() => this.finish());
    else return false;
    return true;
  }

  press(chord: string): boolean {
    if (chord !== "Alt+Enter" || this.crosshair === null) return false;
    const { crosshair } = this;
    this.inTurn(() => this.goTo(crosshair, true));
    return true;
  }

  nudge(dx: number, dy: number): boolean {
    const { size, readOnly, viewCenter, reveal } = this.bench();
    if (readOnly) return false;
    const from = this.crosshair ?? this.end ?? viewCenter();
    const to = this.crosshair ? { x: from.x + dx, y: from.y + dy } : { x: Math.round(from.x), y: Math.round(from.y) };
    this.crosshair = keepInside(to, size);
    reveal(this.crosshair);
    this.aim(this.crosshair, false);
    this.bench().redraw();
    return true;
  }

  /** The last piece. */
  erase(): boolean {
    if (!this.isBusy) return false;
    this.inTurn(() => {
      this.pieces = this.pieces.slice(0, -1);
      this.live = [];
      this.bench().redraw();
    });
    return true;
  }

  cancel(): boolean {
    const hadSomething = this.isBusy || this.crosshair !== null;
    this.forget();
    this.crosshair = null;
    this.bench().redraw();
    return hadSomething;
  }

  sketch(): Sketch {
    if (this.pieces.length === 0) return NOTHING;
    const snapped = this.wanted !== null && this.closes(this.wanted) ? (this.first ?? null) : null;
    return { paths: [this.outline, this.live].filter(({ length }) => length > 1), dots: this.points, snapped };
  }

  private get first(): Point | undefined {
    return this.pieces[0]?.[0];
  }

  private get end(): Point | undefined {
    return this.pieces.at(-1)?.at(-1);
  }

  /** All pieces as one line. */
  private get outline(): Line {
    return this.pieces.flatMap((piece, index) => (index === 0 ? piece : piece.slice(1)));
  }

  /** What the label in hand may be; a polygon if it may be both. */
  private get type(): "polygon" | "line" {
    const { activeLabel, canHave, labelFor } = this.bench();
    if (activeLabel !== null && canHave({ label: activeLabel, type: "polygon" })) return "polygon";
    if (activeLabel !== null && canHave({ label: activeLabel, type: "line" })) return "line";
    return labelFor("polygon") === null ? "line" : "polygon";
  }

  private get isBusy(): boolean {
    return this.pieces.length > 0 || this.waiting > 0;
  }

  private get isComplete(): boolean {
    return this.pieces.length >= FEWEST[this.type];
  }

  private closes(at: Point): boolean {
    return this.type === "polygon" && this.isComplete && isNear(this.bench(), this.first, at, HANDLE_REACH);
  }

  private get reach(): number {
    return SNAP * this.bench().resolution();
  }

  /** Show the way to a place. */
  private aim(at: Point, isStraight: boolean): void {
    this.wanted = at;
    const { end } = this;
    if (!end) return;
    if (isStraight) {
      this.live = [end, at];
      this.bench().redraw();
    } else if (!this.isFollowing) this.follow();
  }

  /** Only the newest place is asked for, one at a time. */
  private async follow(): Promise<void> {
    this.isFollowing = true;
    let shown: Point | null = null;
    try {
      while (this.end && this.wanted && this.wanted !== shown) {
        const from: Point = this.end;
        const to: Point = this.wanted;
        shown = to;
        const isClosing = this.closes(to);
        const live = await this.trace(from, isClosing ? (this.first as Point) : to, isClosing ? 0 : this.reach);
        if (this.end === from) this.live = live;
        this.bench().redraw();
      }
    } catch (error) {
      this.fail(error);
    } finally {
      this.isFollowing = false;
    }
  }

  private trace(from: Point | null, to: Point, reach: number): Promise<Line> {
    return this.bench().scissors?.trace(from, to, reach) ?? Promise.resolve([]);
  }

  private async goTo(at: Point, isStraight = false): Promise<void> {
    if (this.closes(at)) await this.complete();
    else if (!this.isAtEnd(at)) await this.add(at, isStraight);
  }

  private async finish(): Promise<void> {
    if (this.isComplete) await this.complete();
  }

  /** The last place may have been drawn to an edge nearby. */
  private isAtEnd(at: Point): boolean {
    return isNear(this.bench(), this.end, at, SNAP);
  }

  private inTurn(work: () => Promise<void> | undefined | void): void {
    const { drawing } = this;
    this.waiting += 1;
    this.turn = this.turn
      .then(() => (drawing === this.drawing ? work() : undefined))
      .catch((error) => this.fail(error))
      .finally(() => {
        this.waiting -= 1;
      });
  }

  private async add(at: Point, isStraight: boolean): Promise<void> {
    const { end, drawing } = this;
    const piece = isStraight ? (end ? [end, at] : [at]) : await this.trace(end ?? null, at, this.reach);
    const isStale = drawing !== this.drawing || end !== this.end;
    if (isStale || piece.length < (end ? 2 : 1)) return;
    this.pieces = [...this.pieces, piece];
    this.live = [];
    this.bench().say(this.type === "polygon" ? "scissorsPolygon" : "scissorsLine");
    this.bench().redraw();
  }

  private async complete(): Promise<void> {
    const { end, first, type, drawing } = this;
    const isRing = type === "polygon";
    const back = isRing && end && first ? await this.trace(end, first, 0) : [];
    if (drawing !== this.drawing || end !== this.end) return;
    const shape = this.shapeFrom([...this.outline, ...back.slice(1, -1)]);
    this.forget();
    if (shape) this.bench().drawn(shape);
    this.bench().redraw();
  }

  private shapeFrom(places: Line): ImageShape | null {
    const { type } = this;
    const label = this.bench().labelFor(type);
    const vertices = fitting(places, 0, type === "polygon");
    return label === null ? null : makeShape(type, label, vertices, this.bench().size);
  }

  private forget(): void {
    this.drawing = {};
    this.pieces = [];
    this.live = [];
    this.wanted = null;
  }

  private fail(error: unknown): void {
    this.bench().say("assistFailed", { reason: error instanceof Error ? error.message : String(error) });
  }
}
