/** Which time a task is about: all of a recording, or one of its parts. Times are the whole recording's. Pure. */
import type { EditorTask } from "@goldsmith/editors";
import type { Stretch } from "../regions/shapes";

/** The content's `part`, in milliseconds: the first `overlap` and the last `overlap_after` are in the neighbours too. */
export interface Part {
  readonly number: number;
  readonly count: number;
  readonly first: number;
  readonly last: number;
  readonly overlap: number;
  /** As `overlap`, where it is not given. */
  readonly overlap_after?: number;
}

export interface Shared extends Stretch {
  /** The other part's number. */
  readonly with: number;
}

/** Seconds before and after a part that are heard and not labeled. */
export const AROUND = 10;
const MILLISECONDS = 1000;

export function partOf({ content }: Pick<EditorTask, "content">): Part | null {
  return (content.part as Part | null | undefined) ?? null;
}

/** What may be labeled: all, or the part as far as the recording goes. */
export function stretchOf(part: Part | null, duration: number): Stretch {
  if (!part) return { start: 0, end: duration };
  return { start: part.first / MILLISECONDS, end: Math.min(duration, (part.last + 1) / MILLISECONDS) };
}

/** What is heard: a part, and a little of what is around it. */
export function heardOf({ start, end }: Stretch, duration: number): Stretch {
  return { start: Math.max(0, start - AROUND), end: Math.min(duration, end + AROUND) };
}

/** What a part shares with the part before it and with the one after it. */
export function overlapsOf(part: Part | null): readonly Shared[] {
  if (!part) return [];
  const { number, count, first, last, overlap, overlap_after = overlap } = part;
  const [start, end] = [first / MILLISECONDS, (last + 1) / MILLISECONDS];
  const before = { start, end: start + overlap / MILLISECONDS, with: number - 1 };
  const after = { start: end - overlap_after / MILLISECONDS, end, with: number + 1 };
  return [...(number > 1 ? [before] : []), ...(number < count ? [after] : [])];
}

/** The other part in which a time is heard as well. */
export function sharedWith(shared: readonly Shared[], time: number): number | null {
  return shared.find(({ start, end }) => start <= time && time <= end)?.with ?? null;
}
