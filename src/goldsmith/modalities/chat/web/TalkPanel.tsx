/** Talking to models: what was said turn by turn, the replies beside each other, and the field for what is said next. */
import type { EditorProps, Label, Op, TalkReply } from "@goldsmith/editors";
import { IconArrowBackUp, IconSend } from "@tabler/icons-react";
import { type ReactNode, useEffect, useRef, useState } from "react";
import { useTranslation } from "react-i18next";
import styles from "./chat.module.css";
import type { Message } from "./graph";
import { type Conversation, messagesFor, type Turn, turnAndAfter } from "./talking";

interface TalkPanelProps {
  readonly props: EditorProps;
  readonly label: Label;
  readonly conversation: Conversation;
  readonly showMessage: (message: Message, title?: string) => ReactNode;
  readonly titleOfReply: (turn: Turn, place: number) => string | undefined;
}

export function TalkPanel({ props, label, conversation, showMessage, titleOfReply }: TalkPanelProps) {
  const { talk, readOnly, dispatch, answer } = props;
  const { t } = useTranslation("editor.chat.v1");
  const { turns, tip, graph } = conversation;
  const asking = useAsking(props, label, conversation);
  const most = label.writing?.turns ?? 1;
  const waiting = turns.at(-1)?.replies.length === 0 ? turns.at(-1) : undefined;
  const latest = useLatestInSight(turns);
  const takeBack = (turn: Turn) =>
    dispatch(turnAndAfter(answer, graph, turn.user.id).map((uuid): Op => ({ op: "remove", uuid })));
  return (
    <section className={styles.talk} aria-label={label.title || label.name}>
      {turns.map((turn, place) => (
        <div key={turn.user.id} ref={place === turns.length - 1 ? latest : undefined} className={styles.turn}>
          <div className={styles.path}>
            {showMessage(turn.user)}
            {!readOnly && place === turns.length - 1 && (
              <button type="button" className={styles.start} onClick={() => takeBack(turn)}>
                <IconArrowBackUp size={14} /> {t("takeBack")}
              </button>
            )}
          </div>
          <div className={styles.responses} data-count={turn.replies.length}>
            {turn.replies.map((reply, number) => (
              <div key={reply.id} data-best={reply.id === turn.best?.id || undefined} className={styles.reply}>
                {showMessage(reply, titleOfReply(turn, number))}
              </div>
            ))}
          </div>
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
        <Field
          title={label.title || label.name}
          isOpen={talk !== null}
          hint={talk ? t("turnsLeft", { count: most - turns.length }) : t("nobodyToTalkTo")}
          onSend={asking.send}
        />
      )}
    </section>
  );
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

interface FieldProps {
  readonly title: string;
  readonly isOpen: boolean;
  readonly hint: string;
  readonly onSend: (words: string) => void;
}

/** Enter sends, Shift and Enter begin a new line: as people know it from talking to models. */
function Field({ title, isOpen, hint, onSend }: FieldProps) {
  const { t } = useTranslation("editor.chat.v1");
  const [words, setWords] = useState("");
  const send = () => {
    if (words.trim() === "") return;
    onSend(words.trim());
    setWords("");
  };
  return (
    <div className={styles.say}>
      <textarea
        className={styles.field}
        data-writing=""
        aria-label={title}
        placeholder={title}
        dir="auto"
        rows={3}
        value={words}
        disabled={!isOpen}
        onChange={(event) => setWords(event.currentTarget.value)}
        onKeyDown={(event) => {
          if (event.key === "Escape") event.currentTarget.blur();
          if (
            event.key !== "Enter" ||
            event.shiftKey ||
            event.ctrlKey ||
            event.metaKey ||
            event.nativeEvent.isComposing
          )
            return;
          event.preventDefault();
          send();
        }}
      />
      <div className={styles.sayFoot}>
        <span className={styles.quiet}>{hint}</span>
        <button type="button" className={styles.start} disabled={!isOpen || words.trim() === ""} onClick={send}>
          <IconSend size={14} /> {t("send")}
        </button>
      </div>
    </div>
  );
}

/** Sending what the user says, and taking in what the models reply; what failed can be asked again. */
function useAsking(props: EditorProps, label: Label, { graph, tip }: Conversation) {
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
      void ask(turn, messagesFor(graph, tip, words));
    },
    askAgain({ user }: Turn) {
      void ask(user.id, messagesFor(graph, user.parent, user.content));
    },
  };
}
