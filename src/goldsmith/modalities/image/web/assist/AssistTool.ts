/**
 * Asks what lies where the hand points: clicks on the thing, Alt-clicks beside it, or a box around it. The one who
 * answers is a model, or the browser itself; the latter also takes strokes once something was shown.
 */
import { distance, type ImageShape, isInside, keepInside, type Point } from "../geometry";
import type { PointerGesture } from "../ImageCanvas";
import { outlinesOf } from "../mask/outlines";
import { bitmapOf } from "../mask/shape";
import type { Message } from "../strings";
import type { BorderToolName } from "../tools/borders";
import { type Bench, CLICK, NO_PREVIEW, type Sketch, type Tool } from "../tools/contract";
import type { AssistBox, AssistDesk, AssistPoint } from "./desk";

/** Screen pixels from the middle of the cross that marks a click beside the thing. */
const CROSS = 5;
/** Screen pixels between the places of a stroke. */
const STEP = 3;

export type AssistName = Exclude<BorderToolName, "scissors">;
type Said = "begin" | "asking" | "found" | "nothing" | "kept";

const SAID: Readonly<Record<AssistName, Readonly<Record<Said, Message>>>> = {
  assist: {
    begin: "assistBegin",
    asking: "assistAsking",
    found: "assistFound",
    nothing: "assistNothing",
    kept: "assistKept",
  },
  cutout: {
    begin: "cutoutBegin",
    asking: "cutoutAsking",
    found: "cutoutFound",
    nothing: "cutoutNothing",
    kept: "assistKept",
  },
};

export class AssistTool implements Tool {
  readonly name: AssistName;
  readonly keepsSelection = false;
  readonly preview = NO_PREVIEW;
  crosshair: Point | null = null;
  /** Clicks of one place each, and strokes of many. */
  private marks: readonly (readonly AssistPoint[])[] = [];
  private stroke: readonly AssistPoint[] | null = null;
  private box: AssistBox | null = null;
  private start: Point | null = null;
  private pointer: Point | null = null;
  private guess: ImageShape | null = null;
  /** Of a guess that is a mask, which has no strokes of its own. */
  private outlines: readonly (readonly Point[])[] = [];
  private asking: AbortController | null = null;
  private readonly bench: () => Bench;

  constructor(name: AssistName, bench: () => Bench) {
    this.name = name;
    this.bench = bench;
  }

  get points(): readonly Point[] {
    return this.marked;
  }

  begin(): void {
    this.say("begin");
  }

  down({ at, isPan, isAlt }: PointerGesture): boolean {
    this.crosshair = null;
    if (isPan || this.bench().readOnly || !isInside(at, this.bench().size)) return false;
    const isStroke = this.name === "cutout" && this.isBusy;
    this.stroke = isStroke ? [{ x: at.x, y: at.y, isInside: !isAlt }] : null;
    this.start = at;
    return true;
  }

  drag({ at }: PointerGesture): void {
    this.pointer = keepInside(at, this.bench().size);
    if (this.stroke) this.stroke = [...this.stroke, ...this.stepsTo(this.stroke.at(-1) as AssistPoint, this.pointer)];
    this.bench().redraw();
  }

  up({ at, isAlt }: PointerGesture): void {
    const { start, stroke } = this;
    [this.start, this.stroke] = [null, null];
    if (start === null) return;
    const isNear = distance(start, at) <= CLICK * this.bench().resolution();
    // A stroke may end where it began; a hand that shakes makes a place or two.
    if (stroke && (!isNear || stroke.length > CLICK)) this.mark(stroke);
    else if (isNear) this.point(start, !isAlt);
    else this.surround(start, keepInside(at, this.bench().size));
  }

  /** Places on the way of a stroke, none at its beginning. */
  private stepsTo(from: AssistPoint, to: Point): readonly AssistPoint[] {
    const count = Math.floor(distance(from, to) / (STEP * this.bench().resolution()));
    return Array.from({ length: count }, (_, index) => {
      const share = (index + 1) / count;
      return { x: from.x + share * (to.x - from.x), y: from.y + share * (to.y - from.y), isInside: from.isInside };
    });
  }

  hover({ at }: PointerGesture): string {
    return isInside(at, this.bench().size) ? "crosshair" : "default";
  }

  click(_gesture: PointerGesture): void {}

  doubleClick(_at: Point): void {}

  /** A click at the crosshair; on the same place again, or with the mouse: the guess becomes part of the answer. */
  enter(): boolean {
    const { crosshair } = this;
    const isNew =
      crosshair !== null && !this.marked.some((click) => click.x === crosshair.x && click.y === crosshair.y);
    if (isNew) this.point(crosshair, true);
    else if (this.guess) this.accept(this.guess);
    else return this.isBusy;
    return true;
  }

  nudge(dx: number, dy: number): boolean {
    const { size, readOnly, viewCenter, reveal, redraw } = this.bench();
    if (readOnly) return false;
    const from = this.crosshair ?? this.marked.at(-1) ?? viewCenter();
    const to = this.crosshair ? { x: from.x + dx, y: from.y + dy } : { x: Math.round(from.x), y: Math.round(from.y) };
    this.crosshair = keepInside(to, size);
    reveal(this.crosshair);
    redraw();
    return true;
  }

  /** The last click or stroke, or the box. */
  erase(): boolean {
    if (this.marks.length === 0 && this.box === null) return false;
    if (this.marks.length > 0) this.marks = this.marks.slice(0, -1);
    else this.box = null;
    this.ask();
    return true;
  }

  press(chord: string): boolean {
    if (chord !== "Alt+Enter" || this.crosshair === null) return false;
    this.point(this.crosshair, false);
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
    const isBox = this.start && this.pointer && !this.stroke;
    const box = isBox ? boxBetween(this.start as Point, this.pointer as Point) : this.box;
    const clicks = this.marks.filter(({ length }) => length === 1).flat();
    const strokes = [...this.marks, this.stroke ?? []].filter(({ length }) => length > 1);
    const beside = [...clicks, ...strokes.map(([first]) => first as AssistPoint)].filter(({ isInside: isOn }) => !isOn);
    return {
      shape: this.guess,
      paths: [...this.outlines, ...strokes, ...beside.flatMap((place) => this.cross(place))],
      dots: clicks.filter(({ isInside: isOn }) => isOn),
      band: box && [
        { x: box.left, y: box.top },
        { x: box.left + box.width, y: box.top + box.height },
      ],
    };
  }

  private get marked(): readonly AssistPoint[] {
    return this.marks.flat();
  }

  private get desk(): AssistDesk | null {
    return this.bench()[this.name];
  }

  private get isBusy(): boolean {
    return this.marks.length > 0 || this.box !== null || this.start !== null;
  }

  private say(what: Said): void {
    this.bench().say(SAID[this.name][what]);
  }

  private point({ x, y }: Point, isOn: boolean): void {
    this.mark([{ x, y, isInside: isOn }]);
  }

  private mark(places: readonly AssistPoint[]): void {
    this.marks = [...this.marks, places];
    this.ask();
  }

  private surround(from: Point, to: Point): void {
    const box = boxBetween(from, to);
    if (box.width > 0 && box.height > 0) this.box = box;
    this.ask();
  }

  /** Only the newest question counts; what is on screen stays until its answer is there. */
  private ask(): void {
    this.asking?.abort();
    this.asking = null;
    const { desk } = this;
    const { say, redraw } = this.bench();
    const label = desk?.label() ?? null;
    if (!desk || label === null || (this.marks.length === 0 && this.box === null)) {
      this.show(null);
      redraw();
      return;
    }
    const asking = new AbortController();
    this.asking = asking;
    this.say("asking");
    redraw();
    desk
      .ask(
        { label, points: this.marked, box: this.box },
        { signal: asking.signal, onLooking: () => say("assistLooking") },
      )
      .then(
        (shape) => this.take(asking, shape),
        (error: Error) => this.fail(asking, error),
      );
  }

  private take(asking: AbortController, shape: ImageShape | null): void {
    if (asking !== this.asking) return;
    this.asking = null;
    this.show(shape);
    this.say(shape ? "found" : "nothing");
    this.bench().redraw();
  }

  private fail(asking: AbortController, { message }: Error): void {
    if (asking !== this.asking) return;
    this.asking = null;
    this.bench().say("assistFailed", { reason: message });
    this.bench().redraw();
  }

  private accept(guess: ImageShape): void {
    this.forget();
    this.bench().drawn({ ...guess, uuid: crypto.randomUUID() });
    this.say("kept");
    this.bench().redraw();
  }

  private forget(): void {
    this.asking?.abort();
    this.asking = null;
    this.marks = [];
    this.box = null;
    this.start = null;
    this.stroke = null;
    this.pointer = null;
    this.show(null);
  }

  private show(guess: ImageShape | null): void {
    this.guess = guess;
    this.outlines =
      guess?.type === "mask" ? outlinesOf(bitmapOf(guess)).map((ring) => [...ring, ...ring.slice(0, 1)]) : [];
  }

  private cross({ x, y }: Point): readonly (readonly Point[])[] {
    const reach = CROSS * this.bench().resolution();
    return [
      [
        { x: x - reach, y: y - reach },
        { x: x + reach, y: y + reach },
      ],
      [
        { x: x - reach, y: y + reach },
        { x: x + reach, y: y - reach },
      ],
    ];
  }
}

function boxBetween(from: Point, to: Point): AssistBox {
  return {
    left: Math.min(from.x, to.x),
    top: Math.min(from.y, to.y),
    width: Math.abs(from.x - to.x),
    height: Math.abs(from.y - to.y),
  };
}
