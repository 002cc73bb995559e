import { expect, test } from "vitest";
import en from "./en";

const SOURCES = import.meta.glob<string>("../{app,api,components,ontology,pages}/**/*.{ts,tsx}", {
  query: "?raw",
  import: "default",
  eager: true,
});

function leaves(tree: object, prefix = ""): string[] {
  return Object.entries(tree).flatMap(([key, value]) =>
    typeof value === "string" ? [`${prefix}${key}`] : leaves(value as object, `${prefix}${key}.`),
  );
}

/** Keys that the sources spell out, and the beginnings of those they put together. */
function readUses(): { whole: Set<string>; beginnings: string[] } {
  const code = Object.values(SOURCES).join("\n");
  const whole = new Set([...code.matchAll(/"([a-zA-Z]+(?:\.[a-zA-Z_]+)+)"/g)].map(([, key]) => key as string));
  const beginnings = [...code.matchAll(/`((?:[a-zA-Z]+\.)+[a-zA-Z_]*)\$\{/g)].map(([, start]) => start as string);
  return { whole, beginnings };
}

test("every string is used somewhere", () => {
  const { whole, beginnings } = readUses();
  const plain = (key: string) => key.replace(/_(zero|one|other)$/, "");
  const unused = leaves(en).filter(
    (key) => !whole.has(plain(key)) && !beginnings.some((start) => key.startsWith(start)),
  );
  expect(unused).toEqual([]);
});

test("plural strings come in pairs", () => {
  const keys = new Set(leaves(en));
  const lonely = [...keys].filter((key) => key.endsWith("_one") && !keys.has(key.replace(/_one$/, "_other")));
  expect(lonely).toEqual([]);
});
