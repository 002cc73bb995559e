/** What a person can decide about the item in hand, with the checks that come before. */

import type { TFunction } from "i18next";
import { useCallback, useEffect, useState } from "react";
import { useTranslation } from "react-i18next";
import {
  type AnswerStore,
  loadedEditor,
  type OpenQuestion,
  type OpenRole,
  openQuestions,
  openRole,
  titleOfRole,
} from "../editors";
import { type Decision, type FinishedDraft, type Item, isLong, type Purpose, taskOf, wasTouched } from "./claim";
import type { Desk } from "./desk";
import { markSubmit } from "./paint";
import type { ActiveTimer } from "./timer";
import type { WritingRecorder } from "./writingTrace";

export interface Decisions {
  /** Required questions that stood in the way of the last try. */
  readonly missing: readonly OpenQuestion[];
  /** What else stood in its way, in words. */
  readonly openPart: string | null;
  /** An auditor has said "wrong" and may now correct the answer. */
  readonly isFixing: boolean;
  primary(): void;
  acceptUnchanged(): void;
  wrong(): void;
  reject(comment: string): void;
  skip(reason: string): void;
  flag(reason: string): void;
}

const NONE: readonly OpenQuestion[] = [];

/** `finishDraft`: end the draft and name the answer by it, where that can be done. */
export function useDecisions(
  item: Item,
  modality: string,
  store: AnswerStore,
  desk: Desk,
  timer: ActiveTimer,
  finishDraft: () => FinishedDraft | null,
  recorder: WritingRecorder | null,
): Decisions {
  const { purpose } = item.claim;
  const [missing, setMissing] = useState(NONE);
  const [openPart, setOpenPart] = useState<string | null>(null);
  const { t } = useTranslation("editors");
  const [isFixing, setFixing] = useState(() => purpose === "audit" && wasTouched(item));

  useEffect(() => store.onOps(() => setOpenPart(null)), [store]);

  const hand = useCallback(
    (decision: Decision) => {
      markSubmit();
      const { seconds } = timer;
      timer.restart();
      desk.decide(withWriting(inBrief(decision, finishDraft()), recorder), seconds);
    },
    [desk, timer, finishDraft, recorder],
  );

  const primary = () => {
    const { answer, isTouched, attributeView } = store.getState();
    const isJudged = purpose === "audit" && !isFixing;
    const open = isJudged ? NONE : openQuestions(answer, item.ontology, attributeView);
    const event = isJudged ? null : openRole(answer, item.ontology);
    const part = isJudged
      ? null
      : (loadedEditor(modality)?.openPart?.(taskOf(item.claim), item.ontology, answer) ?? sayRole(event, t));
    setMissing(open);
    setOpenPart(part);
    const [first] = open;
    const about = first ? first.uuid : event?.uuid;
    if (about) store.select([about]);
    if (!first && part === null) hand(primaryDecision(purpose, answer, isTouched, isFixing));
  };

  return {
    missing,
    openPart,
    isFixing,
    primary,
    acceptUnchanged() {
      if (!store.getState().isTouched) primary();
    },
    wrong: () => setFixing(true),
    reject: (comment) => hand({ kind: "reject", comment }),
    skip: (reason) => hand({ kind: "skip", reason }),
    flag: (reason) => hand({ kind: "flag", reason }),
  };
}

function sayRole(event: OpenRole | null, t: TFunction<"editors">): string | null {
  if (!event) return null;
  const { role, count: has } = event;
  const isShort = has < (role.least ?? 0);
  const count = (isShort ? role.least : role.most) ?? 0;
  return t(isShort ? "roleOpen" : "roleFull", { role: titleOfRole(role), has, count });
}

function inBrief(decision: Decision, draft: FinishedDraft | null): Decision {
  return decision.kind === "submit" && draft && isLong(decision.answer) ? { ...decision, draft } : decision;
}

function withWriting(decision: Decision, recorder: WritingRecorder | null): Decision {
  const writing = recorder?.traces() ?? [];
  return decision.kind === "submit" && writing.length > 0 ? { ...decision, writing } : decision;
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
