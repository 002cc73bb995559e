/** Which frames a task is about: all of a video, or those of one of its parts. Frame numbers are the video's own. */
import type { EditorTask } from "@goldsmith/editors";
import type { FrameIndex } from "./FrameIndex";

/** From one frame to another, both included. */
export interface Stretch {
  readonly first: number;
  readonly last: number;
}

/** The content's `part`: the first and the last `overlap` frames are in the neighbours too. */
export interface Part extends Stretch {
  readonly number: number;
  readonly count: number;
  readonly overlap: number;
}

export function partOf({ content }: Pick<EditorTask, "content">): Part | null {
  return (content.part as Part | null | undefined) ?? null;
}

/** All frames, or the part's as far as the video has them. */
export function stretchOf(index: FrameIndex, part: Part | null): Stretch {
  return part ? { first: index.clamp(part.first), last: index.clamp(part.last) } : { first: 0, last: index.last };
}

/** What a part shares with the part before it and with the one after it. */
export function overlapsOf(part: Part | null): readonly (Stretch & { readonly with: number })[] {
  if (!part) return [];
  const { number, count, first, last, overlap } = part;
  const before = { first, last: first + overlap - 1, with: number - 1 };
  const after = { first: last - overlap + 1, last, with: number + 1 };
  return [...(number > 1 ? [before] : []), ...(number < count ? [after] : [])];
}

/** The other part in which a frame is seen as well. */
export function sharedWith(part: Part | null, frame: number): number | null {
  return overlapsOf(part).find(({ first, last }) => first <= frame && frame <= last)?.with ?? null;
}
