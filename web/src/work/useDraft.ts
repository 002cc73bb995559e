/** Every operation becomes part of the draft, until the item leaves the desk. */
import { useCallback, useEffect, useRef, useState } from "react";
import { type AnswerStore, buildingOps } from "../editors";
import { type FinishedDraft, hasServersStart, type Item } from "./claim";
import { DraftSaver, type DraftState } from "./drafts";
import type { Journal } from "./journal";
import { draftWire } from "./wire";

interface Draft {
  readonly state: DraftState;
  /** End the draft; what names it, where the answer can be named by it. */
  readonly finish: () => FinishedDraft | null;
}

export function useDraft({ claim, unsaved }: Item, store: AnswerStore, journal: Journal): Draft {
  const [state, setState] = useState<DraftState>("clean");
  const current = useRef<DraftSaver | null>(null);
  useEffect(() => {
    const seed = hasServersStart(claim) ? [] : buildingOps(store.getState().answer);
    const saver = new DraftSaver({ claim, seed, unsaved }, draftWire, journal, setState);
    current.current = saver;
    const stop = store.onOps((ops) => saver.add(ops));
    const flush = () => saver.flush();
    window.addEventListener("pagehide", flush);
    return () => {
      window.removeEventListener("pagehide", flush);
      stop();
      saver.close();
    };
  }, [claim, unsaved, store, journal]);
  const finish = useCallback(() => current.current?.finish() ?? null, []);
  return { state, finish };
}
