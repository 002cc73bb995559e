/** What lies open around the item in hand, and what its editor says. */
import { useState } from "react";
import type { Item } from "./claim";
import { type ItemInstructions, useItemInstructions } from "./useItemInstructions";

export type Opened = "skip" | "flag" | "reject" | "help" | null;

export interface Surroundings {
  /** One thing is open at a time. */
  readonly opened: Opened;
  readonly open: (what: Opened) => void;
  readonly instructions: ItemInstructions;
  readonly editorStatus: string;
  readonly onStatus: (text: string) => void;
}

export function useSurroundings(item: Item): Surroundings {
  const [opened, open] = useState<Opened>(null);
  const [editorStatus, onStatus] = useState("");
  return { opened, open, instructions: useItemInstructions(item), editorStatus, onStatus };
}
