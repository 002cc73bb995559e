/** The words of pages: which ones are selected, where the caret goes, and what a box around them is. Pure. */
import type { Box, Stretch } from "../marks/shapes";

export interface Word extends Box {
  readonly text: string;
  /** Lines of the page, counted from 0. */
  readonly line: number;
  /** In [0, 1] where a machine read it. */
  readonly confidence?: number;
}

export interface WordPlace {
  readonly page: number;
  readonly index: number;
}

/** From one word to another, both in it; the caret is at `focus`. */
export interface WordRange {
  readonly anchor: WordPlace;
  readonly focus: WordPlace;
}

export type WordsOf = (page: number) => readonly Word[];

export interface Passage {
  readonly stretches: readonly Stretch[];
  readonly text: string;
}

export function inOrder({ anchor, focus }: WordRange): readonly [WordPlace, WordPlace] {
  const isForward = anchor.page < focus.page || (anchor.page === focus.page && anchor.index <= focus.index);
  return isForward ? [anchor, focus] : [focus, anchor];
}

/** What a range covers: a box for each line, and the words. */
export function passageOf(range: WordRange, wordsOf: WordsOf): Passage {
  const [start, end] = inOrder(range);
  const stretches: Stretch[] = [];
  const texts: string[] = [];
  for (let page = start.page; page <= end.page; page += 1) {
    const words = wordsOf(page);
    const first = page === start.page ? start.index : 0;
    const last = page === end.page ? end.index : words.length - 1;
    const chosen = words.slice(first, last + 1);
    texts.push(...chosen.map(({ text }) => text));
    for (const line of linesOf(chosen)) stretches.push({ page, ...around(line) });
  }
  return { stretches, text: texts.join(" ") };
}

/** Words grouped by line, in order. */
export function linesOf(words: readonly Word[]): readonly (readonly Word[])[] {
  const lines: Word[][] = [];
  let line: number | null = null;
  for (const word of words) {
    if (word.line !== line) lines.push([]);
    line = word.line;
    lines.at(-1)?.push(word);
  }
  return lines;
}

export function textOf(words: readonly Word[]): string {
  return words.map(({ text }) => text).join(" ");
}

/** The smallest box around boxes, to a hundredth. */
export function around(boxes: readonly Box[]): Box {
  const left = Math.min(...boxes.map((box) => box.left));
  const top = Math.min(...boxes.map((box) => box.top));
  const right = Math.max(...boxes.map((box) => box.left + box.width));
  const bottom = Math.max(...boxes.map((box) => box.top + box.height));
  return { left: exact(left), top: exact(top), width: exact(right - left), height: exact(bottom - top) };
}

export function exact(length: number): number {
  return Math.round(length * 100) / 100;
}

/** Words whose middle lies in a box. */
export function wordsIn(box: Box, words: readonly Word[]): readonly Word[] {
  return words.filter(({ left, top, width, height }) => {
    const [x, y] = [left + width / 2, top + height / 2];
    return x >= box.left && x <= box.left + box.width && y >= box.top && y <= box.top + box.height;
  });
}

/** The word at a point, or the nearest within reach; a line counts as near for all of its height. */
export function wordAt(words: readonly Word[], x: number, y: number, reach: number): number | null {
  let [best, least] = [null as number | null, reach];
  words.forEach((word, index) => {
    const across = Math.max(word.left - x, x - word.left - word.width, 0);
    const down = Math.max(word.top - y, y - word.top - word.height, 0);
    const apart = across + 3 * down;
    if (apart < least || (apart === 0 && best === null)) [best, least] = [index, apart];
  });
  return best;
}

/** The word above or below, nearest to where the caret stands; null at the end of the page. */
export function wordBeyond(words: readonly Word[], index: number, direction: 1 | -1): number | null {
  const from = words[index];
  if (!from) return null;
  const [x, y] = [from.left + from.width / 2, from.top + from.height / 2];
  let [best, least] = [null as number | null, Number.POSITIVE_INFINITY];
  words.forEach((word, number) => {
    const down = (word.top + word.height / 2 - y) * direction;
    if (word.line === from.line || down < from.height / 2) return;
    const across = Math.max(word.left - x, x - word.left - word.width, 0);
    const apart = down + across * 2;
    if (apart < least) [best, least] = [number, apart];
  });
  return best;
}

/** The first or the last word of the line that a word stands on. */
export function endOfLine(words: readonly Word[], index: number, direction: 1 | -1): number {
  let end = index;
  while (words[end + direction] && words[end + direction]?.line === words[index]?.line) end += direction;
  return end;
}
