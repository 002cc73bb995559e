/** The words of the pages that are looked at. */
import { useCallback, useEffect, useRef, useState } from "react";
import type { OpenDocument } from "./pages/openDocument";
import type { Word, WordsOf } from "./words/words";

export interface KnownWords {
  readonly of: WordsOf;
  readonly isKnown: (page: number) => boolean;
  load(page: number): Promise<readonly Word[]>;
}

const NONE: readonly Word[] = [];

export function useWords(document: OpenDocument, drawn: readonly [number, number], onFailure: () => void): KnownWords {
  const [known, setKnown] = useState<ReadonlyMap<number, readonly Word[]>>(() => new Map());
  const fail = useRef(onFailure);
  fail.current = onFailure;
  const load = useCallback(
    async (page: number) => {
      const words = await document.words(page);
      setKnown((before) => (before.get(page) === words ? before : new Map(before).set(page, words)));
      return words;
    },
    [document],
  );
  const [first, last] = drawn;
  useEffect(() => {
    for (let page = first; page <= last; page += 1) load(page).catch(() => fail.current());
  }, [first, last, load]);
  return { of: (page) => known.get(page) ?? NONE, isKnown: (page) => known.has(page), load };
}
