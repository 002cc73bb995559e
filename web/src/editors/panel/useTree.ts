/** What a tree shows and where one stands in it: what is open, what is searched, and what the arrows do. */
import { type KeyboardEvent, useMemo, useState } from "react";
import { type Branch, choosable, growTree, namesAbove, seenBranches, type TaxonomyNode } from "../taxonomy";
import { backToWork, LONG } from "./LongList";
import { indexNames, search } from "./search";

interface TreeOptions<T extends TaxonomyNode> {
  readonly items: readonly T[];
  readonly onlyLeaves: boolean;
  readonly takesSeveral: boolean;
  readonly isChosen: (item: T) => boolean;
  readonly onPick: (item: T) => void;
}

export interface Tree<T extends TaxonomyNode> {
  readonly rows: readonly Branch<T>[];
  /** The row that the arrows stand on. */
  readonly place: number;
  readonly query: string;
  readonly isSearching: boolean;
  /** The names of those that may be chosen. */
  readonly leaves: ReadonlySet<string>;
  isOpen(branch: Branch<T>): boolean;
  ask(words: string): void;
  turn(name: string, isOpen: boolean): void;
  pick(branch: Branch<T>): void;
  walk(event: KeyboardEvent): void;
}

export function useTree<T extends TaxonomyNode>(options: TreeOptions<T>): Tree<T> {
  const { items, onlyLeaves, takesSeveral, isChosen, onPick } = options;
  const [query, setQuery] = useState("");
  const [active, setActive] = useState<string | null>(null);
  const [open, setOpen] = useState<ReadonlySet<string>>(() => openAtFirst(items, isChosen));
  const tree = useMemo(() => growTree(items), [items]);
  const leaves = useMemo(() => new Set(choosable(items, onlyLeaves).map(({ name }) => name)), [items, onlyLeaves]);
  const index = useMemo(
    () => indexNames(tree.map((branch) => ({ ...branch.item, above: branch.above, branch }))),
    [tree],
  );
  const isSearching = query.trim() !== "";
  const rows = useMemo(
    () => (isSearching ? search(index, query).map(({ branch }) => branch) : seenBranches(tree, open)),
    [isSearching, index, query, tree, open],
  );
  const found = rows.findIndex(({ item }) => item.name === active);
  const place = Math.max(0, found);
  const current = rows[place];

  function ask(words: string): void {
    setQuery(words);
    setActive(null);
  }

  function turn(name: string, isOpen: boolean): void {
    setOpen((now) => (isOpen ? new Set([...now, name]) : without(now, name)));
  }

  function reveal(name: string): void {
    setQuery("");
    setActive(name);
    setOpen((now) => new Set([...now, ...namesAbove(items, name)]));
  }

  /** What only groups others is opened instead. */
  function pick({ item, hasBelow }: Branch<T>): boolean {
    reveal(item.name);
    if (leaves.has(item.name)) {
      onPick(item);
      return true;
    }
    if (hasBelow) turn(item.name, isSearching || !open.has(item.name));
    return false;
  }

  const go = (to: number) => setActive(rows[Math.max(0, Math.min(rows.length - 1, to))]?.item.name ?? null);

  function walk(event: KeyboardEvent): void {
    if (event.key === "ArrowDown") go(place + 1);
    else if (event.key === "ArrowUp") go(place - 1);
    else if (event.key === "Enter" && !event.ctrlKey && !event.metaKey) {
      if (!current) return;
      if (pick(current) && !takesSeveral) backToWork(event.currentTarget);
    } else if (event.key === "Escape") {
      setQuery("");
      backToWork(event.currentTarget);
    } else if (query !== "" || !current || !walkTree(event.key, current)) return;
    event.preventDefault();
  }

  /** In the tree Right opens and enters, Left closes and goes up. In a search the arrows move in the words. */
  function walkTree(key: string, { item, hasBelow }: Branch<T>): boolean {
    const isOpen = hasBelow && open.has(item.name);
    if (key === "ArrowRight" && hasBelow) isOpen ? go(place + 1) : turn(item.name, true);
    else if (key === "ArrowLeft" && isOpen) turn(item.name, false);
    else if (key === "ArrowLeft" && item.parent) setActive(item.parent);
    else if (key === "Home") go(0);
    else if (key === "End") go(rows.length - 1);
    else return false;
    return true;
  }

  const isOpen = ({ item }: Branch<T>) => open.has(item.name);
  return { rows, place, query, isSearching, leaves, isOpen, ask, turn, pick, walk };
}

function without(names: ReadonlySet<string>, name: string): ReadonlySet<string> {
  return new Set([...names].filter((each) => each !== name));
}

/** All of a small tree; of a large one what leads to the chosen ones. */
function openAtFirst<T extends TaxonomyNode>(items: readonly T[], isChosen: (item: T) => boolean): ReadonlySet<string> {
  if (items.length < LONG) return new Set(items.map(({ name }) => name));
  return new Set(items.filter(isChosen).flatMap(({ name }) => namesAbove(items, name)));
}
