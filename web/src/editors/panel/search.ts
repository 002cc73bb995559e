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
  readonly words: readonly string[];
  readonly path: readonly string[];
}

export type Index<T> = readonly Folded<T>[];

/** Case and accents do not count; a path such as `animals/dogs` is words. */
export function indexNames<T extends Named>(items: readonly T[]): Index<T> {
  return items.map((item) => {
    const title = fold(item.title || item.name);
    const words = [...wordsOf(title), ...wordsOf(fold(item.name))];
    return { item, title, words, path: item.above ? [...words, ...wordsOf(fold(item.above))] : words };
  });
}

/** What fits, the best first; among equals the order of the ontology. Everything where nothing is asked. */
export function search<T>(index: Index<T>, query: string): readonly T[] {
  const asked = fold(query).trim();
  if (asked === "") return index.map(({ item }) => item);
  const words = wordsOf(asked);
  const ranked: T[][] = [[], [], [], [], []];
  for (const entry of index) ranked[rankOf(entry, asked, words)]?.push(entry.item);
  return ranked.flat();
}

/** 0: begins so; 1: each word begins one of its words; 2: or one of its path; 3: inside; 4: its letters in this order. */
function rankOf({ title, words, path }: Folded<unknown>, asked: string, parts: readonly string[]): number {
  if (title.startsWith(asked)) return 0;
  if (parts.every((part) => words.some((word) => word.startsWith(part)))) return 1;
  if (path !== words && parts.every((part) => path.some((word) => word.startsWith(part)))) return 2;
  if (title.includes(asked)) return 3;
  return isScattered(title, parts.join("")) ? 4 : -1;
}

function isScattered(title: string, letters: string): boolean {
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
  return folded.split(/[\s/›._-]+/).filter(Boolean);
}
