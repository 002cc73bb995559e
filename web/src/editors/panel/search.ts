/** Finding one of thousands of names by a few letters. Pure. */

export interface Named {
  readonly name: string;
  readonly title: string;
  /** What stands above it in a taxonomy; its words are found as well, after the name's own. */
  readonly above?: string;
}

interface Folded<T> {
  readonly item: T;
  readonly title: string;
  /** Of the title and, where they are others, of the name. */
  readonly words: readonly string[];
  /** Of what stands above it, from the top, and then its own. */
  readonly path: readonly string[];
}

export type Index<T> = readonly Folded<T>[];

/** Case and accents do not count; a path such as `animals/dogs` is words. */
export function indexNames<T extends Named>(items: readonly T[]): Index<T> {
  const wordsAbove = remember((above: string) => wordsOf(fold(above)));
  return items.map((item) => {
    const title = fold(item.title || item.name);
    const titled = wordsOf(title);
    const words = [...titled, ...wordsOf(fold(item.name)).filter((word) => !titled.includes(word))];
    return { item, title, words, path: item.above ? [...wordsAbove(item.above), ...words] : words };
  });
}

/** What fits, the best first; among equals the order of the ontology. Everything where nothing is asked. */
export function search<T>(index: Index<T>, query: string): readonly T[] {
  const asked = fold(query).trim();
  if (asked === "") return index.map(({ item }) => item);
  const rank = ranking(asked);
  const ranked = index.map((entry) => ({ item: entry.item, rank: rank(entry) })).filter(({ rank }) => rank < NONE);
  return ranked.sort((one, other) => one.rank - other.rank).map(({ item }) => item);
}

type Begins = (word: string, part: string) => boolean;

const isWhole: Begins = (word, part) => word === part;
const isBegun: Begins = (word, part) => word.startsWith(part);

const INSIDE = 10;
const SCATTERED = 11;
const NONE = 12;

/** How well an entry fits what is asked, less is better: its title, its words, its path, and last letters inside of it. */
function ranking(asked: string): (entry: Folded<unknown>) => number {
  const parts = wordsOf(asked);
  const longestFirst = [...parts].sort((one, other) => other.length - one.length);
  return (entry) => {
    if (entry.title === asked) return 0;
    if (entry.title.startsWith(asked)) return 1;
    const begun = rankWords(entry, parts, longestFirst, isBegun);
    // Whole words come before such that are only begun.
    if (begun < NONE) return Math.min(begun + 3, rankWords(entry, parts, longestFirst, isWhole) + 2);
    if (entry.title.includes(asked)) return INSIDE;
    return isScattered(entry.title, parts.join("")) ? SCATTERED : NONE;
  };
}

/** 0: its own words; the path in order: 2 where the last word is its own, 4 where not; 6: the path in any order. */
function rankWords(
  { words, path }: Folded<unknown>,
  parts: readonly string[],
  longestFirst: readonly string[],
  begins: Begins,
): number {
  if (!hasEach(path, longestFirst, begins)) return NONE;
  if (hasEach(words, longestFirst, begins)) return 0;
  if (!isInOrder(path, parts, begins)) return 6 + apart(path, parts, begins);
  return words.some((word) => begins(word, parts.at(-1) ?? "")) ? 2 : 4;
}

/** The share, below 1, of words that stand side by side in the query and not in the path. */
function apart(path: readonly string[], parts: readonly string[], begins: Begins): number {
  const isSideBySide = (part: string, at: number) =>
    path.some((word, place) => begins(word, part) && begins(path[place + 1] ?? "", parts[at + 1] ?? ""));
  const kept = parts.slice(0, -1).filter(isSideBySide).length;
  return 1 - (kept + 1) / parts.length;
}

/** Whether each part has a word of its own. The longest take first: what a part begins, each shorter one of it begins too. */
function hasEach(words: readonly string[], longestFirst: readonly string[], begins: Begins): boolean {
  if (longestFirst.length === 0 || longestFirst.length > words.length) return false;
  const taken = new Set<number>();
  return longestFirst.every((part) => {
    const at = words.findIndex((word, place) => !taken.has(place) && begins(word, part));
    taken.add(at);
    return at >= 0;
  });
}

function isInOrder(words: readonly string[], parts: readonly string[], begins: Begins): boolean {
  let at = 0;
  for (const word of words) if (at < parts.length && begins(word, parts[at] as string)) at += 1;
  return at === parts.length;
}

function isScattered(title: string, letters: string): boolean {
  if (letters === "") return false;
  let at = -1;
  for (const letter of letters) {
    at = title.indexOf(letter, at + 1);
    if (at < 0) return false;
  }
  return true;
}

function fold(text: string): string {
  return text
    .normalize("NFKD")
    .replaceAll(/\p{Mn}/gu, "")
    .toLowerCase();
}

function wordsOf(folded: string): string[] {
  return folded.split(/[\s/›>|,;&()._-]+/).filter(Boolean);
}

/** Paths are shared by many: each is taken apart once. */
function remember<T>(take: (text: string) => T): (text: string) => T {
  const taken = new Map<string, T>();
  return (text) => {
    const known = taken.get(text) ?? take(text);
    taken.set(text, known);
    return known;
  };
}
