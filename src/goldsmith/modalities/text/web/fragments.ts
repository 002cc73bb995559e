/** Spans with gaps, as parts in UTF-16 offsets: put together, taken out, and no gap of white space alone. Pure. */

export type Part = readonly [start: number, end: number];

/** As many as an answer may hold. */
export const MOST_PARTS = 100;

/** In order, touching and overlapping ones joined, and those that only white space parts. */
export function joinParts(text: string, parts: readonly Part[]): Part[] {
  const joined: Part[] = [];
  for (const [start, end] of parts.toSorted((a, b) => a[0] - b[0])) {
    const last = joined.at(-1);
    if (last && (start <= last[1] || isSpace(text, last[1], start))) {
      joined[joined.length - 1] = [last[0], Math.max(last[1], end)];
    } else joined.push([start, end]);
  }
  return joined;
}

/** The parts without a stretch of text; white space left over at the new edges goes too. */
export function cutParts(text: string, parts: readonly Part[], from: number, to: number): Part[] {
  const left = parts.flatMap(([start, end]): Part[] => {
    if (end <= from || to <= start) return [[start, end]];
    const pieces: Part[] = [
      [start, trimEnd(text, start, from)],
      [trimStart(text, to, end), end],
    ];
    return pieces.filter(([first, last]) => first < last);
  });
  return joinParts(text, left);
}

/** The parts with the outer border at one side moved. */
export function movedParts(text: string, parts: readonly Part[], border: "start" | "end", to: number): Part[] {
  const [start, end] = [parts[0]?.[0] ?? 0, parts.at(-1)?.[1] ?? 0];
  if (border === "start")
    return to < start ? joinParts(text, [...parts, [to, start]]) : cutParts(text, parts, start, to);
  return to > end ? joinParts(text, [...parts, [end, to]]) : cutParts(text, parts, to, end);
}

function isSpace(text: string, start: number, end: number): boolean {
  return trimStart(text, start, end) === end;
}

function trimStart(text: string, start: number, end: number): number {
  let at = start;
  while (at < end && /\s/.test(text[at] as string)) at += 1;
  return at;
}

function trimEnd(text: string, start: number, end: number): number {
  let at = end;
  while (at > start && /\s/.test(text[at - 1] as string)) at -= 1;
  return at;
}
