/** The answers others gave, as a reviewer looks at them: drawn over the item, beside each other, or mark by mark. */
import { useCallback, useMemo, useState } from "react";
import { EMPTY_ANSWER, type Overlay } from "../editors";
import { type Claim, type Item, nameOfLabeler } from "./claim";
import type { GivenMark } from "./comparison";

export interface GivenAnswers {
  /** Places of the answers that are drawn over the item. */
  readonly shown: ReadonlySet<number>;
  readonly toggle: (index: number) => void;
  readonly look: (marks: readonly GivenMark[]) => void;
  readonly overlays: readonly Overlay[];
  readonly isSideBySide: boolean;
  readonly setSideBySide: (isOn: boolean) => void;
}

export function useGivenAnswers({ claim }: Item): GivenAnswers {
  const [shown, setShown] = useState<ReadonlySet<number>>(() => new Set());
  const [isSideBySide, setSideBySide] = useState(false);
  const [lookedAt, look] = useState<readonly GivenMark[]>([]);
  const overlays = useMemo(() => overlaysOf(claim, shown, lookedAt), [claim, shown, lookedAt]);
  const toggle = useCallback((index: number) => setShown((before) => toggled(before, index)), []);
  return { shown, toggle, look, overlays, isSideBySide, setSideBySide };
}

function overlaysOf({ answers }: Claim, shown: ReadonlySet<number>, lookedAt: readonly GivenMark[]): Overlay[] {
  const whole = answers
    .map(({ labeler, answer }, index) => ({ key: String(index), title: nameOfLabeler(labeler), answer }))
    .filter((_, index) => shown.has(index));
  const single = lookedAt.map(({ given, shape }) => ({
    key: given.annotation_id,
    title: nameOfLabeler(given.labeler),
    answer: { ...EMPTY_ANSWER, annotations: [shape] },
  }));
  return [...whole, ...single];
}

function toggled(set: ReadonlySet<number>, member: number): ReadonlySet<number> {
  const next = new Set(set);
  if (!next.delete(member)) next.add(member);
  return next;
}
