import type { AssistPrompt, Label } from "@goldsmith/editors";
import { expect, test } from "vitest";
import { areaOf, type ImageShape } from "../geometry";
import { click, drag, gesture, makeBench } from "../tools/testBench";
import { borderDesks, settled } from "../tools/testBorders";
import type { AssistDesk } from "./desk";

const LABELS: readonly Label[] = [{ name: "car", title: "Car", shapes: ["box"] }];
const SIZE = { width: 200, height: 100 };

interface Asked {
  readonly prompt: AssistPrompt;
  readonly signal: AbortSignal;
  answer(shape: ImageShape | null): Promise<void>;
  refuse(sentence: string): Promise<void>;
}

/** A model that answers when the test says so. */
function modelInHand() {
  const asked: Asked[] = [];
  const desk: AssistDesk = {
    label: () => "car",
    ask: (prompt, { signal }) =>
      new Promise((resolve, reject) => {
        asked.push({
          prompt,
          signal,
          answer: async (shape) => resolve(shape),
          refuse: async (sentence) => reject(new Error(sentence)),
        });
      }),
  };
  const bench = makeBench(LABELS, [], SIZE, { assist: desk });
  bench.tools.pick("assist");
  return { ...bench, asked, last: () => asked.at(-1) as Asked };
}

const guess = (left: number): ImageShape => ({
  uuid: "suggestion",
  type: "box",
  label: "car",
  attributes: {},
  left,
  top: 1,
  width: 5,
  height: 5,
});

test("a click asks, the guess is drawn, and Enter makes it part of the answer under a name of its own", async () => {
  const { tools, shapes, last, said } = modelInHand();
  click(tools, 30, 40);
  expect(last().prompt).toEqual({ label: "car", points: [{ x: 30, y: 40, isInside: true }], box: null });
  await last().answer(guess(10));
  await settled();
  expect(tools.sketch.shape).toEqual(guess(10));
  expect(shapes()).toEqual([]);
  expect(tools.enter()).toBe(true);
  expect(shapes()).toMatchObject([{ type: "box", left: 10, label: "car" }]);
  expect(shapes()[0]?.uuid).not.toBe("suggestion");
  expect(tools.sketch.shape).toBeNull();
  expect(said).toContain("assistFound");
});

test("a guess of pixels is drawn by its outline, closed", async () => {
  const { tools, last } = modelInHand();
  click(tools, 30, 40);
  const place = { left: 10, top: 10, width: 4, height: 4, counts: "52203" };
  await last().answer({ uuid: "suggestion", type: "mask", label: "car", attributes: {}, ...place });
  await settled();
  const [ring] = tools.sketch.paths;
  expect(ring).toHaveLength(5);
  expect(ring?.at(0)).toEqual(ring?.at(-1));
  expect(tools.cancel()).toBe(true);
  expect(tools.sketch.paths).toEqual([]);
});

test("Alt and a click say what does not belong to it; Backspace takes the last click back", () => {
  const { tools, last } = modelInHand();
  click(tools, 30, 40);
  click(tools, 50, 40, { isAlt: true });
  expect(last().prompt.points).toEqual([
    { x: 30, y: 40, isInside: true },
    { x: 50, y: 40, isInside: false },
  ]);
  expect(tools.erase()).toBe(true);
  expect(last().prompt.points).toHaveLength(1);
});

test("a drag is a box around it", () => {
  const { tools, last } = modelInHand();
  drag(tools, [
    [60, 50],
    [20, 10],
  ]);
  expect(last().prompt).toMatchObject({ points: [], box: { left: 20, top: 10, width: 40, height: 40 } });
});

test("only the newest question counts", async () => {
  const { tools, asked } = modelInHand();
  click(tools, 30, 40);
  click(tools, 35, 45);
  const [first, second] = asked as [Asked, Asked];
  expect(first.signal.aborted).toBe(true);
  await second.answer(guess(20));
  await first.answer(guess(10));
  await settled();
  expect(tools.sketch.shape).toMatchObject({ left: 20 });
});

test("Escape forgets the guess and the question, and the answer stays as it was", async () => {
  const { tools, shapes, last } = modelInHand();
  click(tools, 30, 40);
  expect(tools.cancel()).toBe(true);
  expect(last().signal.aborted).toBe(true);
  await last().answer(guess(10));
  await settled();
  expect(tools.sketch.shape).toBeNull();
  expect(shapes()).toEqual([]);
  expect(tools.cancel()).toBe(false);
});

test("while the model thinks Enter does not submit, and a refusal is told and leaves what was there", async () => {
  const { tools, last, said, shapes } = modelInHand();
  expect(tools.enter()).toBe(false);
  click(tools, 30, 40);
  expect(tools.enter()).toBe(true);
  await last().refuse("The model is away.");
  await settled();
  expect(said.at(-1)).toBe("assistFailed");
  expect(shapes()).toEqual([]);
});

test("the keyboard alone points, corrects and keeps", async () => {
  const { tools, last, shapes } = modelInHand();
  tools.nudge(0, 0);
  tools.enter();
  expect(last().prompt.points).toEqual([{ x: 100, y: 50, isInside: true }]);
  tools.nudge(10, 0);
  expect(tools.press("Alt+Enter")).toBe(true);
  expect(last().prompt.points.at(-1)).toEqual({ x: 110, y: 50, isInside: false });
  await last().answer(guess(90));
  await settled();
  tools.enter();
  expect(shapes()).toHaveLength(1);
});

test("outside the picture nothing is asked", () => {
  const { tools, asked } = modelInHand();
  expect(tools.down(gesture(500, 40))).toBe(false);
  tools.up(gesture(500, 40));
  expect(asked).toEqual([]);
});

const LEAF: Label = { name: "leaf", title: "Leaf", shapes: ["polygon"] };

function cutting() {
  const size = { width: 400, height: 400 };
  const bench = makeBench([LEAF], [], size, borderDesks(size, "leaf"));
  bench.tools.pick("cutout");
  return bench;
}

test("cut out by the browser itself: a box, then strokes that correct, then Enter", async () => {
  const { tools, shapes, said } = cutting();
  drag(tools, [
    [40, 40],
    [360, 360],
  ]);
  await settled();
  expect(said.at(-1)).toBe("cutoutFound");
  const whole = areaOf(tools.sketch.shape as ImageShape);
  expect(Math.abs(whole / (Math.PI * (400 / 3) ** 2) - 1)).toBeLessThan(0.05);
  const stroke = [
    [200, 200],
    [200, 260],
    [202, 201],
  ] as const;
  drag(tools, stroke, { isAlt: true });
  await settled();
  expect(tools.sketch.paths[0]?.length).toBeGreaterThan(10);
  expect(areaOf(tools.sketch.shape as ImageShape)).toBeLessThan(whole);
  tools.erase();
  await settled();
  expect(areaOf(tools.sketch.shape as ImageShape)).toBe(whole);
  tools.enter();
  expect(shapes()).toMatchObject([{ type: "polygon", label: "leaf" }]);
});

test("cut out where nothing stands out: the tool says so, and Enter keeps nothing", async () => {
  const { tools, shapes, said } = cutting();
  drag(tools, [
    [2, 2],
    [30, 30],
  ]);
  await settled();
  expect(said.at(-1)).toBe("cutoutNothing");
  tools.enter();
  expect(shapes()).toEqual([]);
});
