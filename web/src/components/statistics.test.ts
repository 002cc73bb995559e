import { expect, test } from "vitest";
import { finishRange } from "./statistics";

test("a steady pace gives one finish, an uneven one a range", () => {
  expect(finishRange([10, 10, 10, 10], 40)).toEqual({ low: 4, high: 4 });
  const uneven = finishRange([0, 5, 0, 15], 100);
  expect(uneven?.low).toBeLessThan(uneven?.high ?? 0);
});

test("no pace and no open tasks give no date", () => {
  expect(finishRange([0, 0, 3], 10)).toBeNull();
  expect(finishRange([3, 3], 0)).toBeNull();
});
