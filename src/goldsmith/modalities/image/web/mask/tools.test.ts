import { EMPTY_ANSWER } from "@goldsmith/editors";
import { beforeEach, describe, expect, test } from "vitest";
import { ImageTools, type ToolName } from "../ImageTools";
import { runCommand } from "../tools/commands";
import type { Bench } from "../tools/contract";
import { areaOfBitmap, emptyBitmap } from "./bitmap";
import { pressCover } from "./coverKeys";
import { PlainDesk } from "./plainDesk";
import { maskSettings } from "./settings";
import { areaOfMask, bitmapOf, isMask, type MaskShape, maskOf } from "./shape";

const size = { width: 60, height: 40 };
let work: PlainDesk;
let tools: ImageTools;
let said: string[];

/** Dark on the left, bright on the right from column 30. */
function twoColors() {
  const colors = new Uint32Array(size.width * size.height).fill(0xff000000);
  for (let y = 0; y < size.height; y += 1) colors.fill(0xffffffff, y * size.width + 30, (y + 1) * size.width);
  return { left: 0, top: 0, ...size, colors };
}

function bench(): Bench {
  return {
    size,
    readOnly: false,
    shapes: work.answer.annotations as MaskShape[],
    selected: work.answer.annotations.filter(({ uuid }) => work.selection.includes(uuid)) as MaskShape[],
    assist: null,
    cutout: null,
    scissors: null,
    activeLabel: null,
    masks: work.desk(),
    labelFor: () => work.label,
    canHave: () => true,
    skeletonOf: () => null,
    shapesWithin: () => [],
    removal: (uuids) => uuids.map((uuid) => ({ op: "remove", uuid })),
    say: (message) => said.push(message),
    rest: () => undefined,
    shapesAt: () => [],
    resolution: () => 1,
    viewCenter: () => ({ x: 30, y: 20 }),
    reveal: () => undefined,
    act: () => undefined,
    drawn: () => undefined,
    select: (uuids) => {
      work.selection = uuids;
    },
    redraw: () => undefined,
  };
}

function masks(): MaskShape[] {
  return work.answer.annotations.filter(isMask);
}

function areas(): number[] {
  return masks().map(areaOfMask);
}

function press(chord: string): boolean {
  return tools.press(chord) || runCommand(chord, bench()) || pressCover(chord, bench());
}

function use(tool: ToolName, places: readonly (readonly [number, number])[], keys: { isAlt?: boolean } = {}): void {
  const gesture = ([x, y]: readonly [number, number]) => ({
    at: { x, y },
    isPan: false,
    isDouble: false,
    isAlt: false,
    isShift: false,
    isCtrl: false,
    ...keys,
  });
  if (tools.tool !== tool) tools.pick(tool);
  const [first, ...rest] = places.map(gesture);
  if (!first) return;
  tools.down(first);
  for (const each of rest) tools.drag(each);
  tools.up(rest.at(-1) ?? first);
}

function addBlock(
  uuid: string,
  label: string,
  frame: { left: number; top: number; width: number; height: number },
): void {
  const bitmap = emptyBitmap(frame);
  bitmap.pixels.fill(1);
  const shape = maskOf({ uuid, label, attributes: {} }, bitmap);
  work.answer = { ...work.answer, annotations: [...work.answer.annotations, shape] };
}

beforeEach(() => {
  maskSettings.setState({ tip: "square", diameter: 4, tolerance: 24, isLocked: false });
  work = new PlainDesk(EMPTY_ANSWER, twoColors());
  tools = new ImageTools(bench);
  said = [];
});

describe("the brush", () => {
  test("paints one mask with one step of undo, and goes on with it until a new one is asked for", () => {
    use("mask", [
      [10, 10],
      [20, 10],
      [30, 10],
    ]);
    expect([work.steps, areas()]).toEqual([1, [24 * 4]]);
    use("mask", [[40, 10]]);
    expect([work.steps, areas()]).toEqual([2, [24 * 4 + 16]]);
    press("N");
    use("mask", [[50, 30]]);
    expect([work.steps, areas()]).toEqual([3, [24 * 4 + 16, 16]]);
  });

  test("shows what it does while it moves, and nothing once it is lifted", () => {
    tools.pick("mask");
    const keys = { isPan: false, isDouble: false, isAlt: false, isShift: false, isCtrl: false };
    tools.down({ at: { x: 10, y: 10 }, ...keys });
    tools.drag({ at: { x: 20, y: 10 }, ...keys });
    expect(work.shown?.effect).toBe("add");
    expect(work.shown && areaOfBitmap(work.shown.pixels)).toBe(14 * 4);
    expect(work.steps).toBe(0);
    expect(tools.cancel()).toBe(true);
    expect([work.shown, work.steps, masks()]).toEqual([null, 0, []]);
  });

  test("takes away with Alt held, as the eraser does, and removes what has nothing left", () => {
    use("mask", [
      [10, 10],
      [20, 10],
    ]);
    use("mask", [[20, 10]], { isAlt: true });
    expect(areas()).toEqual([14 * 4 - 16]);
    maskSettings.setState({ diameter: 60 });
    use("eraser", [[10, 10]]);
    expect(masks()).toEqual([]);
    expect(work.steps).toBe(3);
  });

  test("of the eraser takes from every mask when none is selected, and from one when others are protected", () => {
    addBlock("a", "car", { left: 0, top: 0, width: 10, height: 10 });
    addBlock("b", "car", { left: 0, top: 0, width: 10, height: 20 });
    use("eraser", [[4, 4]]);
    expect(areas()).toEqual([84, 184]);
    work.isLocked = true;
    use("eraser", [[8, 8]]);
    expect(areas()).toEqual([84 - 16, 184]);
    expect(work.steps).toBe(2);
  });

  test("extends the one mask of what is no thing", () => {
    work.label = "road";
    use("mask", [[10, 10]]);
    work.selection = [];
    use("mask", [[50, 30]]);
    expect(areas()).toEqual([32]);
  });

  test("takes pixels from the others in the same step where masks may not overlap", () => {
    addBlock("a", "car", { left: 0, top: 0, width: 4, height: 4 });
    addBlock("b", "car", { left: 4, top: 0, width: 8, height: 4 });
    work.mayOverlap = false;
    use("mask", [
      [2, 2],
      [6, 2],
    ]);
    expect(work.steps).toBe(1);
    expect(masks().map(({ uuid, left, width }) => [uuid === "b", left, width])).toEqual([
      [true, 8, 4],
      [false, 0, 8],
    ]);
  });

  test("leaves protected masks alone, also in what it shows", () => {
    addBlock("a", "car", { left: 0, top: 0, width: 4, height: 4 });
    work.isLocked = true;
    use("mask", [[4, 2]]);
    expect(areas()).toEqual([16, 8]);
  });

  test("of one color stops where the color changes", () => {
    use("threshold", [
      [24, 10],
      [36, 10],
    ]);
    expect(masks()[0]).toMatchObject({ left: 22, top: 8, width: 8, height: 4 });
  });

  test("is used by keyboard alone", () => {
    tools.pick("mask");
    for (const [dx, dy] of [
      [0, 0],
      [-20, -10],
    ] as const)
      tools.nudge(dx, dy);
    expect(tools.press("Space")).toBe(true);
    tools.nudge(10, 0);
    tools.nudge(0, 5);
    tools.enter();
    expect(work.steps).toBe(1);
    expect(areas()).toEqual([4 * 14 + 4 * 5]);
  });

  test("changes its size and tolerance by key", () => {
    tools.pick("threshold");
    for (const key of ["]", "]", "[", ".", "."]) tools.press(key);
    expect(maskSettings.getState()).toMatchObject({ diameter: 5, tolerance: 28 });
    press("Shift+B");
    expect(maskSettings.getState().tip).toBe("round");
  });
});

describe("the other mask tools", () => {
  function paintRing(): void {
    use("mask", [
      [10, 10],
      [30, 10],
      [30, 30],
      [10, 30],
      [10, 10],
    ]);
  }

  test("fill the hole under the hand, and say so when there is none", () => {
    paintRing();
    use("fill", [[20, 20]]);
    expect(areas()).toEqual([24 * 24]);
    use("fill", [[50, 20]]);
    expect(said).toEqual(["noHole"]);
    expect(work.steps).toBe(2);
  });

  test("fill all holes by key", () => {
    paintRing();
    expect(press("Shift+G")).toBe(true);
    expect(areas()).toEqual([24 * 24]);
  });

  test("fill a gap between masks that may not overlap", () => {
    addBlock("a", "car", { left: 0, top: 0, width: 30, height: 40 });
    work.mayOverlap = false;
    use("fill", [[50, 20]]);
    expect(areas()).toEqual([1200, 1200]);
  });

  test("draw an outline around pixels, by drag and by clicks, and take them away with Alt", () => {
    use("lasso", [
      [5, 5],
      [25, 5],
      [25, 25],
      [5, 25],
    ]);
    expect(areas()).toEqual([400]);
    for (const place of [
      [8, 8],
      [20, 8],
      [20, 20],
      [8, 20],
      [8, 8],
    ] as const)
      use("lasso", [place], { isAlt: true });
    expect(areas()).toEqual([400 - 144]);
    expect(work.steps).toBe(2);
  });

  test("pick what is joined and alike; a drag sets the tolerance", () => {
    use("wand", [[10, 10]]);
    expect(areas()).toEqual([30 * 40]);
    expect(tools.cancel()).toBe(false);
    work.selection = [];
    maskSettings.setState({ tolerance: 200 });
    use("wand", [
      [10, 10],
      [10 + 3 * 55, 10],
    ]);
    expect(areas()).toEqual([1200, 2400]);
    expect(maskSettings.getState().tolerance).toBe(255);
  });
});

describe("the commands", () => {
  test("hold an answer back while a pixel that needs a label has none", () => {
    addBlock("a", "car", { left: 0, top: 0, width: 60, height: 39 });
    expect(pressCover("Enter", bench())).toBe(false);
    work.mustCover = true;
    expect(pressCover("Enter", bench())).toBe(true);
    expect(said).toEqual(["gapsLeft"]);
    press("Shift+J");
    expect(pressCover("Enter", bench())).toBe(false);
  });

  test("give the rest to the label in one step", () => {
    addBlock("a", "car", { left: 0, top: 0, width: 30, height: 40 });
    work.label = "road";
    press("Shift+J");
    expect(areas()).toEqual([1200, 1200]);
    press("J");
    expect(said).toEqual(["noGap"]);
  });

  test("turn selected masks into polygons and polygons into masks", () => {
    addBlock("a", "car", { left: 5, top: 5, width: 20, height: 10 });
    const before = masks()[0] as MaskShape;
    work.selection = ["a"];
    press("Shift+P");
    expect(work.answer.annotations[0]).toMatchObject({ uuid: "a", type: "polygon" });
    press("Shift+C");
    expect(bitmapOf(masks()[0] as MaskShape)).toEqual(bitmapOf(before));
    expect(work.steps).toBe(2);
  });

  test("turn several shapes into masks one after the other in one step", () => {
    const box = (uuid: string, left: number) => ({
      ...{ uuid, type: "box", label: "road", attributes: {} },
      ...{ left, top: 0, width: 10, height: 10 },
    });
    work.answer = { ...EMPTY_ANSWER, annotations: [box("a", 0), box("b", 5)] };
    work.selection = ["a", "b"];
    press("Shift+C");
    expect([areas(), work.steps]).toEqual([[150], 1]);
  });

  test("split a mask, or say that it is one piece", () => {
    use("mask", [[10, 10]]);
    use("mask", [[40, 30]]);
    press("Shift+K");
    expect(areas()).toEqual([16, 16]);
    press("Shift+K");
    expect(said).toEqual(["onePart"]);
  });
});
