/** Where what a mark says is written down: of a block, of words, or of one cell of a table. */
import { KeyCap } from "@goldsmith/editors";
import { type RefObject, useEffect, useId, useRef, useState } from "react";
import { useTranslation } from "react-i18next";
import styles from "./document.module.css";
import { FIELD_HELP } from "./keys";

export interface Written {
  /** Changes when something else is written down. */
  readonly key: string;
  readonly title: string;
  readonly text: string;
  /** How many of its words a machine read and was not sure of. */
  readonly uncertain: number;
  write(text: string): void;
}

interface WritingFieldProps {
  readonly written: Written;
  readonly disabled: boolean;
  readonly field: RefObject<HTMLTextAreaElement | null>;
}

const IDLE_MILLISECONDS = 800;

/** Written down when the writer rests, leaves or goes on: each is one step of undo. */
export function WritingField({ written, disabled, field }: WritingFieldProps) {
  const { t } = useTranslation("editor.document.v1");
  const about = useId();
  const [draft, setDraft] = useState(written.text);
  const latest = useRef({ draft, written });
  latest.current = { draft, written };
  useEffect(() => setDraft(written.text), [written.text]);
  const commit = useRef(() => {
    const { draft: typed, written: known } = latest.current;
    if (typed !== known.text) known.write(typed);
  });
  useEffect(() => {
    const later = setTimeout(commit.current, IDLE_MILLISECONDS);
    return () => clearTimeout(later);
  }, [draft]);
  useEffect(() => () => commit.current(), []);
  return (
    <div className={styles.writing}>
      <label className={styles.fieldTitle} htmlFor={`${about}-field`}>
        {written.title}
        {written.uncertain > 0 && (
          <span className={styles.uncertainCount}>{t("uncertainHere", { count: written.uncertain })}</span>
        )}
      </label>
      <textarea
        id={`${about}-field`}
        ref={field}
        dir="auto"
        rows={2}
        value={draft}
        disabled={disabled}
        placeholder={t("writeHere")}
        aria-describedby={about}
        onChange={(event) => setDraft(event.currentTarget.value)}
        onBlur={() => commit.current()}
        onKeyDown={(event) => {
          // Before any chord that may undo, submit or leave.
          if (event.ctrlKey || event.metaKey || event.altKey || ["Escape", "Tab"].includes(event.key)) commit.current();
        }}
      />
      <p id={about} className={styles.fieldHelp}>
        {FIELD_HELP.map(({ keys, does }) => (
          <span key={does}>
            {keys.map((key) => (
              <KeyCap key={key} chord={key} />
            ))}
            {t(does)}
          </span>
        ))}
      </p>
    </div>
  );
}
