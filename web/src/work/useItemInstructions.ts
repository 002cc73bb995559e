/** The instructions beside the item in hand: whether they are open, and whether this person has read them. */
import { useState } from "react";
import { useSession } from "../api";
import type { Item } from "./claim";
import { type ReadInstructions, useInstructions } from "./useInstructions";

const INSTRUCTIONS_OPEN = "goldsmith-instructions-open";

export interface ItemInstructions extends ReadInstructions {
  readonly isOpen: boolean;
  toggle(): void;
}

export function useItemInstructions({ claim }: Item): ItemInstructions {
  const { data: session } = useSession();
  const found = useInstructions(claim.project_id, claim.instructions_version, session?.person.id ?? "");
  const [wanted, setWanted] = useState(() => localStorage.getItem(INSTRUCTIONS_OPEN) === "yes");
  // Unread instructions open by themselves, where there is room beside the work.
  const [isDismissed, setDismissed] = useState(() => window.innerWidth < 900);
  const isOpen = wanted || (found.isNew && !isDismissed);
  const show = (isShown: boolean) => {
    localStorage.setItem(INSTRUCTIONS_OPEN, isShown ? "yes" : "no");
    setWanted(isShown);
    setDismissed(!isShown);
  };
  const markRead = () => {
    found.markRead();
    show(false);
  };
  return { ...found, isOpen, markRead, toggle: () => show(!isOpen) };
}
