/// <reference types="node" />
import { readFileSync } from "node:fs";
import { expect, test } from "vitest";
import { withAnswer } from "./attributes";
import { askedNames, isMet, type Values } from "./conditions";
import type { Attribute, Condition } from "./contract";
import { faultOf } from "./faults";
import { readClock, showClock } from "./panel/questions/clock";
import { answerOfDigit } from "./panel/questions/digits";
import { moveChoice, rankChoice } from "./panel/questions/ranks";
import { stepsOf } from "./panel/questions/steps";

interface Vector {
  readonly condition: Condition;
  readonly values: Values;
  readonly is_met: boolean;
}

/** The server reads the same file. */
const VECTORS = JSON.parse(readFileSync("../tests/unit/conditions.json", "utf8")) as readonly Vector[];

test("conditions are met as the server says", () => {
  for (const { condition, values, is_met } of VECTORS) {
    expect(isMet(condition, values), JSON.stringify({ condition, values })).toBe(is_met);
  }
});

const question = (name: string, type: Attribute["type"], more: Partial<Attribute> = {}): Attribute => ({
  name,
  title: name,
  type,
  ...more,
});

test("what is no longer asked goes, and what hangs on it", () => {
  const chain = [
    question("a", "number"),
    question("b", "text", { condition: { attribute: "a", at_least: 1 } }),
    question("c", "text", { condition: { attribute: "b", is_answered: true } }),
  ];
  expect([...askedNames(chain, { a: 1, b: "x" })]).toEqual(["a", "b", "c"]);
  expect(withAnswer(chain, { a: 1, b: "x", c: "y" }, "a", 0)).toEqual({ a: 0 });
});

test("faults are those of the server", () => {
  expect(faultOf(question("t", "text", { least: 3 }), "ab")?.says).toBe("faultShort");
  expect(faultOf(question("t", "text", { most: 2 }), "😀😀")).toBeNull();
  expect(faultOf(question("t", "text", { pattern: "[0-9]+|x" }), "12x")?.says).toBe("faultPattern");
  expect(faultOf(question("r", "rubric", { criteria: [{ name: "a" }, { name: "b" }] }), { a: true })?.says).toBe(
    "faultRubric",
  );
  expect(faultOf(question("w", "time_range"), { start: 3, end: 2 })?.says).toBe("faultTime");
  const group = question("g", "group", { most: 2, questions: [question("what", "text", { required: true })] });
  expect(faultOf(group, [{ what: "a" }])).toBeNull();
  expect(faultOf(group, [{ what: "a" }, {}])).toEqual({ says: "faultRow", values: { number: 2 } });
});

test("times are written as on a clock", () => {
  expect(["75.5", "1:15,5", "1:02:03", "x", "1:2:3:4", ""].map(readClock)).toEqual([
    75.5,
    75.5,
    3723,
    null,
    null,
    null,
  ]);
  expect([75.5, 3723, 5].map(showClock)).toEqual(["1:15.5", "1:02:03", "0:05"]);
});

test("choices are put in order one after the other, and the last follows", () => {
  expect(rankChoice([], ["a", "b", "c"], "b")).toEqual(["b"]);
  expect(rankChoice(["b"], ["a", "b", "c"], "c")).toEqual(["b", "c", "a"]);
  expect(moveChoice(["a", "b", "c"], "c", -1)).toEqual(["a", "c", "b"]);
  expect(moveChoice(["a", "b"], "a", -1)).toEqual(["a", "b"]);
});

test("a digit is a step of a scale by its number", () => {
  const stars = question("stars", "rating", { minimum: 0, maximum: 5 });
  expect(answerOfDigit(stars, undefined, 2)).toBe(3);
  expect(answerOfDigit(stars, undefined, 9)).toBe(0);
  expect(stepsOf(question("x", "rating", { minimum: 0, maximum: 1, step: 0.1 }))).toHaveLength(11);
});
