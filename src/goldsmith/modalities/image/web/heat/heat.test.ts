import { expect, test } from "vitest";
import type { ImageShape } from "../geometry";
import { maskOf } from "../mask/shape";
import { disagreementOf } from "./disagreement";

const SIZE = { width: 10, height: 6 };
const common = { uuid: "a", label: "car", attributes: {} };
const box = (left: number, label = "car"): ImageShape => ({
  ...common,
  label,
  type: "box",
  left,
  top: 1,
  width: 4,
  height: 2,
});
const at = ({ values, height }: { values: Float32Array; height: number }, x: number, y: number) =>
  values[x * height + y];

test("nothing is hot where all agree, and most where half see a label and half do not", () => {
  const heat = disagreementOf([[box(0)], [box(2)]], SIZE);
  expect([at(heat, 0, 1), at(heat, 2, 1), at(heat, 5, 1), at(heat, 8, 1), at(heat, 2, 4)]).toEqual([1, 0, 1, 0, 0]);
});

test("one of three is less than half", () => {
  const heat = disagreementOf([[box(0)], [], []], SIZE);
  expect(at(heat, 1, 1)).toBeCloseTo(8 / 9);
});

test("the same place with another label is a disagreement", () => {
  expect(at(disagreementOf([[box(0)], [box(0, "van")]], SIZE), 1, 1)).toBe(1);
});

test("a mask covers its pixels as an outline covers its inside", () => {
  const mask = maskOf(common, {
    left: 0,
    top: 1,
    width: 4,
    height: 2,
    pixels: new Uint8Array(8).fill(1),
  }) as ImageShape;
  expect(disagreementOf([[box(0)], [mask]], SIZE).values.every((value) => value === 0)).toBe(true);
  expect(at(disagreementOf([[], [mask]], SIZE), 3, 2)).toBe(1);
});

test("large pictures are looked at in fewer spots", () => {
  const heat = disagreementOf([[{ ...box(0), width: 2000, height: 1000 } as ImageShape], []], {
    width: 4000,
    height: 3000,
  });
  expect([heat.width, heat.height]).toEqual([256, 192]);
  expect([at(heat, 100, 30), at(heat, 200, 30)]).toEqual([1, 0]);
});
