/** The field for what the user says to the models. */
import { IconSend } from "@tabler/icons-react";
import { useEffect, useRef, useState } from "react";
import { useTranslation } from "react-i18next";
import styles from "./chat.module.css";

interface SayFieldProps {
  /** The label under which the user speaks. */
  readonly name: string;
  readonly title: string;
  /** What stands there first: what is said differently now. */
  readonly start: string;
  readonly isOpen: boolean;
  readonly hint: string;
  readonly onSend: (words: string) => void;
  /** Leaves a version unwritten; null where nothing is said anew. */
  readonly onLeave: (() => void) | null;
}

/** Enter sends, Shift and Enter begin a new line: as people know it from talking to models. */
export function SayField({ name, title, start, isOpen, hint, onSend, onLeave }: SayFieldProps) {
  const { t } = useTranslation("editor.chat.v1");
  const [words, setWords] = useState(start);
  const field = useRef<HTMLTextAreaElement>(null);
  const isAnew = onLeave !== null;
  // What is said anew is written at once.
  useEffect(() => {
    if (isAnew) field.current?.focus();
  }, [isAnew]);
  const send = () => {
    if (words.trim() === "") return;
    onSend(words.trim());
    setWords("");
  };
  return (
    <div className={styles.say}>
      <textarea
        ref={field}
        className={styles.field}
        data-writing=""
        data-writes={name}
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
        <span className={styles.sayButtons}>
          {onLeave && (
            <button type="button" className={styles.start} onClick={onLeave}>
              {t("leaveTurn")}
            </button>
          )}
          <button type="button" className={styles.start} disabled={!isOpen || words.trim() === ""} onClick={send}>
            <IconSend size={14} /> {t("send")}
          </button>
        </span>
      </div>
    </div>
  );
}
