import { expect, test } from "vitest";
import type { Ontology } from "../api";
import { type Action, type Draft, EMPTY, EMPTY_ONTOLOGY, reduce } from "./draft";
import { findFaults } from "./faults";
import { withType } from "./making";
import { labelOffers, MOST_LEVELS, treePaths, treeRows } from "./parents";
import { toDraft, toOntology } from "./wire";

const run = (draft: Draft, ...actions: Action[]) => actions.reduce(reduce, draft);

/** Labels of these titles, each with the title of the one above it. */
function grow(nodes: readonly (readonly [string, string])[], isSaved = true): Draft {
  let draft = EMPTY;
  for (const [title] of nodes) {
    draft = run(draft, { type: "addLabel" });
    draft = run(draft, { type: "changeLabel", key: draft.labels.at(-1)?.key ?? "", change: { title } });
  }
  const labels = draft.labels.map((label, place) => ({ ...label, parent: keyOf(draft, nodes[place]?.[1] ?? "") }));
  return toDraft(toOntology({ ...draft, labels }), isSaved);
}

const keyOf = (draft: Draft, title: string) => draft.labels.find((label) => label.title === title)?.key ?? "";
const shownAs = (draft: Draft) =>
  treeRows(draft.labels).map(({ part, level }) => `${"-".repeat(level)}${part.title}${part.retired ? "†" : ""}`);

const GOODS = [
  ["Smart", "Phones"],
  ["Goods", ""],
  ["Phones", "Goods"],
  ["Food", "Goods"],
  ["Services", ""],
] as const;

test("a tree is shown below what stands above, siblings in their order", () => {
  const rows = treeRows(grow(GOODS).labels);
  expect(rows.map(({ part, level, below, isFirst }) => [part.title, level, below, isFirst])).toEqual([
    ["Goods", 1, 3, true],
    ["Phones", 2, 1, true],
    ["Smart", 3, 0, true],
    ["Food", 2, 0, false],
    ["Services", 1, 0, false],
  ]);
});

test("a part goes below the one before it, as the last there, and out again after the one above it", () => {
  const draft = grow(GOODS);
  const deeper = run(draft, { type: "nest", key: keyOf(draft, "Services"), by: 1 });
  expect(shownAs(deeper)).toEqual(["-Goods", "--Phones", "---Smart", "--Food", "--Services"]);
  const higher = run(draft, { type: "nest", key: keyOf(draft, "Phones"), by: -1 });
  expect(shownAs(higher)).toEqual(["-Goods", "--Food", "-Phones", "--Smart", "-Services"]);
  const back = run(higher, { type: "nest", key: keyOf(draft, "Phones"), by: 1 });
  expect(shownAs(back)).toEqual(["-Goods", "--Food", "--Phones", "---Smart", "-Services"]);
});

test("the first has none before it to go below, and the top is the end of going up", () => {
  const draft = grow(GOODS);
  expect(run(draft, { type: "nest", key: keyOf(draft, "Phones"), by: 1 })).toEqual(draft);
  expect(run(draft, { type: "nest", key: keyOf(draft, "Goods"), by: -1 })).toEqual(draft);
});

test("moving takes along what stands below, and stays among siblings", () => {
  const draft = grow(GOODS);
  const up = run(draft, { type: "move", key: keyOf(draft, "Food"), by: -1 });
  expect(shownAs(up)).toEqual(["-Goods", "--Food", "--Phones", "---Smart", "-Services"]);
  expect(shownAs(run(up, { type: "move", key: keyOf(draft, "Phones"), by: 1 }))).toEqual(shownAs(up));
  const last = run(draft, { type: "move", key: keyOf(draft, "Goods"), by: 1 });
  expect(shownAs(last)).toEqual(["-Services", "-Goods", "--Phones", "---Smart", "--Food"]);
});

test("no more levels than there may be", () => {
  const chain = Array.from({ length: MOST_LEVELS }, (_, level) => [`L${level}`, level ? `L${level - 1}` : ""] as const);
  const draft = grow([["Before", ""], ...chain]);
  expect(run(draft, { type: "nest", key: keyOf(draft, "L0"), by: 1 })).toEqual(draft);
});

test("what is retired takes along what stands below it, and comes back with it", () => {
  const draft = grow(GOODS);
  const retired = run(draft, { type: "remove", key: keyOf(draft, "Goods") });
  expect(shownAs(retired)).toEqual(["-Goods†", "--Phones†", "---Smart†", "--Food†", "-Services"]);
  expect(findFaults(retired).size).toBe(0);
  const back = run(retired, { type: "remove", key: keyOf(draft, "Phones") });
  expect(shownAs(back)).toEqual(["-Goods", "--Phones", "---Smart", "--Food†", "-Services"]);
});

test("a new part that goes leaves what stood below it one level higher", () => {
  const draft = grow(GOODS, false);
  const gone = run(draft, { type: "remove", key: keyOf(draft, "Phones") });
  expect(shownAs(gone)).toEqual(["-Goods", "--Smart", "--Food", "-Services"]);
});

test("what is new disappears with the retired one that it stands below", () => {
  let draft = run(grow(GOODS), { type: "addLabel" });
  const key = draft.labels.at(-1)?.key ?? "";
  draft = run(draft, { type: "changeLabel", key, change: { title: "New", parent: keyOf(draft, "Food") } });
  expect(shownAs(run(draft, { type: "remove", key: keyOf(draft, "Goods") }))).toEqual([
    "-Goods†",
    "--Phones†",
    "---Smart†",
    "--Food†",
    "-Services",
  ]);
});

test("what is asked below what is retired is a fault", () => {
  let draft = grow([
    ["Old", ""],
    ["New", ""],
  ]);
  draft = run(draft, { type: "remove", key: keyOf(draft, "Old") });
  draft = run(draft, { type: "nest", key: keyOf(draft, "New"), by: 1 });
  expect(findFaults(draft).get(keyOf(draft, "New"))).toBe("belowRetired");
});

test("a label that has to be given cannot only group others", () => {
  let draft = run(grow(GOODS), { type: "changeOnlyLeaves", onlyLeaves: true });
  draft = run(draft, { type: "changeLabel", key: keyOf(draft, "Phones"), change: { targets: "candidates" } });
  expect(findFaults(draft).get(keyOf(draft, "Phones"))).toBe("onlyGroups");
  expect(findFaults(run(draft, { type: "changeOnlyLeaves", onlyLeaves: false })).size).toBe(0);
});

test("choices of an order form no tree", () => {
  const choices = [
    { name: "a", title: "A", retired: false, parent: "" },
    { name: "b", title: "B", retired: false, parent: "a" },
  ];
  const begun = run(EMPTY, { type: "addAttribute", owner: null });
  const [asked] = toOntology(begun).attributes;
  const ontology = { ...EMPTY_ONTOLOGY, attributes: [{ ...asked, choices, only_leaves: true }] } as Ontology;
  const [question] = toDraft(ontology, false).attributes;
  const ordered = question && withType(question, "ranking");
  expect(ordered?.choices.map(({ parent }) => parent)).toEqual(["", ""]);
  expect(ordered?.only_leaves).toBe(false);
});

test("labels are offered by their paths, those without a name not yet", () => {
  const labels = [
    { key: "2", name: "phones", title: "Phones", parent: "1" },
    { key: "1", name: "goods", title: "Goods", parent: "" },
    { key: "3", name: "", title: "New", parent: "1" },
    { key: "4", name: "services", title: "", parent: "" },
  ];
  expect(labelOffers(labels)).toEqual([
    { value: "goods", label: "Goods" },
    { value: "phones", label: "Goods › Phones" },
    { value: "services", label: "services" },
  ]);
  const choices = [{ key: "5", name: "", title: "", parent: "" }];
  expect(treePaths(choices, "Title").map(({ path }) => path)).toEqual(["Title"]);
});
