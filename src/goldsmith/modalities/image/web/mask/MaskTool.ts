/** What all mask tools share: the keyboard's crosshair, the size and the tolerance by key. */
import { isInside, keepInside, type Point } from "../geometry";
import type { PointerGesture } from "../ImageCanvas";
import { type Bench, NO_PREVIEW, NOTHING, type Sketch, type Tool } from "../tools/contract";
import { resized } from "./brush";
import type { Effect, MaskToolName } from "./desk";
import { changeTolerance, maskSettings } from "./settings";

const SIZE_STEPS: Readonly<Record<string, number>> = { "[": -1, "]": 1, "{": -5, "}": 5 };
const TOLERANCE_STEPS: Readonly<Record<string, number>> = { ",": -2, ".": 2 };

/** On the far edge of the picture there is no pixel any more. */
const EDGE = 1e-6;

export abstract class MaskTool implements Tool {
  abstract readonly name: MaskToolName;
  readonly keepsSelection = true;
  readonly preview = NO_PREVIEW;
  points: readonly Point[] = [];
  crosshair: Point | null = null;
  protected pointer: Point | null = null;
  protected readonly bench: () => Bench;

  constructor(bench: () => Bench) {
    this.bench = bench;
  }

  abstract down(gesture: PointerGesture): boolean;
  abstract drag(gesture: PointerGesture): void;
  abstract up(gesture: PointerGesture): void;
  abstract enter(): boolean;

  protected get desk() {
    return this.bench().masks;
  }

  /** Whether a press is for this tool. */
  protected takes({ at, isPan }: PointerGesture): boolean {
    const { readOnly, size } = this.bench();
    if (isPan || readOnly || !isInside(at, { width: size.width - EDGE, height: size.height - EDGE })) return false;
    this.crosshair = null;
    this.pointer = at;
    return true;
  }

  hover({ at }: PointerGesture): string {
    this.pointer = at;
    if (this.crosshair === null) this.bench().redraw();
    return isInside(at, this.bench().size) ? "crosshair" : "default";
  }

  begin(): void {}

  click(_gesture: PointerGesture): void {}

  doubleClick(_at: Point): void {}

  nudge(dx: number, dy: number): boolean {
    const { size, readOnly } = this.bench();
    if (readOnly) return false;
    const from = this.crosshair ?? this.bench().viewCenter();
    const to = this.crosshair ? { x: from.x + dx, y: from.y + dy } : middleOfPixel(from);
    this.crosshair = keepInside(to, { width: size.width - 0.5, height: size.height - 0.5 });
    this.pointer = this.crosshair;
    this.carry(this.crosshair);
    this.bench().reveal(this.crosshair);
    this.bench().redraw();
    return true;
  }

  /** The crosshair moved with what is in hand. */
  protected carry(_to: Point): void {}

  erase(): boolean {
    return false;
  }

  press(chord: string): boolean {
    if (this.bench().readOnly) return false;
    if (chord === "Space") return this.crosshair !== null && this.enter();
    if (chord in SIZE_STEPS) this.resize(SIZE_STEPS[chord] as number);
    else if (chord in TOLERANCE_STEPS) this.changeTolerance(TOLERANCE_STEPS[chord] as number);
    else return false;
    this.bench().redraw();
    return true;
  }

  private resize(steps: number): void {
    const { diameter } = maskSettings.getState();
    maskSettings.setState({ diameter: resized(diameter, steps) });
  }

  protected changeTolerance(steps: number): void {
    changeTolerance(steps);
  }

  cancel(): boolean {
    const hadSomething = this.crosshair !== null || this.points.length > 0;
    this.crosshair = null;
    this.points = [];
    return hadSomething;
  }

  sketch(): Sketch {
    return NOTHING;
  }
}

/** Alt or Shift with any painting tool takes pixels away. */
export function effectOf({ isAlt, isShift }: PointerGesture): Effect {
  return isAlt || isShift ? "take" : "add";
}

function middleOfPixel({ x, y }: Point): Point {
  return { x: Math.floor(x) + 0.5, y: Math.floor(y) + 0.5 };
}
