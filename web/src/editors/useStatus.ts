/** What an editor says in the status line: where one stands, and before it what the person was told last. */
import type { TFunction } from "i18next";
import { useEffect } from "react";

/** One sentence of the editor's own strings. */
export interface Note<Text extends string = string> {
  readonly text: Text;
  readonly values?: Readonly<Record<string, string | number>>;
}

/**
 * What moves by itself (a playhead, a count that comes late) changes the place and leaves the note standing: only what the
 * person does next may take it away. `place`: null while there is nothing to stand on.
 */
export function useStatus(
  onStatus: (text: string) => void,
  t: TFunction<string>,
  note: Note | null,
  place: string | null,
): void {
  const said = note && t(note.text, { ...note.values });
  const text = [said, place].filter((part) => part !== null).join(" · ");
  useEffect(() => {
    if (place !== null) onStatus(text);
  }, [onStatus, text, place]);
}
