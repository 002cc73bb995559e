/** Parents in a taxonomy while somebody edits it: held by key, as names may still change. Pure. */

interface Node {
  readonly key: string;
  readonly name: string;
  readonly parent: string;
}

/** Parents by name, as the wire has them, become parents by key. */
export function toParentKeys<T extends Node>(nodes: readonly T[]): T[] {
  const keys = new Map(nodes.map(({ name, key }) => [name, key]));
  return nodes.map((node) => ({ ...node, parent: keys.get(node.parent) ?? "" }));
}

/** The way back. What is gone meanwhile is nobody's parent. */
export function toParentNames<T extends Node>(nodes: readonly T[]): T[] {
  const names = new Map(nodes.map(({ name, key }) => [key, name]));
  return nodes.map((node) => ({ ...node, parent: names.get(node.parent) ?? "" }));
}
