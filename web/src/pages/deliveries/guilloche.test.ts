import { expect, test } from "vitest";
import { sealCurves } from "./guilloche";

test("a root always draws the same seal, another root another one", () => {
  expect(sealCurves("9f2c4b7e")).toEqual(sealCurves("9f2c4b7e"));
  expect(sealCurves("9f2c4b7e")).not.toEqual(sealCurves("00ff00ff"));
});

test("curves stay between the centre and the rim", () => {
  const radii = sealCurves("ffffffffffffffffffffffff").flatMap((path) =>
    path
      .slice(1, -1)
      .split("L")
      .map((point) => Math.hypot(...(point.split(" ").map(Number) as [number, number]))),
  );
  expect(Math.min(...radii)).toBeGreaterThan(30);
  expect(Math.max(...radii)).toBeLessThan(96);
});
