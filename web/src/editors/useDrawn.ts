/** Whether a label's key is for the object that was just drawn, or already for the next one. */
import { useEffect, useRef } from "react";
import type { LabelPress } from "./contract";

export interface Drawn {
  /** This object was made with the label in hand: it needs no other. */
  note(uuid: string): void;
  /** What a press on a label means now, where no text waits for one. */
  press(): LabelPress;
}

/**
 * Whoever takes a label in hand and draws is done with that object, and the next label is for the next one. What was made
 * without one, or was selected on purpose, is what a label is for.
 */
export function useDrawn(selection: readonly string[], onSelect: (uuids: readonly string[]) => void): Drawn {
  const drawn = useRef<{ readonly uuid: string; isSelected: boolean } | null>(null);
  useEffect(() => {
    const { current } = drawn;
    if (!current) return;
    const isItself = selection.length === 1 && selection[0] === current.uuid;
    if (isItself && !current.isSelected) current.isSelected = true;
    else drawn.current = null;
  }, [selection]);
  return {
    note(uuid) {
      drawn.current = { uuid, isSelected: false };
    },
    press() {
      if (selection.length === 0) return "armed";
      if (!drawn.current) return "relabel";
      onSelect([]);
      return "armed";
    },
  };
}
