import { expect, test } from "vitest";
import { choosable, growTree, isTaxonomy, labelPath, namesAbove, pathOf, seenBranches, titlesAbove } from "./taxonomy";

const GOODS = [
  { name: "smart", title: "Smartphones", parent: "phones" },
  { name: "goods", title: "Goods" },
  { name: "phones", title: "Phones", parent: "goods" },
  { name: "services", title: "Services" },
];
const names = (branches: readonly { item: { name: string } }[]) => branches.map(({ item }) => item.name);

test("a tree shows each node below the one above it, with its path", () => {
  const tree = growTree(GOODS);
  expect(names(tree)).toEqual(["goods", "phones", "smart", "services"]);
  expect(tree.map(({ level, above }) => [level, above])).toEqual([
    [1, ""],
    [2, "Goods"],
    [3, "Goods › Phones"],
    [1, ""],
  ]);
  expect(isTaxonomy(GOODS)).toBe(true);
  expect(isTaxonomy([{ name: "a", title: "A" }])).toBe(false);
});

test("what stands below a closed node is not seen, whatever is open in it", () => {
  const tree = growTree(GOODS);
  expect(names(seenBranches(tree, new Set(["phones"])))).toEqual(["goods", "services"]);
  expect(names(seenBranches(tree, new Set(["goods"])))).toEqual(["goods", "phones", "services"]);
});

test("only leaves may be chosen where it is asked", () => {
  expect(choosable(GOODS, true).map(({ name }) => name)).toEqual(["smart", "services"]);
  expect(choosable(GOODS, false)).toBe(GOODS);
});

test("the names above a node go up to the top", () => {
  expect(namesAbove(GOODS, "smart")).toEqual(["phones", "goods"]);
});

test("a node outside of its tree is named by its whole path, and what is unknown by its name", () => {
  expect(pathOf(GOODS, "smart")).toBe("Goods › Phones › Smartphones");
  expect(titlesAbove(GOODS, "smart")).toEqual(["Goods", "Phones"]);
  expect(pathOf(GOODS, "goods")).toBe("Goods");
  expect(pathOf(GOODS, "gone")).toBe("gone");
  expect(labelPath({ labels: GOODS }, "phones")).toBe("Goods › Phones");
  expect(labelPath({}, "phones")).toBe("phones");
});

test("a path goes through nodes without a title by their names", () => {
  const nodes = [
    { name: "a", title: "" },
    { name: "b", title: "B", parent: "a" },
  ];
  expect(pathOf(nodes, "b")).toBe("a › B");
});
