/** Words that a machine read and is not sure of: where they stand on the page, and in a text. Pure. */
import { boxesOf, isBlock, isSpan, type Mark } from "../marks/shapes";
import { type Word, type WordsOf, wordsIn } from "./words";

/** Below it lie four fifths of the words that are wrong, and three in a hundred of those that are right (docs/why/039). */
export const LEAST_SURE = 0.85;
/** How far on in a text a word of the page may stand, in characters, where somebody has changed the text. */
const LOOK_AHEAD = 60;

export type Stretched = readonly [start: number, end: number];

export const isUncertain = ({ confidence }: Word): boolean => confidence !== undefined && confidence < LEAST_SURE;

/** Where uncertain words stand in a text that says what these words say; one that was corrected is uncertain no more. */
export function uncertainIn(text: string, words: readonly Word[]): readonly Stretched[] {
  const found: Stretched[] = [];
  let from = 0;
  for (const word of words) {
    const at = placeOf(word.text, text, from);
    if (at === null) continue;
    const end = at + word.text.length;
    if (isUncertain(word)) found.push([at, end]);
    from = end;
  }
  return found;
}

/** The words of the page that a mark with a text covers. */
export function wordsUnder(mark: Mark, wordsOf: WordsOf): readonly Word[] {
  if (!isBlock(mark) && !isSpan(mark)) return [];
  return boxesOf(mark).flatMap((box) => wordsIn(box, wordsOf(box.page)));
}

export function uncertainOf(mark: Mark, text: string, wordsOf: WordsOf): readonly Stretched[] {
  return uncertainIn(text, wordsUnder(mark, wordsOf));
}

/** The first place from here on where a word stands between spaces; null where it is not near. */
function placeOf(word: string, text: string, from: number): number | null {
  for (let at = text.indexOf(word, from); at >= 0 && at <= from + LOOK_AHEAD; at = text.indexOf(word, at + 1)) {
    const [before, after] = [text[at - 1] ?? " ", text[at + word.length] ?? " "];
    if (/\s/.test(before) && /\s/.test(after)) return at;
  }
  return null;
}
