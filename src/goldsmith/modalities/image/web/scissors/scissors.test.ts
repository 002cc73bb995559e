import type { Label } from "@goldsmith/editors";
import { expect, test } from "vitest";
import { contains, distance, type Point } from "../points";
import { click, gesture, makeBench } from "../tools/testBench";
import { borderDesks, settled } from "../tools/testBorders";

const SIZE = { width: 400, height: 400 };
const LEAF: Label = { name: "leaf", title: "Leaf", shapes: ["polygon"] };
const SEAM: Label = { name: "seam", title: "Seam", shapes: ["line"] };
const MIDDLE: Point = { x: 200, y: 200 };
const RADIUS = 400 / 3;

function scissors(labels: readonly Label[] = [LEAF]) {
  const bench = makeBench(labels, [], SIZE, borderDesks(SIZE, "leaf"));
  bench.tools.pick("scissors");
  return bench;
}

/** Places on the border of the disc. */
const border = (turn: number): readonly [number, number] => [
  MIDDLE.x + RADIUS * Math.cos(2 * Math.PI * turn),
  MIDDLE.y + RADIUS * Math.sin(2 * Math.PI * turn),
];

const verticesOf = (shape: unknown) => (shape as { vertices: readonly Point[] }).vertices;

/** How far a line leaves the disc's border at most. */
const farthest = (places: readonly Point[]) =>
  Math.max(...places.map((place) => Math.abs(distance(place, MIDDLE) - RADIUS)));

test("four clicks around a disc are its outline, closed by a click on the first", async () => {
  const { tools, shapes } = scissors();
  for (const turn of [0, 0.25, 0.5, 0.75, 0]) click(tools, ...border(turn));
  await settled();
  expect(shapes()).toMatchObject([{ type: "polygon", label: "leaf" }]);
  expect(farthest(verticesOf(shapes()[0]))).toBeLessThan(9);
  expect(contains(verticesOf(shapes()[0]), MIDDLE)).toBe(true);
  expect(tools.points).toEqual([]);
  expect(tools.enter()).toBe(false);
});

test("the line follows the hand, and is only a sketch", async () => {
  const { tools, shapes } = scissors();
  click(tools, ...border(0));
  await settled();
  tools.hover(gesture(...border(0.2)));
  await settled();
  const [live] = tools.sketch.paths;
  expect(live?.length).toBeGreaterThan(3);
  expect(farthest(live ?? [])).toBeLessThan(9);
  expect(shapes()).toEqual([]);
});

test("with Alt a piece is straight, Backspace takes it back, Escape gives all of it up", async () => {
  const { tools, shapes } = scissors();
  click(tools, ...border(0));
  click(tools, 20, 30, { isAlt: true });
  await settled();
  expect(tools.points).toHaveLength(2);
  expect(tools.sketch.paths).toEqual([[tools.points[0], { x: 20, y: 30 }]]);
  tools.erase();
  await settled();
  expect(tools.points).toHaveLength(1);
  expect(tools.cancel()).toBe(true);
  expect(tools.points).toEqual([]);
  expect(tools.cancel()).toBe(false);
  expect(tools.erase()).toBe(false);
  expect(shapes()).toEqual([]);
});

test("what is done faster than lines are found is worked off in turn, and nothing of what was given up", async () => {
  const { tools, shapes } = scissors();
  for (const turn of [0, 0.3, 0.6, 0.8]) click(tools, ...border(turn));
  tools.erase();
  expect(tools.enter()).toBe(true);
  await settled();
  expect(shapes()).toHaveLength(1);
  click(tools, ...border(0));
  tools.cancel();
  await settled();
  expect(tools.points).toEqual([]);
});

test("Enter does not close what encloses nothing, and a line stays open", async () => {
  const { tools, shapes } = scissors();
  for (const turn of [0, 0.3]) click(tools, ...border(turn));
  expect(tools.enter()).toBe(true);
  await settled();
  expect(shapes()).toEqual([]);
  const line = scissors([SEAM]);
  for (const turn of [0, 0.3]) click(line.tools, ...border(turn));
  line.tools.enter();
  await settled();
  expect(line.shapes()).toMatchObject([{ type: "line", label: "seam" }]);
  const vertices = verticesOf(line.shapes()[0]);
  expect(distance(vertices[0] as Point, vertices.at(-1) as Point)).toBeGreaterThan(100);
});

test("the keyboard alone draws: arrows, Enter, Alt and Enter for a straight piece", async () => {
  const { tools, shapes } = scissors();
  tools.nudge(0, 0);
  for (const [dx, dy] of [
    [133, 0],
    [-133, 133],
    [-133, -133],
  ] as const) {
    tools.nudge(dx, dy);
    tools.enter();
    await settled();
  }
  tools.nudge(133, -133);
  expect(tools.press("Alt+Enter")).toBe(true);
  await settled();
  expect(tools.points).toHaveLength(4);
  tools.enter();
  await settled();
  expect(shapes()).toHaveLength(1);
});

test("when the picture cannot be read the tool says so, and straight pieces still work", async () => {
  const refused = { trace: () => Promise.reject(new Error("The colors cannot be read.")) };
  const { tools, said } = makeBench([LEAF], [], SIZE, { scissors: refused });
  tools.pick("scissors");
  click(tools, 10, 10);
  await settled();
  expect(said.at(-1)).toBe("assistFailed");
  click(tools, 10, 10, { isAlt: true });
  click(tools, 50, 10, { isAlt: true });
  await settled();
  expect(tools.points).toHaveLength(2);
});

test("outside the picture nothing begins", () => {
  expect(scissors().tools.down(gesture(900, 10))).toBe(false);
});
