import { expect, test } from "vitest";
import type { Attribute } from "./contract";
import { spellValue } from "./spell";

const topic = {
  name: "topic",
  title: "Topic",
  type: "category",
  choices: [
    { name: "orders", title: "Orders" },
    { name: "returns", title: "Returns", parent: "orders" },
  ],
} as Attribute;

test("choices of a tree are spelled with their paths, one or several", () => {
  expect(spellValue("returns", topic)).toBe("Orders › Returns");
  expect(spellValue(["orders", "returns"], topic)).toBe("Orders, Orders › Returns");
});

test("choices in the rows of a group are spelled with their paths", () => {
  const group = { name: "lines", title: "Lines", type: "group", questions: [topic] } as unknown as Attribute;
  expect(spellValue([{ topic: "returns" }], group)).toBe("(Orders › Returns)");
});

test("criteria of a rubric and answers without choices are spelled as they are", () => {
  const rubric = { name: "r", title: "R", type: "rubric", criteria: [{ name: "kind", title: "Is kind" }] };
  expect(spellValue({ kind: true }, rubric as unknown as Attribute)).toBe("Is kind");
  expect(spellValue("word")).toBe("word");
});
