import { expect, test } from "vitest";
import { verdictOf } from "./judges";

test("a judge whose interval holds no difference is not told from a person", () => {
  expect(verdictOf({ value: 0.02, low: -0.03, high: 0.07, of: 300 })?.kind).toBe("alike");
});

test("a judge that falls short says by how much, and so does one that agrees more", () => {
  expect(verdictOf({ value: 0.08, low: 0.05, high: 0.11, of: 300 })).toEqual({
    kind: "worse",
    points: { by: 8, low: 5, high: 11 },
  });
  expect(verdictOf({ value: -0.5, low: -0.62, high: -0.41, of: 300 })).toEqual({
    kind: "better",
    points: { by: 50, low: 41, high: 62 },
  });
});

test("nothing is said where people judged nothing", () => {
  expect(verdictOf({ value: 0, low: 0, high: 0, of: 0 })).toBeNull();
});
