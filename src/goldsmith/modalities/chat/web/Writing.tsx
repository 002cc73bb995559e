/** What the labeler writes: the text, how it will look, and what it changes of the response it improves. */
import { diffWordsWithSpace } from "diff";
import { useCallback, useEffect, useId, useMemo, useRef, useState } from "react";
import { useTranslation } from "react-i18next";
import { letterOf } from "./asks";
import styles from "./chat.module.css";
import type { Message, Role } from "./graph";
import { RichText } from "./RichText";

export interface Draft {
  readonly content: string;
  readonly revises: string;
}

interface WritingProps {
  /** The label under which it is written. */
  readonly name: string;
  readonly title: string;
  readonly role: Role;
  readonly isRevision: boolean;
  readonly least: number;
  readonly most: number;
  readonly candidates: readonly Message[];
  /** The response that is improved where nothing was chosen: the best one. */
  readonly best: string | undefined;
  readonly draft: Draft | null;
  readonly readOnly: boolean;
  readonly onWrite: (draft: Draft) => void;
  readonly onFocus: () => void;
}

/** A pause this long ends one step of undo, ms. */
const PAUSE = 500;

export function Writing(props: WritingProps) {
  const { name, title, isRevision, least, most, candidates, best, draft, readOnly, onWrite, onFocus } = props;
  const { t } = useTranslation("editor.chat.v1");
  const id = useId();
  const revised = candidates.find((each) => each.id === (draft?.revises || (isRevision ? best : "")));
  const [text, setText, flush] = useTyped(draft?.content ?? (isRevision ? (revised?.content ?? "") : ""), (content) =>
    onWrite({ content, revises: isRevision ? (revised?.id ?? "") : "" }),
  );
  const letterOfRevised = revised ? letterOf(candidates.indexOf(revised)) : "";
  return (
    <section className={styles.writing} aria-labelledby={`${id}-title`}>
      <header className={styles.writingHead}>
        <h2 id={`${id}-title`} className={styles.writingTitle}>
          {title}
        </h2>
        {isRevision && revised && <span>{t("revises", { letter: letterOfRevised })}</span>}
        <span className={styles.count}>
          {t("characters", { count: [...text].length })}
          {[...text].length < least && `, ${t("least", { least })}`}
        </span>
      </header>
      {isRevision && !readOnly && (
        <div className={styles.starts}>
          {!revised && <span>{t("chooseRevised")}</span>}
          {candidates.map((candidate, place) => (
            <button
              key={candidate.id}
              type="button"
              className={styles.start}
              aria-pressed={candidate.id === revised?.id}
              onClick={() => onWrite({ content: candidate.content, revises: candidate.id })}
            >
              {t("startFrom", { letter: letterOf(place) })}
            </button>
          ))}
        </div>
      )}
      <div className={styles.sheets}>
        <textarea
          className={styles.field}
          data-writing=""
          data-writes={name}
          aria-label={title}
          dir="auto"
          rows={8}
          maxLength={most}
          value={text}
          readOnly={readOnly || (isRevision && !revised)}
          onChange={(event) => setText(event.currentTarget.value)}
          onFocus={onFocus}
          onBlur={flush}
          onKeyDown={(event) => {
            if (event.key === "Escape") event.currentTarget.blur();
            else if (event.ctrlKey || event.metaKey) flush();
          }}
        />
        <div className={styles.sheet}>
          <h3 className={styles.sheetTitle}>{t(isRevision ? "changes" : "preview")}</h3>
          {isRevision ? <Changes before={revised?.content ?? ""} after={text} /> : <RichText text={text} />}
        </div>
      </div>
    </section>
  );
}

/** The text as it is typed; it is handed on at each pause, and at once when the field is left or a command is given. */
function useTyped(given: string, onPause: (text: string) => void): [string, (text: string) => void, () => void] {
  const [text, setText] = useState(given);
  const waiting = useRef<{ timer: ReturnType<typeof setTimeout>; text: string } | null>(null);
  const hand = useRef(onPause);
  hand.current = onPause;
  const flush = useCallback(() => {
    const typed = waiting.current;
    if (!typed) return;
    clearTimeout(typed.timer);
    waiting.current = null;
    hand.current(typed.text);
  }, []);
  useEffect(() => {
    if (!waiting.current) setText(given);
  }, [given]);
  useEffect(() => flush, [flush]);
  const type = (typed: string) => {
    setText(typed);
    if (waiting.current) clearTimeout(waiting.current.timer);
    waiting.current = { timer: setTimeout(flush, PAUSE), text: typed };
  };
  return [text, type, flush];
}

function Changes({ before, after }: { before: string; after: string }) {
  const { t } = useTranslation("editor.chat.v1");
  const parts = useMemo(() => diffWordsWithSpace(before, after), [before, after]);
  if (before === after) return <p className={styles.quiet}>{t("noChanges")}</p>;
  let at = 0;
  return (
    <div className={styles.plain} dir="auto">
      {parts.map(({ value, added, removed }) => {
        const key = at++;
        if (added) return <ins key={key}>{value}</ins>;
        return removed ? <del key={key}>{value}</del> : <span key={key}>{value}</span>;
      })}
    </div>
  );
}
