/** Parents in a taxonomy while somebody edits it: held by key, as names may still change. Pure. */

interface Keyed {
  readonly key: string;
  readonly parent?: string;
}

interface Node extends Keyed {
  readonly name: string;
  readonly parent: string;
}

/** So many levels a taxonomy has at most. */
export const MOST_LEVELS = 20;

/** One part where it stands in the tree. */
export interface TreeRow<T> {
  readonly part: T;
  /** 1 at the top. */
  readonly level: number;
  /** How many stand below it, on all levels. */
  readonly below: number;
  /** No other stands before it below the same one. */
  readonly isFirst: boolean;
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

/** Every part after the one above it; siblings keep their order. */
export function treeRows<T extends Keyed>(parts: readonly T[]): TreeRow<T>[] {
  const known = new Set(parts.map(({ key }) => key));
  const below = new Map<string, T[]>();
  for (const part of parts) {
    const parent = part.parent && known.has(part.parent) ? part.parent : "";
    const siblings = below.get(parent);
    if (siblings) siblings.push(part);
    else below.set(parent, [part]);
  }
  const rows: TreeRow<T>[] = [];
  const grow = (parent: string, level: number) => {
    for (const [number, part] of (below.get(parent) ?? []).entries()) {
      const place = rows.length;
      rows.push({ part, level, below: 0, isFirst: number === 0 });
      grow(part.key, level + 1);
      rows[place] = { part, level, below: rows.length - place - 1, isFirst: number === 0 };
    }
  };
  grow("", 1);
  return rows;
}

/** Each part as a way through the tree, in its order, as a title alone may be there twice. */
export function treePaths<T extends Keyed & { readonly title: string; readonly name: string }>(
  parts: readonly T[],
  untitled = "",
): { part: T; path: string }[] {
  const paths = new Map<string, string>();
  return treeRows(parts).map(({ part }) => {
    const title = part.title || part.name || untitled;
    const above = paths.get(part.parent ?? "");
    const path = above ? `${above} › ${title}` : title;
    paths.set(part.key, path);
    return { part, path };
  });
}

/** What may be chosen of the labels, by name. */
export function labelOffers<T extends Keyed & { readonly title: string; readonly name: string }>(
  labels: readonly T[],
): { value: string; label: string }[] {
  return treePaths(labels)
    .filter(({ part }) => part.name !== "")
    .map(({ part, path }) => ({ value: part.name, label: path }));
}

/** The keys of all that stand below. */
export function keysBelow(parts: readonly Keyed[], key: string): ReadonlySet<string> {
  const rows = treeRows(parts);
  const place = rows.findIndex(({ part }) => part.key === key);
  const below = rows.slice(place + 1, place + 1 + (rows[place]?.below ?? 0));
  return new Set(below.map(({ part }) => part.key));
}

/** The keys of all that stand above, the nearest first. */
export function keysAbove(parts: readonly Keyed[], key: string): string[] {
  const parents = new Map(parts.map((part) => [part.key, part.parent ?? ""]));
  const keys: string[] = [];
  for (let at = parents.get(key); at; at = parents.get(at)) keys.push(at);
  return keys;
}

/** Changes places with the sibling before (-1) or after (1) it; what stands below goes along. */
export function moveAmongSiblings<T extends Keyed>(parts: T[], key: string, by: -1 | 1): T[] {
  const from = parts.findIndex((part) => part.key === key);
  const moved = parts[from];
  const siblings = siblingsOf(parts, moved);
  const other = siblings[siblings.findIndex((part) => part.key === key) + by];
  if (!moved || !other) return parts;
  return parts.with(from, other).with(parts.indexOf(other), moved);
}

/** One level deeper, below the sibling before it; or one level up, after the one above it. */
export function nestDeeper<T extends Keyed>(parts: T[], key: string): T[] {
  const moved = parts.find((part) => part.key === key);
  const siblings = siblingsOf(parts, moved);
  const above = siblings[siblings.findIndex((part) => part.key === key) - 1];
  if (!moved || !above || levelsOf(parts, key) >= MOST_LEVELS) return parts;
  const last = parts.findLast(({ parent }) => parent === above.key) ?? above;
  return putAfter(parts, { ...moved, parent: above.key }, last);
}

export function nestHigher<T extends Keyed>(parts: T[], key: string): T[] {
  const moved = parts.find((part) => part.key === key);
  const above = moved && parts.find((part) => part.key === moved.parent);
  return moved && above ? putAfter(parts, { ...moved, parent: above.parent }, above) : parts;
}

function siblingsOf<T extends Keyed>(parts: readonly T[], part: T | undefined): T[] {
  return part ? parts.filter(({ parent }) => (parent ?? "") === (part.parent ?? "")) : [];
}

/** The deepest level that the part and all below it reach. */
function levelsOf(parts: readonly Keyed[], key: string): number {
  const below = keysBelow(parts, key);
  const levels = treeRows(parts).filter(({ part }) => part.key === key || below.has(part.key));
  return Math.max(...levels.map(({ level }) => level));
}

function putAfter<T extends Keyed>(parts: readonly T[], moved: T, before: T): T[] {
  const rest = parts.filter(({ key }) => key !== moved.key);
  return rest.toSpliced(rest.indexOf(before) + 1, 0, moved);
}
