/** Answers the questions of the tool "Cut out" from the picture itself, in a worker. */
import { allowsShape, type Label } from "@goldsmith/editors";
import { type AssistDesk, MARKED } from "../assist/desk";
import { type Bitmap, type Frame, frameAround, intersectionOf } from "../mask/bitmap";
import { frameOf } from "../mask/rings";
import type { InSight } from "../scissors/desk";
import type { Answering } from "../sight/Answering";
import type { Sight } from "../sight/Sight";
import { outlookOn, withMargin } from "../sight/view";
import type { Shown } from "./cutOut";
import { shapeOfBitmap } from "./shapes";

/** Pixels that a thing is looked for among. */
const MOST_PIXELS = 300_000;
/** The share of a box that is looked at beside it: what the thing stands out from. */
const MARGIN = 0.25;
const LEAST_MARGIN = 8;
/** Screen pixels around a click that belong to the thing, or do not. */
const REACH = 3;
/** A window of more pixels is no longer held as one in a browser. */
const MOST_AREA = 60_000_000;

export interface CutoutSurroundings {
  readonly label: Label;
  readonly sight: Sight;
  readonly inSight: () => InSight | null;
  readonly answering: Answering<Shown, Bitmap | null>;
  /** What to say where a thing is too large. */
  readonly tooLarge: string;
}

export function cutoutDesk({ label, sight, inSight, answering, tooLarge }: CutoutSurroundings): AssistDesk {
  return {
    label: () => label.name,
    async ask({ points: marks, box }, { signal }) {
      const seen = inSight();
      if (!seen || (box === null && !marks.some(({ isInside }) => isInside))) return null;
      const around = box && frameOf([...marks, ...cornersOf(box)], seen.size);
      const frame = around ? withMargin(around, marginOf(around), seen.size) : frameWith(marks, seen);
      if (frame.width * frame.height > MOST_AREA) throw new Error(tooLarge);
      const view = await sight.read(outlookOn(frame, 1, MOST_PIXELS));
      const reach = Math.max(1, REACH / seen.magnification);
      const found = await answering.ask({ view, box: box && withMarks(box, marks, reach), marks, reach }, signal);
      return found && shapeOfBitmap(found, label.name, kindFor(label), view.scale);
    },
  };
}

function kindFor(label: Label): (typeof MARKED)[number] {
  return MARKED.find((type) => allowsShape(label, type)) ?? "box";
}

/** The box, or as much more as what was marked as the thing. */
function withMarks(box: Frame, marks: Shown["marks"], reach: number): Frame {
  return marks
    .filter(({ isInside }) => isInside)
    .map(({ x, y }) => ({ left: x - 2 * reach, top: y - 2 * reach, width: 4 * reach, height: 4 * reach }))
    .reduce(frameAround, box);
}

function cornersOf({ left, top, width, height }: Frame) {
  return [
    { x: left, y: top },
    { x: left + width, y: top + height },
  ];
}

function marginOf({ width, height }: Frame): number {
  return Math.max(LEAST_MARGIN, MARGIN * Math.max(width, height));
}

/** What is in sight, and where somebody clicked. */
function frameWith(marks: Shown["marks"], { frame, size }: InSight): Frame {
  const whole = { left: 0, top: 0, ...size };
  const places = marks.map(({ x, y }) => ({ left: Math.floor(x), top: Math.floor(y), width: 1, height: 1 }));
  return intersectionOf(places.reduce(frameAround, frame), whole) ?? whole;
}
