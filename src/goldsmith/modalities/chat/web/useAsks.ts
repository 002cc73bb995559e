/** Which question is at hand, and how keys answer it. */
import { chordOf, type EditorProps, isOnCanvas, type Op, useKeys } from "@goldsmith/editors";
import { useCallback, useEffect, useMemo, useRef, useState } from "react";
import { useTranslation } from "react-i18next";
import {
  type Ask,
  asksOf,
  firstMistake,
  give,
  givenTo,
  isAfterMistake,
  isAttributeAsked,
  isOpen,
  optionsOf,
  type Ranking,
} from "./asks";
import type { ChatContent, Graph, Message } from "./graph";
import type { Turn } from "./talking";

export interface Asks {
  readonly all: readonly Ask[];
  readonly at: Ask | undefined;
  readonly done: number;
  goTo(ask: Ask): void;
  move(step: 1 | -1): void;
  /** The step at hand is the first that is wrong. */
  markFirstMistake(): void;
  /** Answer a question; the next open one comes when it is answered for good. */
  answer(ask: Ask, value: string | null, isEqual?: boolean): void;
}

const NO_TURNS: readonly Turn[] = [];
const seekNothing = (_after: string) => {};

export function useAsks(
  props: EditorProps,
  content: ChatContent,
  graph: Graph,
  shown: readonly Message[],
  turns = NO_TURNS,
  onSeek = seekNothing,
): Asks {
  const { ontology, answer, dispatch, onSelect, readOnly } = props;
  const { t } = useTranslation("editor.chat.v1");
  const every = useMemo(() => asksOf(ontology, content, graph, shown, turns), [ontology, content, graph, shown, turns]);
  const all = useMemo(
    () =>
      every.filter(
        (ask) => (ask.kind !== "attribute" || isAttributeAsked(ask, answer)) && !isAfterMistake(ask, answer),
      ),
    [every, answer],
  );
  const [key, setKey] = useState<string | null>(null);
  const place = placeOf(key, all, every);
  const at = all[place];

  // Replies that have come in are what there is to compare now.
  const compared = turns.filter(({ replies }) => replies.length > 1).at(-1)?.user.id;
  const latest = useRef(every);
  latest.current = every;
  useEffect(() => {
    const fresh = compared && latest.current.find((ask) => "after" in ask && ask.after === compared);
    if (fresh) setKey(fresh.key);
  }, [compared]);

  const goTo = useCallback(
    (ask: Ask) => {
      setKey(ask.key);
      if ("after" in ask) onSeek(ask.after);
      reveal(ask);
    },
    [onSeek],
  );

  function move(step: 1 | -1): void {
    const next = all[place + step];
    if (next) goTo(next);
  }

  function answerAsk(ask: Ask, value: string | null, isEqual = false): void {
    if (readOnly) return;
    const ops = give(ask, value, answer, crypto.randomUUID(), isEqual);
    if (ops.length === 0) return;
    dispatch(ops);
    selectForMore(ask, ops);
    const isMultiple = ask.kind === "attribute" && ask.attribute.allow_multiple;
    const isUnfinished = ask.kind === "ranking" && countRanked(ops) < ask.shown.length;
    if (value === null || isMultiple || isUnfinished) setKey(ask.key);
    else advanceFrom(ask);
  }

  /** What else is asked about a ranking, such as why, stands in the panel while it is selected. */
  function selectForMore({ kind, label }: Ask, [first]: readonly Op[]): void {
    const asksMore =
      (kind === "pair" || kind === "ranking") && (label.attributes ?? []).some(({ retired }) => !retired);
    onSelect(asksMore && first?.op === "put" ? [first.annotation.uuid] : []);
  }

  /** The next open question after this one, then any that was left out before. */
  function advanceFrom(ask: Ask): void {
    const from = all.findIndex((each) => each.key === ask.key);
    const open = (each: Ask) => each.key !== ask.key && isOpen(each, answer);
    const next = all.slice(from + 1).find(open) ?? all.slice(0, Math.max(from, 0)).find(open) ?? all[from + 1];
    if (next && next.kind !== "writing") goTo(next);
    else setKey(ask.key);
  }

  function markFirstMistake(): void {
    if (at?.kind !== "step" || readOnly) return;
    dispatch(firstMistake(at, answer, () => crypto.randomUUID()));
    advanceFrom(at);
  }

  function press(chord: string, target: EventTarget | null): boolean {
    if (chord === "ArrowDown" || chord === "ArrowUp") {
      if (!isOnCanvas(target) || all.length < 2) return false;
      move(chord === "ArrowDown" ? 1 : -1);
      return true;
    }
    if (readOnly || !at) return false;
    const [, shift, digit] = /^(Shift\+)?(\d)$/.exec(chord) ?? [];
    if (digit !== undefined && (!shift || at.kind === "ranking")) return pressDigit(at, digit, Boolean(shift));
    if (chord === "X" && at.kind === "step") {
      markFirstMistake();
      return true;
    }
    if (chord === "C" && givenTo(at, answer) !== null && at.kind !== "writing") {
      answerAsk(at, null);
      return true;
    }
    if (chord === "I") return enterField(at);
    return false;
  }

  function pressDigit(ask: Ask, digit: string, isEqual: boolean): boolean {
    const option = optionsOf(ask, t).find((each) => each.digit === digit);
    if (option) answerAsk(ask, option.value, isEqual);
    return option !== undefined;
  }

  useKeys("editor", (event) => press(chordOf(event), event.target));
  const done = all.filter((ask) => givenTo(ask, answer) !== null).length;
  return { all, at, done, goTo, move, markFirstMistake, answer: answerAsk };
}

/** Where a question stands among those that are asked; one that is asked no more leaves its place to the one before it. */
export function placeOf(key: string | null, asked: readonly Ask[], every: readonly Ask[]): number {
  const until = new Set(every.slice(0, every.findIndex((ask) => ask.key === key) + 1).map((ask) => ask.key));
  return Math.max(
    asked.findLastIndex((ask) => until.has(ask.key)),
    0,
  );
}

function countRanked([first]: readonly Op[]): number {
  return first?.op === "put" ? (first.annotation as Ranking).groups.flat().length : 0;
}

function enterField(ask: Ask): boolean {
  const field =
    document.querySelector<HTMLElement>(`[data-ask="${CSS.escape(ask.key)}"] :is([data-writing], [data-row-search])`) ??
    document.querySelector<HTMLElement>("[data-writing]") ??
    document.querySelector<HTMLElement>("[data-add-criterion]");
  field?.focus();
  return field !== null;
}

function reveal(ask: Ask): void {
  requestAnimationFrame(() => {
    document.querySelector(`[data-ask="${CSS.escape(ask.key)}"]`)?.scrollIntoView({ block: "nearest" });
  });
}
