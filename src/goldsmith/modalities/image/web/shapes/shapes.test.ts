import { describe, expect, test } from "vitest";
import {
  areaOf,
  type CuboidShape,
  describeShape,
  distanceTo,
  type EllipseShape,
  handles,
  insertVertex,
  makeShape,
  moveHandle,
  moveShape,
  nearestEdge,
  outline,
  type PathShape,
  type Point,
  type RotatedBoxShape,
  removeVertex,
  resizeShape,
  type SkeletonShape,
  turnHandle,
  turnShape,
} from "../geometry";
import { absentNames, keypointsBetween, toggleVisibility, withKeypoint, withoutKeypoint } from "./skeleton";

const size = { width: 400, height: 300 };
const common = { uuid: "s", label: "car", attributes: {} };
const at = (x: number, y: number): Point => ({ x, y });
const stepped = { isStepped: true, isAlone: false };

describe("a turned box", () => {
  const upright: RotatedBoxShape = {
    ...common,
    type: "rotated_box",
    left: 100,
    top: 100,
    width: 80,
    height: 40,
    rotation: 0,
  };
  const turned: RotatedBoxShape = { ...upright, rotation: 90 };

  test("three points are an edge and the depth on either side of it", () => {
    const below = makeShape("rotated_box", "car", [at(100, 100), at(140, 130), at(134, 138)], size);
    expect(below).toMatchObject({ width: 50, height: 10, rotation: 36.9 });
    const above = makeShape("rotated_box", "car", [at(100, 100), at(150, 100), at(120, 80)], size);
    expect(above).toMatchObject({ left: 100, top: 80, width: 50, height: 20, rotation: 0 });
    expect(makeShape("rotated_box", "car", [at(100, 100), at(150, 100), at(120, 100)], size)).toBeNull();
  });

  test("a dragged side leaves the opposite one where it is, in the turned axes", () => {
    expect(outline(turned)[0]).toEqual({ x: 160, y: 80 });
    const wider = moveHandle(turned, 3, at(140, 200), size) as RotatedBoxShape;
    expect(wider).toMatchObject({ width: 120, height: 40, rotation: 90 });
    const [before, after] = [outline(turned), outline(wider)];
    expect([after[0], after[3]]).toEqual([before[0], before[3]]);
  });

  test("its handle turns it, in steps of 15 degrees when asked", () => {
    const handle = turnHandle(upright) as number;
    expect(handles(upright, 1)[handle]).toEqual({ x: 140, y: 74 });
    expect(moveHandle(upright, handle, at(200, 121), size)).toMatchObject({ rotation: 91 });
    expect(moveHandle(upright, handle, at(200, 121), size, stepped)).toMatchObject({ rotation: 90 });
    expect(turnShape({ ...upright, rotation: 170 }, 15)).toMatchObject({ rotation: -175 });
  });

  test("inside is what the turned outline holds", () => {
    expect(distanceTo(turned, at(140, 155))).toBe(0);
    expect(distanceTo(turned, at(175, 120))).toBeCloseTo(15);
  });
});

describe("an ellipse", () => {
  const ellipse: EllipseShape = {
    ...common,
    type: "ellipse",
    x: 100,
    y: 100,
    radius_x: 40,
    radius_y: 20,
    rotation: 90,
  };

  test("lies in the box that it is drawn in", () => {
    expect(makeShape("ellipse", "cup", [at(60, 120), at(140, 80)], size)).toMatchObject({
      ...at(100, 100),
      radius_x: 40,
      radius_y: 20,
    });
  });

  test("has bounds and a distance that know its turn", () => {
    const [topLeft, bottomRight] = outline(ellipse) as [Point, Point];
    expect([topLeft.x, topLeft.y, bottomRight.x, bottomRight.y].map(Math.round)).toEqual([80, 60, 120, 140]);
    expect(distanceTo(ellipse, at(100, 135))).toBe(0);
    expect(distanceTo(ellipse, at(135, 100))).toBeCloseTo(15, 1);
    expect(areaOf(ellipse)).toBeCloseTo(2513, 0);
  });

  test("the end of an axis moves that radius only; no radius may vanish", () => {
    expect(moveHandle(ellipse, 0, at(100, 150), size)).toMatchObject({ radius_x: 50, radius_y: 20 });
    expect(moveHandle(ellipse, 1, at(70, 100), size)).toMatchObject({ radius_x: 40, radius_y: 30 });
    expect(resizeShape(ellipse, -20, size)).toBeNull();
  });

  test("without a rotation it is upright", () => {
    const { rotation: _rotation, ...upright } = ellipse;
    expect(outline(upright)[0]).toEqual({ x: 60, y: 80 });
    expect(describeShape(upright)).toBe("80 × 40");
  });
});

describe("a cuboid", () => {
  const block = makeShape("cuboid", "crate", [at(100, 100), at(160, 140), at(180, 120)], size) as CuboidShape;
  const xs = (shape: CuboidShape) => shape.vertices.map(({ x }) => x);

  test("has its front where it was drawn and its back where the last corner went", () => {
    expect(block.vertices.slice(0, 4)).toEqual([at(100, 100), at(160, 100), at(160, 140), at(100, 140)]);
    expect(block.vertices.slice(4)).toEqual([at(120, 80), at(180, 80), at(180, 120), at(120, 120)]);
  });

  test("a corner takes its neighbours along, or comes alone", () => {
    const whole = moveHandle(block, 2, at(170, 150), size) as CuboidShape;
    expect(whole.vertices.slice(0, 4)).toEqual([at(100, 100), at(170, 100), at(170, 150), at(100, 150)]);
    const alone = moveHandle(block, 2, at(170, 150), size, { isStepped: false, isAlone: true }) as CuboidShape;
    expect(alone.vertices.slice(0, 4)).toEqual([at(100, 100), at(160, 100), at(170, 150), at(100, 140)]);
    const after = moveHandle(alone, 1, at(165, 95), size) as CuboidShape;
    expect(after.vertices[0]).toEqual(at(100, 100));
  });

  test("the middle of a face moves that face, and a face may not become flat", () => {
    const deeper = moveHandle(block, 9, at(170, 100), size) as CuboidShape;
    expect(xs(deeper)).toEqual([100, 160, 160, 100, 140, 200, 200, 140]);
    expect(moveHandle(block, 2, at(170, 100), size)).toBeNull();
  });

  test("everything between front and back is inside", () => {
    expect(distanceTo(block, at(172, 115))).toBe(0);
    expect(distanceTo(block, at(190, 90))).toBeCloseTo(10);
  });
});

describe("a skeleton", () => {
  const template = {
    points: [
      { name: "head", x: 0.5, y: 0 },
      { name: "hand", x: 1, y: 0.5 },
      { name: "foot", x: 0.5, y: 1 },
    ],
    edges: [["head", "foot"]] as [string, string][],
  };
  const whole: SkeletonShape = {
    ...common,
    type: "skeleton",
    keypoints: keypointsBetween(template, at(200, 200), at(100, 100)),
  };

  test("is placed as the label's typical one, whichever corner comes first", () => {
    expect(whole.keypoints.map(({ x, y }) => [x, y])).toEqual([
      [150, 100],
      [200, 150],
      [150, 200],
    ]);
  });

  test("keypoints go, and come back to their place in the order and about their place in the image", () => {
    const without = withoutKeypoint(whole, 1) as SkeletonShape;
    expect(absentNames(without, template)).toEqual(["hand"]);
    const back = withKeypoint(moveShape(without, 20, 0, size) as SkeletonShape, "hand", template);
    expect(back.keypoints.map(({ name }) => name)).toEqual(["head", "hand", "foot"]);
    expect(back.keypoints[1]).toMatchObject({ x: 170, y: 150 });
    const [only] = [withoutKeypoint(without, 0) as SkeletonShape];
    expect(withoutKeypoint(only, 0)).toBeNull();
  });

  test("a keypoint is visible or occluded", () => {
    const covered = toggleVisibility(whole, 0);
    expect(covered.keypoints[0]).toMatchObject({ visibility: "occluded" });
    expect(toggleVisibility(covered, 0)).toEqual(whole);
    expect(describeShape(covered)).toBe("skeleton · 3, 1 occluded");
  });

  test("an edge can be taken hold of", () => {
    expect(distanceTo(whole, at(153, 150), template.edges)).toBe(3);
    expect(distanceTo(whole, at(153, 150))).toBeGreaterThan(40);
  });
});

describe("a polygon with a hole", () => {
  const ring = (left: number, top: number, side: number) => [
    at(left, top),
    at(left + side, top),
    at(left + side, top + side),
    at(left, top + side),
  ];
  const holed: PathShape = {
    ...common,
    type: "polygon",
    vertices: ring(0, 0, 90),
    holes: [ring(30, 30, 30).slice(0, 3)],
  };

  test("is not there where the hole is", () => {
    expect(distanceTo(holed, at(50, 40))).toBeGreaterThan(5);
    expect(distanceTo(holed, at(10, 10))).toBe(0);
    expect(areaOf(holed)).toBe(8100 - 450);
  });

  test("has handles on both, and new vertices on the edge that is meant", () => {
    expect(handles(holed)).toHaveLength(7);
    expect(moveHandle(holed, 4, at(25, 25), size)).toMatchObject({ holes: [[at(25, 25), at(60, 30), at(60, 60)]] });
    expect(nearestEdge(holed, at(61, 45)).after).toBe(5);
    expect(insertVertex(holed, 5, at(61, 45)).holes?.[0]).toHaveLength(4);
    expect(insertVertex(holed, 3, at(0, 45)).vertices.at(-1)).toEqual(at(0, 45));
  });

  test("loses a hole that would be too small, and moves as a whole", () => {
    expect(removeVertex(holed, 5)).not.toHaveProperty("holes");
    expect(moveShape(holed, 10, 5, size)).toMatchObject({ holes: [[at(40, 35), at(70, 35), at(70, 65)]] });
    expect(describeShape(holed)).toBe("polygon · 4, 1 hole");
  });
});
