/** A day, or a day and its time, as the browser lets people write one. */

import styles from "../panel.module.css";
import type { QuestionProps } from "./question";
import forms from "./questions.module.css";

export function DateEntry({ attribute, value, disabled, onAnswer }: QuestionProps) {
  const { title, has_time, earliest, latest } = attribute;
  return (
    <input
      type={has_time ? "datetime-local" : "date"}
      className={`${styles.entry} ${forms.date}`}
      aria-label={title}
      value={String(value ?? "")}
      min={earliest ?? undefined}
      max={latest ?? undefined}
      disabled={disabled}
      onChange={(event) => onAnswer(event.currentTarget.value || null)}
    />
  );
}
