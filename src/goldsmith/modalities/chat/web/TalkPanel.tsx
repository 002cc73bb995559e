/** Talking to models: what was said turn by turn, the replies beside each other, and the field for what is said next. */
import {
  chordOf,
  type EditorProps,
  isOnCanvas,
  type Label,
  type Op,
  type TalkReply,
  useKeys,
} from "@goldsmith/editors";
import { type ReactNode, useEffect, useRef, useState } from "react";
import { useTranslation } from "react-i18next";
import styles from "./chat.module.css";
import type { Message } from "./graph";
import { SayField } from "./SayField";
import { TurnView } from "./TurnView";
import {
  type Conversation,
  goOnFrom,
  leaveAsItWas,
  messagesFor,
  nextReply,
  sayAnew,
  type Turn,
  type Walk,
  walkAside,
} from "./talking";

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
  const asking = useAsking(props, label, conversation, (parent, user) => onWalk(new Map([...walk, [parent, user]])));
  const most = label.writing?.turns ?? 1;
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
      {!readOnly && tip !== null && turns.length < most && !asking.isAsking && (
        <SayField
          key={edited?.id ?? "next"}
          name={label.name}
          title={label.title || label.name}
          start={edited?.content ?? ""}
          isOpen={talk !== null}
          hint={talk ? (edited ? t("anew") : t("turnsLeft", { count: most - turns.length })) : t("nobodyToTalkTo")}
          onSend={asking.send}
          onLeave={edited ? () => onWalk(leaveAsItWas(walk, edited)) : null}
        />
      )}
    </section>
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

/** Sending what the user says, and taking in what the models reply; what failed can be asked again. */
function useAsking(
  props: EditorProps,
  label: Label,
  { graph, tip }: Conversation,
  onSaid: (parent: string, user: string) => void,
) {
  const { talk, dispatch } = props;
  const { t } = useTranslation("editor.chat.v1");
  const [isAsking, setAsking] = useState(false);
  const [trouble, setTrouble] = useState<string | null>(null);
  const leaving = useRef(new AbortController());
  useEffect(() => {
    const controller = new AbortController();
    leaving.current = controller;
    return () => controller.abort();
  }, []);

  const message = (uuid: string, parent: string, role: string, content: string, reply: string): Op => ({
    op: "put",
    annotation: { uuid, type: "message", label: label.name, attributes: {}, parent, role, content, revises: "", reply },
  });

  async function ask(turn: string, messages: ReturnType<typeof messagesFor>): Promise<void> {
    const { signal } = leaving.current;
    setAsking(true);
    setTrouble(null);
    try {
      const replies = (await talk?.ask(turn, messages, signal)) ?? [];
      if (signal.aborted) return;
      const given = replies.filter((each): each is TalkReply & { id: string } => each.id !== null);
      const failed = replies.find(({ error }) => error !== null);
      // A comparison lacking one of its sides would be none: all come in together, or the turn is asked again.
      if (failed || given.length === 0) setTrouble(failed?.error ?? t("noReply"));
      else dispatch(given.map(({ id, content }) => message(id, turn, "assistant", content, id)));
    } catch (error) {
      if (!signal.aborted) setTrouble((error as Error).message);
    } finally {
      if (!signal.aborted) setAsking(false);
    }
  }

  return {
    isAsking,
    trouble,
    send(words: string) {
      if (tip === null) return;
      const turn = crypto.randomUUID();
      dispatch(message(turn, tip, "user", words, ""));
      onSaid(tip, turn);
      void ask(turn, messagesFor(graph, tip, words));
    },
    askAgain({ user }: Turn) {
      void ask(user.id, messagesFor(graph, user.parent, user.content));
    },
  };
}
