/** Word borders in any script, as Unicode sees them. */
const segmenter = new Intl.Segmenter(undefined, { granularity: "word" });

/** Widen a selection to whole words and drop the white space at its ends. Offsets within `text`, UTF-16. */
export function snapToWords(text: string, start: number, end: number): readonly [number, number] {
  const [innerStart, innerEnd] = trimSpace(text, start, end);
  if (innerStart >= innerEnd) return [start, end];
  const first = wordAt(text, innerStart);
  const last = wordAt(text, innerEnd - 1);
  return trimSpace(text, first.start, last.end);
}

export function trimSpace(text: string, start: number, end: number): readonly [number, number] {
  let from = start;
  let to = end;
  while (from < to && /\s/.test(text[from] as string)) from += 1;
  while (to > from && /\s/.test(text[to - 1] as string)) to -= 1;
  return [from, to];
}

/** The word, or the single mark or space, that covers a position. */
function wordAt(text: string, position: number): { start: number; end: number } {
  const line = stretchAround(text, position, REACH);
  const found = segmenter.segment(line.text).containing(position - line.start);
  if (!found) return { start: position, end: position + 1 };
  const start = line.start + found.index;
  return { start, end: start + found.segment.length };
}

/** As far as a word is looked for in a line that has no end. */
const REACH = 1000;

/** Word borders never cross a line; a segmenter over a whole book, or over a book in one line, would be slow. */
export function stretchAround(text: string, position: number, reach: number): { start: number; text: string } {
  const from = Math.max(0, position - reach);
  const near = text.slice(from, position + reach);
  const newline = near.indexOf("\n", position - from);
  const start = near.lastIndexOf("\n", position - from - 1) + 1;
  return { start: from + start, text: near.slice(start, newline < 0 ? near.length : newline) };
}

/** The next word's end after `position`, or the previous word's start before it. */
export function stepWord(text: string, position: number, direction: 1 | -1): number {
  let at = position + direction;
  while (at > 0 && at < text.length && /\s/.test(text[direction > 0 ? at - 1 : at] as string)) at += direction;
  if (at <= 0 || at >= text.length) return Math.max(0, Math.min(text.length, at));
  const word = wordAt(text, direction > 0 ? at - 1 : at);
  return direction > 0 ? word.end : word.start;
}
