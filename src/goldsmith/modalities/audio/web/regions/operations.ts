/** What can be done to regions. Pure: each gives new regions and keeps them inside what may be labeled. */
import type { Region, Stretch } from "./shapes";
import { SHORTEST } from "./shapes";
import { middleOf, spellWords } from "./words";

/** Times are kept to a tenth of a millisecond, as no ear and no pointer is finer. */
const EXACT = 10_000;

export function exact(seconds: number): number {
  return Math.round(seconds * EXACT) / EXACT;
}

/** A stretch between two times in any order; null where nothing lies between them. */
export function stretchBetween(one: number, other: number, within: Stretch): Stretch | null {
  const [start, end] = [Math.min(one, other), Math.max(one, other)].map((time) => clamp(time, within)) as [
    number,
    number,
  ];
  if (end - start < SHORTEST) return null;
  return { start: exact(start), end: end === within.end ? end : Math.min(exact(end), within.end) };
}

export function moveRegion(region: Region, by: number, within: Stretch): Region {
  const room = Math.max(within.start - region.start, Math.min(within.end - region.end, by));
  const words = region.words?.map((word) => ({ ...word, start: word.start + room, end: word.end + room }));
  return { ...region, start: region.start + room, end: region.end + room, ...(words ? { words } : {}) };
}

/** One end of a region goes to another time, never past the other end. Words that no longer fit are cut. */
export function moveEnd(region: Region, side: "start" | "end", to: number, within: Stretch): Region {
  const time = clamp(to, within);
  const start = side === "start" ? Math.min(time, region.end - SHORTEST) : region.start;
  const end = side === "end" ? Math.max(time, region.start + SHORTEST) : region.end;
  const words = region.words?.map((word) => ({
    ...word,
    start: Math.max(start, Math.min(end, word.start)),
    end: Math.max(start, Math.min(end, word.end)),
  }));
  return { ...region, start, end, ...(words ? { words } : {}) };
}

/** Two regions of one; its words go by their times, or else by their share of the time, or at the caret if given. */
export function splitRegion(region: Region, at: number, caret: number | null = null): readonly [Region, Region] | null {
  if (at - region.start < SHORTEST || region.end - at < SHORTEST) return null;
  const first = { ...region, end: at };
  const second = { ...region, uuid: crypto.randomUUID(), start: at };
  if (region.transcript === undefined) return [first, second];
  const spoken = spellWords(region.transcript);
  const count = caret === null ? wordsBefore(region, spoken, at) : spellWords(region.transcript.slice(0, caret)).length;
  return [
    withWords(first, spoken.slice(0, count), region.words?.slice(0, count)),
    withWords(second, spoken.slice(count), region.words?.slice(count)),
  ];
}

/** One region over all of them, with what is said in the order of time. It keeps the id of the earliest. */
export function mergeRegions(regions: readonly Region[]): Region | null {
  const ordered = regions.toSorted((a, b) => a.start - b.start);
  const [first] = ordered;
  if (!first || ordered.length < 2) return null;
  const end = Math.max(...ordered.map((region) => region.end));
  const { words: _, ...rest } = first;
  const merged = { ...rest, end };
  if (first.transcript === undefined) return merged;
  const transcript = ordered
    .map((region) => region.transcript?.trim() ?? "")
    .filter(Boolean)
    .join(" ");
  const isTimed = ordered.every((region) => region.words || !region.transcript?.trim());
  const words = ordered.flatMap((region) => region.words ?? []).toSorted((a, b) => a.start - b.start);
  const fits =
    isTimed && words.length > 0 && words.map(({ text }) => text).join(" ") === spellWords(transcript).join(" ");
  return { ...merged, transcript, ...(fits ? { words } : {}) };
}

/** The nearest of some times, where it is within reach. */
export function snapTime(time: number, candidates: readonly number[], reach: number): number {
  let best = time;
  let gap = reach;
  for (const candidate of candidates) {
    const away = Math.abs(candidate - time);
    if (away <= gap) [best, gap] = [candidate, away];
  }
  return best;
}

export function clamp(time: number, { start, end }: Stretch): number {
  return Math.max(start, Math.min(end, time));
}

function wordsBefore(region: Region, spoken: readonly string[], at: number): number {
  if (region.words) return region.words.filter((word) => middleOf(word) < at).length;
  return Math.round((spoken.length * (at - region.start)) / (region.end - region.start));
}

function withWords(region: Region, spoken: readonly string[], words: Region["words"]): Region {
  const { words: _, ...rest } = region;
  const inside = words?.map((word) => ({
    ...word,
    start: clamp(word.start, region),
    end: clamp(word.end, region),
  }));
  return { ...rest, transcript: spoken.join(" "), ...(inside?.length ? { words: inside } : {}) };
}
