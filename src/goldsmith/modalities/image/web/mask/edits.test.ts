import { type Answer, applyOps, EMPTY_ANSWER, type Op, type Shape } from "@goldsmith/editors";
import { beforeEach, describe, expect, test } from "vitest";
import type { EllipseShape } from "../geometry";
import { areaOfBitmap, type Bitmap, emptyBitmap, type Frame, holds } from "./bitmap";
import { polygonsOf, ringsOfShape, toMask, toParts, toPolygons } from "./convert";
import { countGaps, coverOf, nearestGap, restOf } from "./cover";
import { eraseOps, paintOps, type Scene, targetOf } from "./edits";
import { areaOfMask, bitmapOf, isMask, type MaskShape, maskOf } from "./shape";
import { reachFrom, regionWithin } from "./wand";

const size = { width: 40, height: 30 };
let answer: Answer;

function block(left: number, top: number, width: number, height: number): Bitmap {
  const bitmap = emptyBitmap({ left, top, width, height });
  bitmap.pixels.fill(1);
  return bitmap;
}

function mask(uuid: string, label: string, bitmap: Bitmap): MaskShape {
  return maskOf({ uuid, label, attributes: { color: "red" }, group: "g" }, bitmap);
}

function masks(): MaskShape[] {
  return answer.annotations.filter(isMask);
}

function byUuid(uuid: string): MaskShape {
  return masks().find((each) => each.uuid === uuid) as MaskShape;
}

function scene(rules: Partial<Scene> = {}): Scene {
  const removal = (uuid: string): Op[] => [{ op: "remove", uuid }];
  return { masks: masks(), mayOverlap: true, isLocked: false, removal, ...rules };
}

function painted(ops: readonly Op[]): MaskShape {
  const [op] = ops;
  if (op?.op !== "put") throw new Error("nothing was painted");
  return op.annotation as MaskShape;
}

function frameOfMask({ left, top, width, height }: Frame): number[] {
  return [left, top, width, height];
}

beforeEach(() => {
  const shapes: Shape[] = [mask("road", "road", block(0, 20, 40, 10)), mask("car", "car", block(5, 15, 10, 10))];
  answer = { ...EMPTY_ANSWER, annotations: shapes };
});

describe("painting", () => {
  test("makes a mask of the label, trimmed to its pixels", () => {
    const target = targetOf("tree", { masks: masks(), selected: [], isThing: true });
    const wide = emptyBitmap({ left: 0, top: 0, width: 30, height: 10 });
    wide.pixels[13] = 1;
    answer = applyOps(answer, paintOps(target, wide, scene()));
    expect(masks()).toHaveLength(3);
    expect(masks()[2]).toMatchObject({
      label: "tree",
      type: "mask",
      left: 1,
      top: 3,
      width: 1,
      height: 1,
      counts: "01",
    });
  });

  test("extends the selected mask and keeps everything else of it", () => {
    const target = targetOf("tree", { masks: masks(), selected: ["car"], isThing: true });
    answer = applyOps(answer, paintOps(target, block(20, 0, 2, 2), scene()));
    expect(frameOfMask(byUuid("car"))).toEqual([5, 0, 17, 25]);
    expect(byUuid("car")).toMatchObject({ label: "car", attributes: { color: "red" }, group: "g" });
    expect(areaOfMask(byUuid("car"))).toBe(104);
  });

  test("extends the only mask of what is no thing, and begins another thing", () => {
    expect(targetOf("road", { masks: masks(), selected: [], isThing: false }).uuid).toBe("road");
    expect(targetOf("car", { masks: masks(), selected: [], isThing: true }).uuid).not.toBe("car");
  });

  test("over its own pixels is no step of undo", () => {
    expect(paintOps(byUuid("car"), block(6, 16, 2, 2), scene())).toEqual([]);
    expect(paintOps(byUuid("car"), emptyBitmap(block(0, 0, 5, 5)), scene())).toEqual([]);
  });

  test("takes the pixels from other masks where they may not overlap, in one step", () => {
    const ops = paintOps(byUuid("car"), block(4, 19, 12, 3), scene({ mayOverlap: false }));
    answer = applyOps(answer, ops);
    expect(ops).toHaveLength(2);
    expect(areaOfMask(byUuid("road"))).toBe(400 - 24);
    expect(holds(bitmapOf(byUuid("road")), 4, 20)).toBe(false);
  });

  test("removes a mask that lost its last pixel", () => {
    const target = { uuid: "new", label: "tree" };
    answer = applyOps(answer, paintOps(target, block(0, 0, 40, 30), scene({ mayOverlap: false })));
    expect(masks().map(({ uuid }) => uuid)).toEqual(["new"]);
  });

  test("leaves locked masks alone", () => {
    const target = { uuid: "new", label: "tree" };
    answer = applyOps(answer, paintOps(target, block(0, 0, 40, 30), scene({ mayOverlap: false, isLocked: true })));
    expect(areaOfMask(byUuid("road"))).toBe(400);
    expect(countGaps(coverOf(masks().map(bitmapOf), size))).toBe(0);
    expect(areaOfMask(byUuid("new"))).toBe(40 * 30 - 400 - 50);
    expect(paintOps(target, block(0, 25, 5, 2), scene({ isLocked: true }))).toEqual([]);
  });
});

describe("erasing", () => {
  test("takes pixels and trims the window", () => {
    answer = applyOps(answer, eraseOps(byUuid("car"), block(0, 15, 10, 20), scene()));
    expect(frameOfMask(byUuid("car"))).toEqual([10, 15, 5, 10]);
  });

  test("removes what has no pixel left, and does nothing beside it", () => {
    expect(eraseOps(byUuid("car"), block(0, 0, 40, 30), scene())).toEqual([{ op: "remove", uuid: "car" }]);
    expect(eraseOps(byUuid("car"), block(30, 0, 5, 5), scene())).toEqual([]);
  });
});

describe("the cover", () => {
  test("counts the pixels without a label and knows the nearest", () => {
    const cover = coverOf(masks().map(bitmapOf), size);
    const gaps = 40 * 20 - 50;
    expect(countGaps(cover)).toBe(gaps);
    expect(areaOfBitmap(restOf(cover))).toBe(gaps);
    expect(nearestGap(cover, { x: 10.5, y: 16.5 })).toEqual({ x: 10.5, y: 14.5 });
    expect(nearestGap(cover, { x: 39.5, y: 29.5 })).toEqual({ x: 39.5, y: 19.5 });
    expect(nearestGap(coverOf([block(0, 0, 40, 30)], size), { x: 3, y: 3 })).toBeNull();
  });

  test("is complete when the rest was filled", () => {
    const rest = restOf(coverOf(masks().map(bitmapOf), size));
    answer = applyOps(answer, paintOps(byUuid("road"), rest, scene({ mayOverlap: false })));
    expect(countGaps(coverOf(masks().map(bitmapOf), size))).toBe(0);
    expect(areaOfMask(byUuid("car"))).toBe(100);
  });
});

describe("conversions", () => {
  test("a mask becomes polygons with holes, and they become the same mask", () => {
    const hollow = block(3, 3, 20, 20);
    for (let x = 5; x < 15; x += 1) hollow.pixels.fill(0, x * 20 + 5, x * 20 + 12);
    const [polygon, ...more] = polygonsOf(mask("m", "car", hollow), 0) as [Shape];
    expect(more).toEqual([]);
    expect(polygon).toMatchObject({
      uuid: "m",
      type: "polygon",
      label: "car",
      attributes: { color: "red" },
      group: "g",
    });
    expect(polygon).not.toHaveProperty("counts");
    const { vertices, holes } = polygon as unknown as { vertices: []; holes: [] };
    expect(bitmapOf(painted(toMask(polygon, [vertices, ...holes], size, scene(), null)))).toEqual(hollow);
  });

  test("every part becomes a polygon; the first keeps the object's identity", () => {
    const two = emptyBitmap({ left: 0, top: 0, width: 10, height: 10 });
    two.pixels.fill(1, 0, 30).fill(1, 80, 90);
    const ops = toPolygons(mask("m", "car", two), 0.5);
    expect(ops.map((op) => op.op === "put" && op.annotation.uuid === "m")).toEqual([true, false]);
  });

  test("a mask is split into its parts, the largest first", () => {
    const two = emptyBitmap({ left: 0, top: 0, width: 10, height: 10 });
    two.pixels.fill(1, 0, 10).fill(1, 50, 90);
    answer = applyOps({ ...EMPTY_ANSWER, annotations: [mask("m", "car", two)] }, toParts(mask("m", "car", two)));
    expect(masks().map(areaOfMask)).toEqual([40, 10]);
    expect(masks()[0]?.uuid).toBe("m");
    expect(toParts(byUuid("m"))).toEqual([]);
  });

  test("a shape of what is no thing joins its one mask", () => {
    const box: Shape = { uuid: "b", type: "box", label: "road", attributes: {} };
    const ring = [
      { x: 0, y: 0 },
      { x: 40, y: 0 },
      { x: 40, y: 20 },
      { x: 0, y: 20 },
    ];
    const rules = scene({ mayOverlap: false });
    answer = applyOps(
      { ...answer, annotations: [...answer.annotations, box] },
      toMask(box, [ring], size, rules, byUuid("road")),
    );
    expect(answer.annotations.map(({ uuid }) => uuid)).toEqual(["road", "car"]);
    expect(areaOfMask(byUuid("road"))).toBe(1200);
    expect(areaOfMask(byUuid("car"))).toBe(50);
  });

  test("an ellipse covers its area", () => {
    const radii = { x: 20, y: 15, radius_x: 18, radius_y: 7, rotation: 20 };
    const ellipse: EllipseShape = { uuid: "e", type: "ellipse", label: "car", attributes: {}, ...radii };
    const area = areaOfMask(painted(toMask(ellipse, ringsOfShape(ellipse), size, scene(), null)));
    expect(area / (Math.PI * 18 * 7)).toBeCloseTo(1, 1);
  });
});

describe("the wand", () => {
  test("reaches what is joined and alike, more with more tolerance", () => {
    const colors = new Uint32Array(6 * 4).fill(0xff000000);
    for (let row = 0; row < 4; row += 1)
      colors.set([0xff000000, 0xff00000a, 0xff00000a, 0xff320000, 0xff00000a], row * 6);
    const reach = reachFrom({ left: 10, top: 5, width: 6, height: 4, colors }, 10, 6);
    expect(regionWithin(reach, 9)).toMatchObject({ left: 10, top: 5, width: 1, height: 4 });
    expect(regionWithin(reach, 10)).toMatchObject({ left: 10, top: 5, width: 3, height: 4 });
    expect(regionWithin(reach, 49)).toMatchObject({ width: 3 });
    expect(areaOfBitmap(regionWithin(reach, 50))).toBe(24);
  });
});
