import { describe, expect, test } from "vitest";
import { indexNames, search } from "./search";

const titled = (...titles: string[]) => titles.map((title, number) => ({ name: `n${number}`, title }));
const find = (query: string, ...titles: string[]) =>
  search(indexNames(titled(...titles)), query).map(({ title }) => title);

describe("searching names", () => {
  test("nothing asked finds everything in order", () => {
    expect(find(" ", "b", "a")).toEqual(["b", "a"]);
  });

  test("what begins so comes first, then words, then the inside, then scattered letters", () => {
    expect(find("car", "scar", "cat rack", "race car", "carpet", "dog")).toEqual([
      "carpet",
      "race car",
      "scar",
      "cat rack",
    ]);
  });

  test("several words each begin one, in any order", () => {
    expect(find("dog lab", "animals/dogs/labrador", "animals/dogs/poodle", "labels")).toEqual([
      "animals/dogs/labrador",
    ]);
  });

  test("case and accents do not count", () => {
    expect(find("ecole", "École", "ecology")).toEqual(["École"]);
  });

  test("words of the path are found too, after the name's own", () => {
    const nodes = [
      { name: "a", title: "Smart", above: "Goods › Phones" },
      { name: "b", title: "Phones", above: "Goods" },
    ];
    const named = (query: string) => search(indexNames(nodes), query).map(({ name }) => name);
    expect(named("phones")).toEqual(["b", "a"]);
    expect(named("goods smart")).toEqual(["a"]);
  });

  const forest = () =>
    Array.from({ length: 1000 }, (_, number) => {
      const [branch, twig, leaf] = [...String(number).padStart(3, "0")];
      return { name: `b${branch}t${twig}l${leaf}`, title: `Leaf ${leaf}`, above: `Branch ${branch} › Twig ${twig}` };
    });
  const findNodes = (query: string) => search(indexNames(forest()), query).map(({ name }) => name);

  test("each word of a query has a word of the path to itself", () => {
    expect(findNodes("branch 7 twig 8 leaf 8 b7t8l8")).toEqual(["b7t8l8"]);
    expect(findNodes("7 7 7")).toEqual(["b7t7l7"]);
  });

  test("words that stand side by side in the path come before such that are only there", () => {
    expect(findNodes("branch 7 twig 7 leaf 2")).toEqual(["b7t7l2", "b2t7l7", "b7t2l7"]);
    expect(findNodes("leaf 2 branch 7 twig 7")[0]).toBe("b7t7l2");
  });

  test("a word that is in the title and in the name is one word", () => {
    const [node] = [{ name: "leaf_7", title: "Leaf 7", above: "Branch 3" }];
    expect(search(indexNames([node]), "leaf 7 7")).toEqual([]);
  });

  test("words in the order of the path come first, and such that end in the title before them", () => {
    const nodes = [
      { name: "ring", title: "Apple ring", above: "Food › Sweets" },
      { name: "juice", title: "Juice", above: "Food › Apple" },
      { name: "food", title: "Pet food", above: "Apple › Shops" },
      { name: "apple", title: "Apple", above: "Food › Fruit" },
    ];
    const named = search(indexNames(nodes), "food apple").map(({ name }) => name);
    expect(named).toEqual(["ring", "apple", "juice", "food"]);
  });

  test("whole words come before such that are only begun", () => {
    const nodes = [
      { name: "a", title: "Leaf 10", above: "Branch 1" },
      { name: "b", title: "Leaf 1", above: "Branch 1" },
    ];
    expect(search(indexNames(nodes), "branch leaf 1").map(({ name }) => name)).toEqual(["b", "a"]);
  });

  test("signs alone are looked for in the title and nowhere else", () => {
    expect(find("&", "Salt & pepper", "Salt")).toEqual(["Salt & pepper"]);
  });

  test("the stable name is found as well as the title", () => {
    expect(search(indexNames([{ name: "q42", title: "Douglas Adams" }]), "q42")).toHaveLength(1);
  });
});
