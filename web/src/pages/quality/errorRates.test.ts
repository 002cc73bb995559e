import { expect, test } from "vitest";
import { amountOf, byReference, isOf } from "./errorRates";

test("seconds are lengths of time, words are counted", () => {
  expect(amountOf(1234, "words")).toBe("1,234");
  expect(amountOf(75, "seconds")).toBe("1\u202fmin");
});

test("pairs stand by their reference", () => {
  const pair = (reference: string, labeler: string) => ({ reference: { name: reference }, labeler: { name: labeler } });
  const sorted = byReference([pair("Bert", "Cleo"), pair("Anna", "Dora"), pair("Anna", "Bert")]);
  expect(sorted.map(({ reference, labeler }) => `${reference.name} ${labeler.name}`)).toEqual([
    "Anna Bert",
    "Anna Dora",
    "Bert Cleo",
  ]);
});

test("what there are no words for is not looked up", () => {
  expect(isOf("errorKind", "substitutions")).toBe(true);
  expect(isOf("errorKind", "toString")).toBe(false);
});
