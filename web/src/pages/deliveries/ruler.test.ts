import { expect, test } from "vitest";
import { makeRuler } from "./ruler";

const labels = (smallest: number) =>
  makeRuler(smallest)
    .ticks.filter(({ isLabeled }) => isLabeled)
    .map(({ percent }) => percent);

test("a narrow interval is measured finely, a wide one coarsely", () => {
  expect(labels(0.974)).toEqual([96, 97, 98, 99, 100]);
  expect(labels(0.8916)).toEqual([88, 90, 92, 94, 96, 98, 100]);
  expect(labels(0.349)).toEqual([20, 40, 60, 80, 100]);
});

test.each([0, 0.2, 0.5, 0.77, 0.9, 0.999])("a ruler from %d shows it, ends at 100 and is not crowded", (smallest) => {
  const { from, ticks } = makeRuler(smallest);
  expect(from).toBeLessThanOrEqual(smallest * 100);
  expect(ticks.at(-1)).toEqual({ percent: 100, isLabeled: true });
  expect(labels(smallest).length).toBeLessThanOrEqual(7);
});
