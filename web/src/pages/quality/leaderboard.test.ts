import { expect, test } from "vitest";
import { placeOn, rankRange, scaleOf } from "./leaderboard";

test("all intervals fit on one scale", () => {
  const scale = scaleOf([
    { low: 900, high: 1000 },
    { low: 980, high: 1100 },
  ]);
  expect(placeOn(scale, 900)).toBeCloseTo(100 * (6 / 212));
  expect(placeOn(scale, 1000)).toBeCloseTo(50);
  expect(placeOn(scale, 5000)).toBe(100);
});

test("a single model has a scale too", () => {
  const scale = scaleOf([{ low: 1000, high: 1000 }]);
  expect(placeOn(scale, 1000)).toBe(50);
});

test("a rank that is sure is one number", () => {
  expect(rankRange({ best_rank: 1, worst_rank: 3 })).toBe("1–3");
  expect(rankRange({ best_rank: 2, worst_rank: 2 })).toBe("2");
});
