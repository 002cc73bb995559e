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

  test("the stable name is found as well as the title", () => {
    expect(search(indexNames([{ name: "q42", title: "Douglas Adams" }]), "q42")).toHaveLength(1);
  });
});
