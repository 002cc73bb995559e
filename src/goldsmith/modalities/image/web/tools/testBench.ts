/** A bench over a real answer store, as the editor makes one, without a screen. For tests. */
import { type AnswerStore, createAnswerStore, EMPTY_ANSWER, type Label, removalOps } from "@goldsmith/editors";
import { areaOf, boundsOf, depthOf, distanceTo, type ImageShape, outline, type Size } from "../geometry";
import type { PointerGesture } from "../ImageCanvas";
import { ImageTools } from "../ImageTools";
import { PlainDesk } from "../mask/plainDesk";
import type { Bench } from "./contract";

const noMasks = new PlainDesk(EMPTY_ANSWER, { left: 0, top: 0, width: 1, height: 1, colors: new Uint32Array(1) });

export interface TestBench {
  readonly store: AnswerStore;
  readonly tools: ImageTools;
  readonly bench: () => Bench;
  readonly shapes: () => readonly ImageShape[];
  readonly said: string[];
}

export function makeBench(
  labels: readonly Label[],
  annotations: readonly ImageShape[] = [],
  size: Size = { width: 200, height: 100 },
  desks: Partial<Pick<Bench, "assist" | "cutout" | "scissors">> = {},
): TestBench {
  const store = createAnswerStore({ answer: { annotations } });
  const said: string[] = [];
  const labelOf = (name: string) => labels.find((label) => label.name === name);
  const shapes = () => store.getState().answer.annotations as readonly ImageShape[];
  const bench = (): Bench => ({
    size,
    readOnly: false,
    shapes: shapes(),
    selected: store.getState().selection.flatMap((uuid) => shapes().find((shape) => shape.uuid === uuid) ?? []),
    assist: null,
    cutout: null,
    scissors: null,
    activeLabel: null,
    ...desks,
    labelFor: (type) => labels.find((label) => label.shapes?.includes(type))?.name ?? null,
    masks: noMasks.desk(),
    canHave: ({ label, type }) => labelOf(label)?.shapes?.includes(type) ?? false,
    skeletonOf: (label) => labelOf(label)?.skeleton ?? null,
    shapesAt: (at, reach) =>
      shapes()
        .filter((shape) => distanceTo(shape, at, labelOf(shape.label)?.skeleton?.edges) <= reach)
        .sort((a, b) => depthOf(b) - depthOf(a) || areaOf(a) - areaOf(b)),
    shapesWithin: (bounds) =>
      shapes().filter((shape) => {
        const own = boundsOf(outline(shape));
        const isBeside = own.left > bounds.right || own.right < bounds.left;
        return !isBeside && own.top <= bounds.bottom && own.bottom >= bounds.top;
      }),
    resolution: () => 1,
    viewCenter: () => ({ x: size.width / 2, y: size.height / 2 }),
    reveal: () => undefined,
    act: (ops) => store.dispatch(ops),
    removal: (uuids) => removalOps(store.getState().answer, uuids),
    drawn: (shape) => store.dispatch({ op: "put", annotation: shape }),
    select: (uuids) => store.select(uuids),
    say: (message) => said.push(message),
    rest: () => tools.pick("select"),
    redraw: () => undefined,
  });
  const tools = new ImageTools(bench);
  return { store, tools, bench, shapes, said };
}

type Held = Partial<Pick<PointerGesture, "isDouble" | "isShift" | "isAlt" | "isCtrl">>;

export function gesture(x: number, y: number, held: Held = {}): PointerGesture {
  return { at: { x, y }, isPan: false, isDouble: false, isShift: false, isAlt: false, isCtrl: false, ...held };
}

export function click(tools: ImageTools, x: number, y: number, held: Held = {}): void {
  const at = gesture(x, y, held);
  tools.down(at);
  tools.up(at);
  tools.click(at);
}

export function drag(tools: ImageTools, places: readonly (readonly [number, number])[], held: Held = {}): void {
  const gestures = places.map(([x, y]) => gesture(x, y, held));
  const [first, last] = [gestures[0] as PointerGesture, gestures.at(-1) as PointerGesture];
  tools.down(first);
  for (const each of gestures.slice(1)) tools.drag(each);
  tools.up(last);
}
