import { describe, expect, test } from "vitest";
import type { ImageShape, PathShape } from "../geometry";
import { runCommand } from "./commands";
import { click, drag, gesture, makeBench, type TestBench } from "./testBench";

const LABELS = [
  { name: "field", title: "Field", shapes: ["polygon"] },
  { name: "road", title: "Road", shapes: ["line"] },
];

const square = (uuid: string, left: number, top: number, side = 20, more: Partial<ImageShape> = {}): PathShape => ({
  uuid,
  type: "polygon",
  label: "field",
  attributes: {},
  vertices: [
    { x: left, y: top },
    { x: left + side, y: top },
    { x: left + side, y: top + side },
    { x: left, y: top + side },
  ],
  ...(more as object),
});

const depths = ({ shapes }: TestBench) => shapes().map(({ z_order = 0 }) => z_order);
const steps = ({ store }: TestBench) => store.getState().past.length;

describe("which shape lies above", () => {
  test("to the front and to the back, past all others, and nothing when it is there already", () => {
    const bench = makeBench(LABELS, [square("a", 0, 0), square("b", 5, 5), square("c", 10, 10)]);
    bench.store.select(["a"]);
    runCommand("Home", bench.bench());
    runCommand("Home", bench.bench());
    expect([depths(bench), steps(bench)]).toEqual([[1, 0, 0], 1]);
    runCommand("End", bench.bench());
    expect(depths(bench)).toEqual([-1, 0, 0]);
  });

  test("one step goes past the next one that it overlaps", () => {
    const bench = makeBench(LABELS, [square("a", 0, 0), square("far", 150, 0), square("b", 5, 5), square("c", 10, 10)]);
    bench.store.select(["a"]);
    runCommand("PageUp", bench.bench());
    expect(depths(bench)).toEqual([1, 0, 0, 0]);
    runCommand("PageDown", bench.bench());
    expect(bench.shapes()[0]).not.toHaveProperty("z_order");
  });

  test("what was sent to the front is what a click means", () => {
    const bench = makeBench(LABELS, [square("small", 10, 10, 5), square("large", 0, 0, 40, { z_order: 1 })]);
    click(bench.tools, 12, 12);
    expect(bench.store.getState().selection).toEqual(["large"]);
  });
});

describe("many at once", () => {
  test("Shift adds and takes away, a rubber band takes what lies inside", () => {
    const bench = makeBench(LABELS, [square("a", 10, 10), square("b", 50, 10), square("c", 100, 10)]);
    click(bench.tools, 20, 20);
    click(bench.tools, 60, 20, { isShift: true });
    expect(bench.store.getState().selection).toEqual(["a", "b"]);
    click(bench.tools, 20, 20, { isShift: true });
    expect(bench.store.getState().selection).toEqual(["b"]);
    drag(
      bench.tools,
      [
        [40, 5],
        [130, 40],
      ],
      { isShift: true },
    );
    expect(bench.store.getState().selection).toEqual(["b", "c"]);
  });

  test("a move of many is one step", () => {
    const bench = makeBench(LABELS, [square("a", 10, 10), square("b", 50, 10)]);
    runCommand("Ctrl+A", bench.bench());
    drag(bench.tools, [
      [20, 20],
      [30, 25],
    ]);
    expect(steps(bench)).toBe(1);
    expect(bench.shapes().map((shape) => (shape as PathShape).vertices[0])).toEqual([
      { x: 20, y: 15 },
      { x: 60, y: 15 },
    ]);
  });

  test("a group is made, chosen as a whole, copied as a group of its own, and dissolved", () => {
    const bench = makeBench(LABELS, [square("a", 10, 10), square("b", 50, 10), square("c", 100, 10)]);
    bench.store.select(["a", "b"]);
    runCommand("Ctrl+G", bench.bench());
    click(bench.tools, 60, 20, { isCtrl: true });
    expect(bench.store.getState().selection).toEqual(["a", "b"]);
    runCommand("Ctrl+D", bench.bench());
    const [a, b, , copyOfA, copyOfB] = bench.shapes();
    expect(a?.group).toBe(b?.group);
    expect(copyOfA?.group).toBe(copyOfB?.group);
    expect(copyOfA?.group).not.toBe(a?.group);
    runCommand("Ctrl+Shift+G", bench.bench());
    expect(bench.shapes().map((shape) => "group" in shape)).toEqual([true, true, false, false, false]);
  });
});

describe("copies", () => {
  test("go to the same place of another item, and only where the project has their label", () => {
    const first = makeBench(LABELS, [square("a", 10, 10)]);
    first.store.select(["a"]);
    runCommand("Ctrl+C", first.bench());
    const second = makeBench(LABELS);
    runCommand("Ctrl+V", second.bench());
    expect(second.shapes()).toMatchObject([{ vertices: square("a", 10, 10).vertices }]);
    expect(second.shapes()[0]?.uuid).not.toBe("a");
    const stranger = makeBench([LABELS[1] as (typeof LABELS)[0]]);
    runCommand("Ctrl+V", stranger.bench());
    expect([stranger.shapes(), stranger.said]).toEqual([[], ["pasteNothing"]]);
  });
});

describe("polygons and their neighbours", () => {
  test("merging needs polygons that touch", () => {
    const bench = makeBench(LABELS, [square("a", 10, 10), square("b", 30, 10), square("c", 100, 10)]);
    bench.store.select(["a", "c"]);
    runCommand("Shift+M", bench.bench());
    expect([steps(bench), bench.said]).toEqual([0, ["mergeTouching"]]);
    bench.store.select(["b", "a"]);
    runCommand("Shift+M", bench.bench());
    expect(bench.shapes().map(({ uuid }) => uuid)).toEqual(["b", "c"]);
  });

  test("what a neighbour covers is given up, a shared border is not", () => {
    const bench = makeBench(LABELS, [square("a", 10, 10), square("b", 25, 10), square("c", 45, 10)]);
    bench.store.select(["c"]);
    runCommand("Shift+T", bench.bench());
    expect([steps(bench), bench.said]).toEqual([0, ["trimNothing"]]);
    bench.store.select(["a"]);
    runCommand("Shift+T", bench.bench());
    expect(Math.max(...(bench.shapes()[0] as PathShape).vertices.map(({ x }) => x))).toBe(25);
  });

  test("a vertex snaps to a neighbour's vertex or edge, and not while Alt is held", () => {
    const bench = makeBench(LABELS, [square("a", 10, 10), square("b", 50, 10, 60)]);
    bench.store.select(["a"]);
    const corner = () => (bench.shapes()[0] as PathShape).vertices[1];
    const dragCorner = (to: [number, number], isAlt = false) => {
      const { x, y } = corner() as { x: number; y: number };
      drag(bench.tools, [[x, y], to], { isAlt });
    };
    dragCorner([48, 12]);
    expect(corner()).toEqual({ x: 50, y: 10 });
    dragCorner([47, 22]);
    expect(corner()).toEqual({ x: 50, y: 22 });
    dragCorner([47, 24], true);
    expect(corner()).toEqual({ x: 47, y: 24 });
  });

  test("a drag with Shift draws freehand; a point on the way keeps the drawing open", () => {
    const bench = makeBench(LABELS);
    bench.tools.pick("line");
    const wave: [number, number][] = Array.from({ length: 40 }, (_, index) => [
      10 + 4 * index,
      50 + 20 * Math.sin(index),
    ]);
    drag(bench.tools, wave, { isShift: true });
    const vertices = (bench.shapes()[0] as PathShape).vertices;
    expect(vertices[0]).toEqual({ x: 10, y: 50 });
    expect(vertices.length).toBeGreaterThan(10);
    click(bench.tools, 10, 10);
    drag(bench.tools, wave, { isShift: true });
    expect(bench.shapes()).toHaveLength(1);
    bench.tools.hover(gesture(100, 90));
    bench.tools.enter();
    expect(bench.shapes()).toHaveLength(2);
  });
});
