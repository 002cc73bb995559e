/** What a machine heard in a recording: stretches in which somebody may speak, with words where it understood some. */
import { stretchBetween } from "../regions/operations";
import type { Stretch, Word } from "../regions/shapes";
import { middleOf } from "../regions/words";

export interface Said extends Stretch {
  readonly transcript: string;
  readonly words: readonly Word[];
}

/** Why a machine did not hear all: nobody installed the recognizer, there was no time, or it failed. */
export type Unheard = "not_installed" | "no_time" | "failed";

export interface Speech {
  /** Null where there is nothing to fetch. */
  readonly url: string | null;
  readonly unheard: Unheard | null;
  /** From which second on; null where all was heard. */
  readonly unheardFrom: number | null;
}

/** What is proposed: a stretch, perhaps with what is said in it. */
export type Proposal = Stretch & Partial<Said>;

export async function fetchSaid(url: string): Promise<readonly Said[]> {
  const response = await fetch(url, { credentials: "same-origin" });
  if (!response.ok) throw new Error(`${response.status} for what is said`);
  return ((await response.json()) as { utterances: readonly Said[] }).utterances;
}

/** What was understood, and the stretches of voices in which nothing was, in the order of time. */
export function proposalsOf(voice: readonly Stretch[], said: readonly Said[]): readonly Proposal[] {
  const silent = voice.filter(({ start, end }) => !said.some((each) => each.start < end && start < each.end));
  return [...said, ...silent].toSorted((one, other) => one.start - other.start);
}

/** What of it lies in a stretch, with the words whose middle does. */
export function proposalsWithin(proposals: readonly Proposal[], stretch: Stretch): readonly Proposal[] {
  return proposals.flatMap((each) => {
    if (stretch.start <= each.start && each.end <= stretch.end) return [each];
    const within = stretchBetween(each.start, each.end, stretch);
    if (!within) return [];
    const words = (each.words ?? []).filter((word) => within.start <= middleOf(word) && middleOf(word) < within.end);
    return [{ ...within, words, transcript: words.map(({ text }) => text).join(" ") }];
  });
}

/** Why not all of a stretch was heard; null where all of it was. */
export function unheardIn({ unheard, unheardFrom }: Speech, { end }: Stretch): Unheard | null {
  return unheardFrom !== null && unheardFrom >= end ? null : unheard;
}

/** Words within a stretch that may have been made shorter. */
export function wordsWithin(words: readonly Word[], { start, end }: Stretch): readonly Word[] {
  const into = (time: number) => Math.min(end, Math.max(start, time));
  return words.map((word) => ({ ...word, start: into(word.start), end: into(word.end) }));
}
