/** What a machine heard in a recording: stretches in which somebody may speak, with words where it understood some. */
import type { Stretch, Word } from "../regions/shapes";

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

/** Words within a stretch that may have been made shorter. */
export function wordsWithin(words: readonly Word[], { start, end }: Stretch): readonly Word[] {
  const into = (time: number) => Math.min(end, Math.max(start, time));
  return words.map((word) => ({ ...word, start: into(word.start), end: into(word.end) }));
}
