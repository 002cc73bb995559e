/** What the image editor's tools say, as long as it holds. */
import type { Note } from "@goldsmith/editors";
import { useEffect, useRef, useState } from "react";
import type { ImageShape } from "./geometry";
import type { Message } from "./strings";

/** A note holds until the shapes it was said of change after it, or until another is said; null takes it back. */
export function useNote(
  shapes: readonly ImageShape[],
): [note: Note<Message> | null, say: (note: Note<Message> | null) => void] {
  const [note, setNote] = useState<Note<Message> | null>(null);
  // What is said of a change comes with it: that change must not take it back.
  const isFresh = useRef(false);
  useEffect(() => {
    if (!isFresh.current) setNote(null);
  }, [shapes]);
  useEffect(() => {
    isFresh.current = false;
  }, [note]);
  const say = (said: Note<Message> | null) => {
    isFresh.current = said !== null;
    setNote(said);
  };
  return [note, say];
}
