import { EMPTY_ANSWER } from "@goldsmith/editors";
import { beforeEach, describe, expect, test } from "vitest";
import {
  type BoxShape,
  distanceTo,
  handles,
  type ImageShape,
  makeShape,
  moveHandle,
  moveShape,
  type PathShape,
  removeVertex,
  resizeShape,
} from "./geometry";
import { type Bench, ImageTools } from "./ImageTools";
import { PlainDesk } from "./mask/plainDesk";

const size = { width: 200, height: 100 };
const noMasks = new PlainDesk(EMPTY_ANSWER, { left: 0, top: 0, width: 1, height: 1, colors: new Uint32Array(1) });
const box: BoxShape = {
  uuid: "b",
  type: "box",
  label: "car",
  attributes: {},
  left: 10,
  top: 20,
  width: 40,
  height: 30,
};
const triangle: PathShape = {
  uuid: "t",
  type: "polygon",
  label: "tree",
  attributes: {},
  vertices: [
    { x: 0, y: 0 },
    { x: 100, y: 0 },
    { x: 50, y: 80 },
  ],
};

describe("shapes", () => {
  test("a box is the same whichever corner it is drawn from", () => {
    const drawn = makeShape(
      "box",
      "car",
      [
        { x: 60, y: 50 },
        { x: 20, y: 10 },
      ],
      size,
    );
    expect(drawn).toMatchObject({ left: 20, top: 10, width: 40, height: 40 });
  });

  test("nothing is drawn outside the picture, and nothing without an area", () => {
    expect(
      makeShape(
        "box",
        "car",
        [
          { x: 150, y: 50 },
          { x: 500, y: 500 },
        ],
        size,
      ),
    ).toMatchObject({ width: 50, height: 50 });
    expect(
      makeShape(
        "box",
        "car",
        [
          { x: 5, y: 5 },
          { x: 5, y: 40 },
        ],
        size,
      ),
    ).toBeNull();
    expect(
      makeShape(
        "polygon",
        "car",
        [
          { x: 5, y: 5 },
          { x: 5, y: 40 },
        ],
        size,
      ),
    ).toBeNull();
  });

  test("a moved shape stops at the border as a whole", () => {
    expect(moveShape(box, -50, 500, size)).toMatchObject({ left: 0, top: 70, width: 40, height: 30 });
    expect((moveShape(triangle, 500, 0, size) as PathShape).vertices[1]).toEqual({ x: 200, y: 0 });
  });

  test("a corner dragged past its opposite turns the box over", () => {
    expect(moveHandle(box, 0, { x: 70, y: 60 }, size)).toMatchObject({ left: 50, top: 50, width: 20, height: 10 });
  });

  test("the middle of an edge moves that edge only", () => {
    expect(handles(box)[3]).toEqual({ x: 50, y: 35 });
    expect(moveHandle(box, 3, { x: 80, y: 99 }, size)).toMatchObject({ left: 10, top: 20, width: 70, height: 30 });
  });

  test("a polygon keeps at least three vertices", () => {
    expect(removeVertex(triangle, 0)).toBeNull();
  });

  test("growing keeps the middle where it is", () => {
    expect(resizeShape(box, 5, size)).toMatchObject({ left: 5, top: 15, width: 50, height: 40 });
    expect(resizeShape(box, -20, size)).toBeNull();
  });

  test("inside is no distance, outside is to the nearest edge", () => {
    expect(distanceTo(box, { x: 20, y: 30 })).toBe(0);
    expect(distanceTo(box, { x: 5, y: 30 })).toBe(5);
    expect(distanceTo(triangle, { x: 50, y: 90 })).toBe(10);
  });
});

describe("the hands", () => {
  let shapes: ImageShape[];
  let selection: string[];
  let tools: ImageTools;

  const bench = (): Bench => ({
    size,
    readOnly: false,
    shapes,
    selected: shapes.filter(({ uuid }) => selection.includes(uuid)),
    assist: null,
    cutout: null,
    scissors: null,
    activeLabel: null,
    masks: noMasks.desk(),
    labelFor: () => "car",
    canHave: () => true,
    skeletonOf: () => null,
    shapesWithin: () => [],
    removal: (uuids) => uuids.map((uuid) => ({ op: "remove", uuid })),
    say: () => undefined,
    rest: () => undefined,
    shapesAt: (at, reach) => shapes.filter((shape) => distanceTo(shape, at) <= reach),
    resolution: () => 1,
    viewCenter: () => ({ x: 100, y: 50 }),
    reveal: () => undefined,
    act(ops) {
      for (const op of ops) {
        if (op.op !== "put") continue;
        shapes = shapes.map((shape) => (shape.uuid === op.annotation.uuid ? (op.annotation as ImageShape) : shape));
      }
    },
    drawn: (shape) => shapes.push(shape),
    select: (uuids) => {
      selection = [...uuids];
    },
    redraw: () => undefined,
  });
  const gesture = (x: number, y: number, isDouble = false) => ({
    at: { x, y },
    isPan: false,
    isDouble,
    isShift: false,
    isAlt: false,
    isCtrl: false,
  });
  const click = (x: number, y: number) => {
    tools.down(gesture(x, y));
    tools.up(gesture(x, y));
  };
  const drag = (from: [number, number], to: [number, number]) => {
    tools.down(gesture(...from));
    tools.drag(gesture(...to));
    tools.up(gesture(...to));
  };

  beforeEach(() => {
    shapes = [box];
    selection = [];
    tools = new ImageTools(bench);
  });

  test("a box is drawn by a drag or by two clicks", () => {
    tools.pick("box");
    drag([100, 10], [140, 40]);
    click(150, 50);
    click(190, 90);
    expect(shapes.slice(1)).toMatchObject([
      { left: 100, top: 10, width: 40, height: 30 },
      { left: 150, top: 50, width: 40, height: 40 },
    ]);
  });

  test("a polygon ends on its first vertex, and Backspace takes the last one back", () => {
    tools.pick("polygon");
    for (const [x, y] of [
      [100, 10],
      [140, 10],
      [199, 99],
    ] as const)
      click(x, y);
    expect(tools.erase()).toBe(true);
    click(140, 60);
    click(101, 11);
    expect((shapes[1] as PathShape).vertices).toEqual([
      { x: 100, y: 10 },
      { x: 140, y: 10 },
      { x: 140, y: 60 },
    ]);
  });

  test("the keyboard draws a box with a crosshair", () => {
    tools.pick("box");
    expect(tools.enter()).toBe(false);
    tools.nudge(1, 0);
    expect(tools.crosshair).toEqual({ x: 100, y: 50 });
    tools.enter();
    tools.nudge(10, 0);
    tools.nudge(0, 10);
    tools.enter();
    expect(shapes[1]).toMatchObject({ left: 100, top: 50, width: 10, height: 10 });
  });

  test("Enter twice on one place ends a polygon drawn by keyboard", () => {
    tools.pick("polygon");
    tools.nudge(1, 0);
    for (const [dx, dy] of [
      [0, 0],
      [20, 0],
      [0, 20],
    ] as const) {
      tools.nudge(dx, dy);
      tools.enter();
    }
    tools.enter();
    expect((shapes[1] as PathShape).vertices).toHaveLength(3);
  });

  test("a click selects, a drag moves, a handle resizes", () => {
    click(12, 30);
    expect(selection).toEqual(["b"]);
    drag([30, 30], [50, 35]);
    expect(shapes[0]).toMatchObject({ left: 30, top: 25 });
    drag([70, 55], [90, 75]);
    expect(shapes[0]).toMatchObject({ left: 30, top: 25, width: 60, height: 50 });
  });

  test("arrows move the selected, or one corner that was taken in hand", () => {
    selection = ["b"];
    tools.nudge(10, 0);
    expect(shapes[0]).toMatchObject({ left: 20 });
    tools.press(".");
    tools.nudge(5, 5);
    expect(shapes[0]).toMatchObject({ left: 25, top: 25, width: 35, height: 25 });
  });

  test("a click on nothing lets go of what is selected", () => {
    selection = ["b"];
    tools.click(gesture(180, 80));
    expect(selection).toEqual([]);
  });

  test("Escape drops the drawing in hand", () => {
    tools.pick("polygon");
    click(100, 10);
    expect(tools.cancel()).toBe(true);
    expect(tools.points).toEqual([]);
    expect(tools.cancel()).toBe(false);
  });
});
