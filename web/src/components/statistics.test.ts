import { expect, test } from "vitest";
import { finishRange, wilsonInterval } from "./statistics";

test("Wilson's interval holds its textbook value", () => {
  const interval = wilsonInterval(90, 100);
  expect(interval?.low).toBeCloseTo(0.8256, 3);
  expect(interval?.high).toBeCloseTo(0.9448, 3);
});

test("a perfect but short record is not certain", () => {
  const interval = wilsonInterval(3, 3);
  expect(interval?.high).toBe(1);
  expect(interval?.low).toBeLessThan(0.5);
});

test("nothing compared says nothing", () => {
  expect(wilsonInterval(0, 0)).toBeNull();
});

test("a steady pace gives one finish, an uneven one a range", () => {
  expect(finishRange([10, 10, 10, 10], 40)).toEqual({ low: 4, high: 4 });
  const uneven = finishRange([0, 5, 0, 15], 100);
  expect(uneven?.low).toBeLessThan(uneven?.high ?? 0);
});

test("no pace and no open tasks give no date", () => {
  expect(finishRange([0, 0, 3], 10)).toBeNull();
  expect(finishRange([3, 3], 0)).toBeNull();
});
