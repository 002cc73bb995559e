/** Talking to models: what was said turn by turn, the replies beside each other, and the field for what is said next. */
import { chordOf, type EditorProps, isOnCanvas, type Label, useKeys } from "@goldsmith/editors";
import { type ReactNode, useEffect, useRef } from "react";
import { useTranslation } from "react-i18next";
import { callsOf } from "./asking";
import styles from "./chat.module.css";
import type { ChatContent, Message } from "./graph";
import { SayField } from "./SayField";
import { ToolResults } from "./ToolResults";
import { TurnView } from "./TurnView";
import {
  type Conversation,
  goOnFrom,
  leaveAsItWas,
  nextReply,
  resultsFrom,
  sayAnew,
  spokenTurns,
  type Turn,
  type Walk,
  walkAside,
} from "./talking";
import { type Asking, useAsking } from "./useAsking";

export interface TalkPanelProps {
  readonly props: EditorProps;
  readonly label: Label;
  readonly conversation: Conversation;
  readonly walk: Walk;
  readonly onWalk: (walk: Walk) => void;
  /** The message after which the question at hand asks. */
  readonly atTurn: string | undefined;
  readonly showMessage: (message: Message, title?: string) => ReactNode;
  readonly titleOfReply: (turn: Turn, place: number) => string | undefined;
}

export function TalkPanel(panel: TalkPanelProps) {
  const { props, label, conversation, walk, onWalk } = panel;
  const { talk, readOnly } = props;
  const { t } = useTranslation("editor.chat.v1");
  const { turns, tip, edited } = conversation;
  const asking = useAsking(props, label, conversation, (parent, first) => onWalk(new Map([...walk, [parent, first]])));
  const waiting = !edited && turns.at(-1)?.replies.length === 0 ? turns.at(-1) : undefined;
  const latest = useLatestInSight(turns);
  useTurnKeys(panel, asking.isAsking);
  return (
    <section className={styles.talk} aria-label={label.title || label.name}>
      {turns.map((turn, place) => (
        <div key={turn.user.id} ref={place === turns.length - 1 ? latest : undefined} className={styles.turn}>
          <TurnView panel={panel} turn={turn} isLast={place === turns.length - 1} isAsking={asking.isAsking} />
        </div>
      ))}
      {asking.isAsking && (
        <p className={styles.quiet} role="status">
          {t("modelsWrite", { count: talk?.replies ?? 1 })}
        </p>
      )}
      {asking.trouble && (
        <p className={styles.trouble} role="alert">
          {asking.trouble}
        </p>
      )}
      {waiting && !asking.isAsking && talk && !readOnly && (
        <button type="button" className={styles.start} onClick={() => asking.askAgain(waiting)}>
          {t("askAgain")}
        </button>
      )}
      {!readOnly && tip === null && !waiting && <p className={styles.quiet}>{t("rankFirst")}</p>}
      {!readOnly && tip !== null && !asking.isAsking && (
        <InSight isLater={turns.length > 0}>
          <SayNext panel={panel} tip={tip} asking={asking} />
        </InSight>
      )}
    </section>
  );
}

/** What is to be done next comes into sight when it comes up in the middle of a conversation. */
function InSight({ isLater, children }: { isLater: boolean; children: ReactNode }) {
  const element = useRef<HTMLDivElement>(null);
  useEffect(() => {
    if (isLater) element.current?.scrollIntoView({ block: "nearest" });
  }, []);
  return <div ref={element}>{children}</div>;
}

/** The field for what comes next: what the called tools gave back, or what the user says. */
function SayNext({ panel, tip, asking }: { panel: TalkPanelProps; tip: string; asking: Asking }) {
  const { props, label, conversation, walk, onWalk } = panel;
  const { talk } = props;
  const { t } = useTranslation("editor.chat.v1");
  const { graph, turns, edited } = conversation;
  const calls = callsOf(graph, tip);
  const left = (label.writing?.turns ?? 1) - spokenTurns(turns);
  const onLeave = edited ? () => onWalk(leaveAsItWas(walk, edited)) : null;
  if (calls.length > 0) {
    const { tool_results = [] } = props.content as unknown as ChatContent;
    return (
      <ToolResults
        key={edited?.id ?? tip}
        name={label.name}
        calls={calls}
        known={tool_results}
        before={edited ? resultsFrom(graph, edited) : []}
        isOpen={talk !== null}
        onSend={asking.send}
        onLeave={onLeave}
      />
    );
  }
  if (left <= 0) return null;
  return (
    <SayField
      key={edited?.id ?? "next"}
      name={label.name}
      title={label.title || label.name}
      start={edited?.content ?? ""}
      shown={(edited?.attachments ?? []).filter((each) => typeof each === "string")}
      isOpen={talk !== null}
      takesPictures={talk?.takesPictures ?? false}
      hint={talk ? (edited ? t("anew") : t("turnsLeft", { count: left })) : t("nobodyToTalkTo")}
      onSend={(said) => asking.send([said])}
      onLeave={onLeave}
    />
  );
}

/** `E` says a message differently, the arrows walk between its versions, `G` goes on from another reply. */
function useTurnKeys({ props, conversation, walk, onWalk, atTurn }: TalkPanelProps, isAsking: boolean): void {
  const { turns, edited } = conversation;
  const atHand = turns.find(({ user }) => user.id === atTurn) ?? turns.at(-1);
  const canWrite = !props.readOnly && !isAsking && !edited;
  useKeys("editor", (event) => {
    const chord = chordOf(event);
    if (!atHand) return false;
    if (chord === "E" && canWrite) onWalk(sayAnew(walk, atHand));
    else if (chord === "G" && canWrite && atHand.replies.length > 1)
      onWalk(goOnFrom(walk, atHand, nextReply(atHand) ?? ""));
    else if ((chord === "ArrowLeft" || chord === "ArrowRight") && isOnCanvas(event.target)) {
      const turn = atHand.versions.length > 1 ? atHand : turns.findLast(({ versions }) => versions.length > 1);
      const way = turn && walkAside(walk, turn, chord === "ArrowRight" ? 1 : -1);
      if (!way) return false;
      onWalk(way);
    } else return false;
    return true;
  });
}

/** What was said last comes into sight when it is said, and again when its replies are there. */
function useLatestInSight(turns: readonly Turn[]) {
  const element = useRef<HTMLDivElement>(null);
  const said = `${turns.length} ${turns.at(-1)?.replies.length ?? 0}`;
  const seen = useRef(said);
  useEffect(() => {
    if (seen.current !== said) element.current?.scrollIntoView({ block: "start" });
    seen.current = said;
  }, [said]);
  return element;
}
