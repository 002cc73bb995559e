/** What one tool promises, and what it may see and do. Answers change only through `Bench.act` and `Bench.drawn`. */
import type { LabelSkeleton, Op } from "@goldsmith/editors";
import type { AssistDesk } from "../assist/desk";
import { type Bounds, distance, type ImageShape, type Point, type ShapeType, type Size } from "../geometry";
import type { PointerGesture } from "../ImageCanvas";
import type { Cursor } from "../mask/cursor";
import type { MaskDesk, MaskToolName } from "../mask/desk";
import type { ScissorsDesk } from "../scissors/desk";
import type { Message } from "../strings";
import type { BorderToolName } from "./borders";

/** Tools that change what is selected, and put themselves down when they have. */
export type EditToolName = "hole" | "cut" | "simplify";

export type ToolName = "select" | BorderToolName | ShapeType | EditToolName | MaskToolName;

/** What the tools may see and do; the React side keeps it current. */
export interface Bench {
  readonly size: Size;
  readonly readOnly: boolean;
  readonly shapes: readonly ImageShape[];
  readonly selected: readonly ImageShape[];
  readonly masks: MaskDesk;
  /** Null where no model can be asked. */
  readonly assist: AssistDesk | null;
  /** The same questions, answered by the browser itself; null where there is nothing to cut out. */
  readonly cutout: AssistDesk | null;
  /** Null where no line can be drawn. */
  readonly scissors: ScissorsDesk | null;
  readonly activeLabel: string | null;
  /** The label a new shape of this type would get. */
  labelFor(type: ShapeType): string | null;
  /** Whether its label may have such a shape in this project. */
  canHave(shape: Pick<ImageShape, "label" | "type">): boolean;
  skeletonOf(label: string): LabelSkeleton | null;
  /** Shapes within so many screen pixels of a place, the one that a hand means first. */
  shapesAt(at: Point, reach: number): readonly ImageShape[];
  /** Shapes whose bounds meet these, the topmost first. */
  shapesWithin(bounds: Bounds): readonly ImageShape[];
  /** Picture pixels a screen pixel covers. */
  resolution(): number;
  viewCenter(): Point;
  reveal(at: Point): void;
  act(ops: readonly Op[]): void;
  /** What takes shapes away, with all that hangs on them. */
  removal(uuids: readonly string[]): readonly Op[];
  drawn(shape: ImageShape): void;
  select(uuids: readonly string[]): void;
  /** Tell the person something in the status line. */
  say(message: Message, values?: Readonly<Record<string, string | number>>): void;
  /** Put the tool down. */
  rest(): void;
  /** Something in hand changed: draw it. */
  redraw(): void;
}

/** What a tool holds that is not yet part of the answer. */
export interface Sketch {
  /** The shape as it would be if it ended now. */
  readonly shape?: ImageShape | null;
  readonly paths: readonly (readonly Point[])[];
  readonly dots: readonly Point[];
  /** Where the hand snapped to a neighbour. */
  readonly snapped?: Point | null;
  /** Corners of the rubber band. */
  readonly band?: readonly [Point, Point] | null;
  /** What a painting tool would touch. */
  readonly cursor?: Cursor | null;
}

export const NOTHING: Sketch = { paths: [], dots: [] };

/** One tool in hand. Whatever answers false had no use for what it was given. */
export interface Tool {
  readonly name: ToolName;
  /** The keyboard's crosshair; null while the mouse leads. */
  readonly crosshair: Point | null;
  /** Vertices of the drawing in progress. */
  readonly points: readonly Point[];
  /** Shapes as they would be if the hand let go now. */
  readonly preview: ReadonlyMap<string, ImageShape>;
  /** It works on what is selected, so that stays selected. */
  readonly keepsSelection: boolean;
  /** The tool is taken in hand. */
  begin(): void;
  /** True takes the drag; false leaves it to the view. */
  down(gesture: PointerGesture): boolean;
  drag(gesture: PointerGesture): void;
  up(gesture: PointerGesture): void;
  /** The cursor to show. */
  hover(gesture: PointerGesture): string;
  /** A press that did not travel, after down and up. */
  click(gesture: PointerGesture): void;
  doubleClick(at: Point): void;
  enter(): boolean;
  /** Arrows move what is in hand. `isAlone`: a corner without those that follow it. */
  nudge(dx: number, dy: number, isAlone?: boolean): boolean;
  /** Delete and Backspace; false: the whole object is meant. */
  erase(): boolean;
  /** Any other key, before the editor's own. */
  press(chord: string): boolean;
  /** Drop what is in hand. False when there was nothing. */
  cancel(): boolean;
  sketch(): Sketch;
}

export const NO_PREVIEW: ReadonlyMap<string, ImageShape> = new Map();

/** Screen pixels within which a hand means a shape. */
export const REACH = 7;
export const HANDLE_REACH = 9;
/** A press that travels less is a click. */
export const CLICK = 4;

export function isNear(bench: Bench, known: Point | undefined, at: Point, reachPixels: number): boolean {
  return known !== undefined && distance(known, at) <= reachPixels * bench.resolution();
}

export function puts(shapes: readonly ImageShape[]): Op[] {
  return shapes.map((annotation): Op => ({ op: "put", annotation }));
}
