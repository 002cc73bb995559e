import type { Label } from "@goldsmith/editors";
import { expect, test } from "vitest";
import { type ImageShape, ringsOf, SHAPE_TYPES } from "../geometry";
import type { ToolName } from "../ImageTools";
import { isBorderTool } from "./borders";
import { COMMANDS, runCommand } from "./commands";
import { click, drag, gesture, makeBench, type TestBench } from "./testBench";
import { borderDesks, settled } from "./testBorders";

/** Masks are painted at a desk of their own. */
const DRAWN = SHAPE_TYPES.filter((type) => type !== "mask");

const LABELS: readonly Label[] = DRAWN.map((type) => ({
  name: type,
  title: type,
  shapes: [type],
  skeleton: {
    points: [
      { name: "a", x: 0, y: 0 },
      { name: "b", x: 1, y: 0.5 },
      { name: "c", x: 0, y: 1 },
    ],
    edges: [["a", "b"]],
  },
}));
const TOOLS: readonly ToolName[] = ["select", ...DRAWN, "hole", "cut", "simplify", "scissors", "cutout"];
const KEYS = [".", ",", "I", "[", "]", "{", "}", "Q", "E", "Shift+Q", "Shift+E", "Z", "N", "Shift+Enter", "Alt+Enter"];
const SIZE = { width: 200, height: 100 };
const RUNS = 50;
const STEPS = 60;

type Random = () => number;

/** Numbers from 0 to 1, the same for the same seed (mulberry32). */
function seeded(seed: number): Random {
  let state = seed;
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4294967296;
  };
}

const oneOf = <T>(random: Random, items: readonly T[]): T => items[Math.floor(random() * items.length)] as T;
const place = (random: Random) =>
  [Math.round(random() * 2200) / 10 - 10, Math.round(random() * 1200) / 10 - 10] as const;
const held = (random: Random) => ({ isShift: random() < 0.2, isAlt: random() < 0.2, isCtrl: random() < 0.1 });

/** One thing that a hand may do. */
const DEEDS: readonly ((random: Random, test: TestBench) => void)[] = [
  (random, { tools }) => tools.pick(oneOf(random, TOOLS)),
  (random, { tools }) => click(tools, ...place(random), held(random)),
  (random, { tools }) => click(tools, ...place(random), held(random)),
  (random, { tools }) => drag(tools, [place(random), place(random), place(random)], held(random)),
  (random, { tools }) => drag(tools, [place(random), place(random)], held(random)),
  (random, { tools }) => tools.hover(gesture(...place(random))),
  (random, { tools }) => tools.doubleClick({ x: place(random)[0], y: place(random)[1] }),
  (random, { tools }) => tools.nudge(Math.round(random() * 40 - 20), Math.round(random() * 40 - 20), random() < 0.3),
  (_, { tools }) => tools.enter(),
  (_, { tools }) => tools.cancel(),
  (random, { tools }) => tools.press(oneOf(random, KEYS)),
  (_, { tools, store, bench }) => {
    if (!tools.erase()) store.dispatch(bench().removal(bench().selected.map(({ uuid }) => uuid)));
  },
  (random, { bench }) => runCommand(oneOf(random, COMMANDS).chord, bench()),
  (random, { bench }) =>
    bench().select(
      bench()
        .shapes.filter(() => random() < 0.4)
        .map(({ uuid }) => uuid),
    ),
  (random, { store }) => (random() < 0.5 ? store.undo() : store.redo()),
];

function numbersOf(value: unknown): number[] {
  if (typeof value === "number") return [value];
  return typeof value === "object" && value !== null ? Object.values(value).flatMap(numbersOf) : [];
}

/** What the server would refuse. */
function faultsOf(shape: ImageShape): readonly string[] {
  const isWrong: Record<string, boolean> = {
    number: numbersOf(shape).some((number) => !Number.isFinite(number)),
    ring: shape.type === "polygon" && ringsOf(shape).some((ring) => ring.length < 3),
    holes: shape.type === "polygon" && shape.holes?.length === 0,
    line: shape.type === "line" && (shape.vertices.length < 2 || "holes" in shape),
    corners: shape.type === "cuboid" && shape.vertices.length !== 8,
    keypoints:
      shape.type === "skeleton" &&
      (shape.keypoints.length < 1 || new Set(shape.keypoints.map(({ name }) => name)).size < shape.keypoints.length),
    side: (shape.type === "box" || shape.type === "rotated_box") && !(shape.width > 0 && shape.height > 0),
    radius: shape.type === "ellipse" && !(shape.radius_x > 0 && shape.radius_y > 0),
    turn: "rotation" in shape && !(Number(shape.rotation) > -180 && Number(shape.rotation) <= 180),
    depth: shape.z_order === 0,
  };
  return Object.keys(isWrong).filter((fault) => isWrong[fault]);
}

test("whatever the hands do, undone to the start and redone is the same answer, byte for byte", async () => {
  const made = new Set<string>();
  for (let seed = 1; seed <= RUNS; seed += 1) {
    const random = seeded(seed);
    const bench = makeBench(LABELS, [], SIZE, borderDesks(SIZE, "polygon"));
    const { store } = bench;
    const first = JSON.stringify(store.getState().answer);
    for (let step = 0; step < STEPS; step += 1) {
      oneOf(random, DEEDS)(random, bench);
      if (isBorderTool(bench.tools.tool) && random() < 0.5) await settled();
      expect(bench.shapes().flatMap(faultsOf)).toEqual([]);
    }
    await settled();
    for (const { type } of bench.shapes()) made.add(type);
    while (store.getState().future.length > 0) store.redo();
    const last = JSON.stringify(store.getState().answer);
    while (store.getState().past.length > 0) store.undo();
    expect(JSON.stringify(store.getState().answer)).toBe(first);
    while (store.getState().future.length > 0) store.redo();
    expect(JSON.stringify(store.getState().answer)).toBe(last);
  }
  expect([...made].sort()).toEqual([...DRAWN].sort());
}, 30_000);
