import { expect, test } from "vitest";
import { countLabels, keepSure } from "./previewing";

const box = (uuid: string, label: string) => ({ uuid, label, type: "box", attributes: {} });
const SAMPLES = [
  { annotations: [box("a", "car"), box("b", "tree")], scores: { a: 0.9, b: 0.3 } },
  { annotations: [box("a", "car"), box("b", "bus")], scores: { a: 0.5, b: 0.5 } },
];

test("what is at least so sure stays, also when it is exactly so sure", () => {
  const kept = SAMPLES.map((sample) => keepSure(sample, 0.5).annotations.map(({ label }) => label));
  expect(kept).toEqual([["car"], ["car", "bus"]]);
});

test("labels are counted, the most frequent first", () => {
  expect(countLabels(SAMPLES, 0.1)).toEqual([
    { label: "car", count: 2 },
    { label: "bus", count: 1 },
    { label: "tree", count: 1 },
  ]);
  expect(countLabels(SAMPLES, 0.95)).toEqual([]);
});

test("an object without a score is not sure", () => {
  expect(keepSure({ annotations: [box("x", "car")], scores: {} }, 0.1).annotations).toEqual([]);
});
