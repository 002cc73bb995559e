/** Labels and choices as a tree: its rows, their paths, and which may be given. Pure. */

export interface TaxonomyNode {
  readonly name: string;
  readonly title: string;
  readonly parent?: string;
}

/** One node where it stands. `above` are the titles from the top down to the one above it, as one text. */
export interface Branch<T> {
  readonly item: T;
  readonly level: number;
  readonly above: string;
  readonly hasBelow: boolean;
}

export function isTaxonomy(nodes: readonly TaxonomyNode[]): boolean {
  return nodes.some(({ parent }) => parent);
}

/** Those that an answer may name: with `onlyLeaves` none that stands above others. */
export function choosable<T extends TaxonomyNode>(nodes: readonly T[], onlyLeaves: boolean | undefined): readonly T[] {
  if (!onlyLeaves) return nodes;
  const above = new Set(nodes.map(({ parent }) => parent));
  return nodes.filter(({ name }) => !above.has(name));
}

/** Every node below the one above it; siblings keep their order. */
export function growTree<T extends TaxonomyNode>(nodes: readonly T[]): readonly Branch<T>[] {
  const below = new Map<string, T[]>();
  for (const node of nodes) {
    const siblings = below.get(node.parent ?? "");
    if (siblings) siblings.push(node);
    else below.set(node.parent ?? "", [node]);
  }
  const branches: Branch<T>[] = [];
  const grow = (parent: string, level: number, above: string) => {
    for (const item of below.get(parent) ?? []) {
      const title = item.title || item.name;
      branches.push({ item, level, above, hasBelow: below.has(item.name) });
      grow(item.name, level + 1, above ? `${above} › ${title}` : title);
    }
  };
  grow("", 1, "");
  return branches;
}

/** What is seen where only these nodes are open. */
export function seenBranches<T extends TaxonomyNode>(
  branches: readonly Branch<T>[],
  open: ReadonlySet<string>,
): readonly Branch<T>[] {
  let hiddenBelow = Number.POSITIVE_INFINITY;
  return branches.filter(({ item, level, hasBelow }) => {
    if (level > hiddenBelow) return false;
    hiddenBelow = hasBelow && !open.has(item.name) ? level : Number.POSITIVE_INFINITY;
    return true;
  });
}

const known = new WeakMap<readonly TaxonomyNode[], ReadonlyMap<string, TaxonomyNode>>();

/** A node as the way to it from the top, for where it stands outside of its tree; what is not there by its name. */
export function pathOf(nodes: readonly TaxonomyNode[], name: string): string {
  return [...titlesAbove(nodes, name), titleOf(nodes, name)].join(" › ");
}

/** A label of an ontology as the way to it. */
export function labelPath({ labels }: { readonly labels?: readonly TaxonomyNode[] }, name: string): string {
  return labels ? pathOf(labels, name) : name;
}

/** The titles on the way from the top down to the node above. */
export function titlesAbove(nodes: readonly TaxonomyNode[], name: string): readonly string[] {
  const titles: string[] = [];
  const byName = named(nodes);
  for (let at = byName.get(name)?.parent; at; at = byName.get(at)?.parent) titles.unshift(titleOf(nodes, at));
  return titles;
}

function titleOf(nodes: readonly TaxonomyNode[], name: string): string {
  return named(nodes).get(name)?.title || name;
}

function named(nodes: readonly TaxonomyNode[]): ReadonlyMap<string, TaxonomyNode> {
  const found = known.get(nodes) ?? new Map(nodes.map((node) => [node.name, node]));
  known.set(nodes, found);
  return found;
}

/** The names above a node, from the nearest to the top. */
export function namesAbove<T extends TaxonomyNode>(nodes: readonly T[], name: string): readonly string[] {
  const parents = new Map(nodes.map((node) => [node.name, node.parent ?? ""]));
  const names: string[] = [];
  for (let at = parents.get(name); at; at = parents.get(at)) names.push(at);
  return names;
}
