/** What a person can decide about the item in hand, with the checks that come before. */
import { useCallback, useState } from "react";
import { type AnswerStore, type OpenQuestion, openQuestions } from "../editors";
import { type Decision, type FinishedDraft, type Item, isLong, type Purpose, wasTouched } from "./claim";
import type { Desk } from "./desk";
import { markSubmit } from "./paint";
import type { ActiveTimer } from "./timer";

export interface Decisions {
  /** Required questions that stood in the way of the last try. */
  readonly missing: readonly OpenQuestion[];
  /** An auditor has said "wrong" and may now correct the answer. */
  readonly isFixing: boolean;
  primary(): void;
  acceptUnchanged(): void;
  wrong(): void;
  reject(comment: string): void;
  skip(reason: string): void;
  flag(reason: string): void;
  clearMissing(): void;
}

const NONE: readonly OpenQuestion[] = [];

/** `finishDraft`: end the draft and name the answer by it, where that can be done. */
export function useDecisions(
  item: Item,
  store: AnswerStore,
  desk: Desk,
  timer: ActiveTimer,
  finishDraft: () => FinishedDraft | null,
): Decisions {
  const { purpose } = item.claim;
  const [missing, setMissing] = useState(NONE);
  const [isFixing, setFixing] = useState(() => purpose === "audit" && wasTouched(item));

  const hand = useCallback(
    (decision: Decision) => {
      markSubmit();
      const { seconds } = timer;
      timer.restart();
      desk.decide(inBrief(decision, finishDraft()), seconds);
    },
    [desk, timer, finishDraft],
  );

  const primary = () => {
    const { answer, isTouched, attributeView } = store.getState();
    const open = purpose === "audit" && !isFixing ? NONE : openQuestions(answer, item.ontology, attributeView);
    setMissing(open);
    const [first] = open;
    if (first?.uuid) store.select([first.uuid]);
    if (!first) hand(primaryDecision(purpose, answer, isTouched, isFixing));
  };

  return {
    missing,
    isFixing,
    primary,
    acceptUnchanged() {
      if (!store.getState().isTouched) primary();
    },
    wrong: () => setFixing(true),
    reject: (comment) => hand({ kind: "reject", comment }),
    skip: (reason) => hand({ kind: "skip", reason }),
    flag: (reason) => hand({ kind: "flag", reason }),
    clearMissing: () => setMissing(NONE),
  };
}

function inBrief(decision: Decision, draft: FinishedDraft | null): Decision {
  return decision.kind === "submit" && draft && isLong(decision.answer) ? { ...decision, draft } : decision;
}

/** What Enter means now. Pure. */
export function primaryDecision(
  purpose: Purpose,
  answer: Parameters<typeof openQuestions>[0],
  isTouched: boolean,
  isFixing: boolean,
): Decision {
  if (purpose === "label") return { kind: "submit", answer };
  if (purpose === "review") return isTouched ? { kind: "fix", answer } : { kind: "accept" };
  if (!isFixing) return { kind: "correct" };
  return isTouched ? { kind: "wrong", answer } : { kind: "wrong" };
}
