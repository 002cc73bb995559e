import { expect, test } from "vitest";
import type { Choice, Ontology } from "../api";
import { EMPTY, EMPTY_ONTOLOGY, reduce } from "./draft";
import { compareNodes, toNodes } from "./nodes";
import { toDraft, toOntology } from "./wire";

const node = (name: string, parent = "", title = name.toUpperCase()): Choice => ({
  name,
  title,
  parent,
  retired: false,
});

const draftOf = (...nodes: Choice[]) => toDraft(toOntology(reduce(EMPTY, { type: "putLabels", nodes })), true);

test("nodes take the place of what is there: known ones stay what they are, saved ones left out are retired", () => {
  const saved = draftOf(node("food"), node("pear", "food"), node("old"));
  const before = saved.labels.map((label) => ({ ...label, color: "#123456" }));
  const put = reduce(
    { ...saved, labels: before },
    { type: "putLabels", nodes: [node("fruit"), node("pear", "fruit", "Birne")] },
  );
  expect(toOntology(put).labels.map(({ name, title, parent, retired }) => [name, title, parent, retired])).toEqual([
    ["fruit", "FRUIT", "", false],
    ["pear", "Birne", "fruit", false],
    ["food", "FOOD", "", true],
    ["old", "OLD", "", true],
  ]);
  expect(put.labels[1]?.color).toBe("#123456");
  expect(put.labels[0]?.color).toMatch(/^#/);
});

test("what was never saved goes when the nodes leave it out", () => {
  const begun = reduce(reduce(EMPTY, { type: "addLabel" }), { type: "putLabels", nodes: [node("food")] });
  expect(begun.labels.map(({ name, isSaved }) => [name, isSaved])).toEqual([["food", false]]);
});

test("choices of a question are put as labels are", () => {
  const begun = reduce(EMPTY, { type: "addAttribute", owner: null });
  const attribute = begun.attributes[0]?.key ?? "";
  const put = reduce(begun, { type: "putChoices", owner: null, attribute, nodes: [node("a"), node("b", "a")] });
  expect(toOntology(put).attributes[0]?.choices).toEqual([node("a"), node("b", "a")]);
});

test("nodes for writing leave out what has no name yet", () => {
  const draft = reduce(draftOf(node("food"), node("pear", "food")), { type: "addLabel" });
  expect(toNodes(draft.labels)).toEqual([node("food"), node("pear", "food")]);
});

test("what is new and what is left out is counted", () => {
  const ontology: Ontology = { ...EMPTY_ONTOLOGY, labels: draftOf(node("a"), node("b")).labels as Ontology["labels"] };
  expect(compareNodes(toDraft(ontology, true).labels, [node("b"), node("c"), node("d")])).toEqual({
    added: 2,
    leftOut: 1,
  });
});
