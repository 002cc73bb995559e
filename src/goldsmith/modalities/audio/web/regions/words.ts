/** Words with times, kept in step with what somebody types. Pure. */
import type { Region, Stretch, Word } from "./shapes";

/** The region with another transcript: words that stay keep their times, new ones share the time between them. */
export function withTranscript(region: Region, transcript: string): Region {
  const { words, ...rest } = region;
  const spoken = spellWords(transcript);
  const timed = words?.length && spoken.length > 0 ? retime(words, spoken, region) : undefined;
  return { ...rest, transcript, ...(timed ? { words: timed } : {}) };
}

export function spellWords(text: string): readonly string[] {
  return text.split(/\s+/).filter((word) => word !== "");
}

export function middleOf({ start, end }: Stretch): number {
  return (start + end) / 2;
}

function retime(words: readonly Word[], spoken: readonly string[], { start, end }: Region): readonly Word[] {
  const head = countSame(words.length, (at) => words[at]?.text === spoken[at]);
  const rest = Math.min(words.length, spoken.length) - head;
  const tail = countSame(rest, (at) => words.at(-1 - at)?.text === spoken.at(-1 - at));
  const kept = { first: words.slice(0, head), last: words.slice(words.length - tail) };
  const from = kept.first.at(-1)?.end ?? start;
  const to = Math.max(from, kept.last[0]?.start ?? end);
  const changed = spoken.slice(head, spoken.length - tail);
  const step = (to - from) / Math.max(1, changed.length);
  const made = changed.map((text, at) => ({ text, start: from + at * step, end: from + (at + 1) * step }));
  return [...kept.first, ...made, ...kept.last];
}

function countSame(most: number, isSame: (at: number) => boolean): number {
  let count = 0;
  while (count < most && isSame(count)) count += 1;
  return count;
}
