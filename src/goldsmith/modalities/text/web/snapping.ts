/** What a selection is widened to: whole words, whole characters as people see them, or whole sentences. Pure. */
import { snapToWords, stretchAround, trimSpace } from "./words";

export const SNAPS = ["words", "characters", "sentences"] as const;
export type Snap = (typeof SNAPS)[number];

type Range = readonly [start: number, end: number];

const graphemes = new Intl.Segmenter(undefined, { granularity: "grapheme" });
const sentences = new Intl.Segmenter(undefined, { granularity: "sentence" });

/** As far as the borders of a sentence are looked for in a line that has no end. */
const SENTENCE_REACH = 5000;
const GRAPHEME_REACH = 100;

export function nextSnap(snap: Snap): Snap {
  return SNAPS[(SNAPS.indexOf(snap) + 1) % SNAPS.length] as Snap;
}

/** The white space at the ends is dropped. Offsets in UTF-16. */
export function snapTo(snap: Snap, text: string, start: number, end: number): Range {
  if (snap === "words") return snapToWords(text, start, end);
  const [from, to] = trimSpace(text, start, end);
  if (from >= to) return [start, end];
  const [first, last] = [coverOf(snap, text, from), coverOf(snap, text, to - 1)];
  return trimSpace(text, first[0], last[1]);
}

/** The sentence at a place, or the next one after white space; null at the end of the text. */
export function sentenceAt(text: string, place: number): Range | null {
  const start = text.slice(place).search(/\S/);
  if (start < 0) return null;
  return snapTo("sentences", text, place + start, place + start + 1);
}

function coverOf(snap: Snap, text: string, position: number): Range {
  const isSentence = snap === "sentences";
  const near = stretchAround(text, position, isSentence ? SENTENCE_REACH : GRAPHEME_REACH);
  const found = (isSentence ? sentences : graphemes).segment(near.text).containing(position - near.start);
  if (!found) return [position, position + 1];
  const start = near.start + found.index;
  return [start, start + found.segment.length];
}
