/** Nodes of a tree that was read from text, put in the place of what is there; and the nodes for writing it. Pure. */
import type { Choice } from "../api";
import { NAME } from "./names";
import { toParentKeys, toParentNames } from "./parents";
import type { Part } from "./parts";

type Placed = Part & { parent: string };

/** What the text names, in its order, and after it what it leaves out: retired where answers may hold it, else gone. */
export function putNodes<T extends Placed>(
  parts: readonly T[],
  nodes: readonly Choice[],
  make: (place: number) => T,
): T[] {
  const before = new Map(toParentNames(parts).map((part) => [part.name, part]));
  const named = new Set(nodes.map(({ name }) => name));
  const put = nodes.map(({ name, title, retired, parent }, place) => {
    const part = before.get(name) ?? { ...make(place), name };
    return { ...part, title: title || name, retired, parent };
  });
  const leftOut = [...before.values()].filter(({ name, isSaved }) => isSaved && !named.has(name));
  return toParentKeys([...put, ...leftOut.map((part) => ({ ...part, retired: true }))]);
}

/** As the wire has them; what has no name that answers could hold is left out. */
export function toNodes(parts: readonly Placed[]): Choice[] {
  const found = new Map<string, Choice>();
  for (const { name, title, retired, parent } of toParentNames(parts)) {
    if (NAME.test(name) && !found.has(name)) found.set(name, { name, title, retired, parent });
  }
  return [...found.values()].map((node) => ({ ...node, parent: found.has(node.parent) ? node.parent : "" }));
}

/** How many of the nodes are new, and how many of what is offered now they leave out. */
export function compareNodes(parts: readonly Placed[], nodes: readonly Choice[]): { added: number; leftOut: number } {
  const before = new Set(parts.map(({ name }) => name));
  const named = new Set(nodes.map(({ name }) => name));
  return {
    added: nodes.filter(({ name }) => !before.has(name)).length,
    leftOut: parts.filter(({ name, retired }) => NAME.test(name) && !retired && !named.has(name)).length,
  };
}
