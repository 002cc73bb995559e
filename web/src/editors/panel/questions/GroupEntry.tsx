/** Questions that are answered together, once a row. */
import { IconPlus } from "@tabler/icons-react";
import { useEffect, useRef } from "react";
import { useTranslation } from "react-i18next";
import { withAnswer } from "../../attributes";
import type { Values } from "../../conditions";
import type { Row } from "../../contract";
import { rowFaults } from "../../faults";
import type { Hotkeys } from "../../hotkeys";
import styles from "../panel.module.css";
import { Questions } from "../Questions";
import { focusQuestion, type QuestionProps } from "./question";
import forms from "./questions.module.css";

const NO_KEYS: Hotkeys = { targets: new Map(), keyOfLabel: new Map(), keyOfChoice: new Map() };
const NO_FAULTS: ReadonlyMap<string, null> = new Map();

export function GroupEntry({ attribute, value, disabled, isMissing, fault, onAnswer }: QuestionProps) {
  const { t } = useTranslation("editors");
  const list = useRef<HTMLDivElement>(null);
  const given = (value ?? []) as readonly Row[];
  const rows = given.length > 0 || disabled ? given : [{}];
  const isAdding = useRef(false);
  // A new row takes the focus once it is on screen.
  // biome-ignore lint/correctness/useExhaustiveDependencies: the number of rows says when
  useEffect(() => {
    if (isAdding.current) focusQuestion(list.current?.querySelector(":scope > section:last-of-type [data-question]"));
    isAdding.current = false;
  }, [rows.length]);
  const isFull = attribute.most != null && rows.length >= attribute.most;
  const isChecked = isMissing || fault != null;
  const put = (next: readonly Row[]) => onAnswer(next.some((row) => Object.keys(row).length > 0) ? next : null);
  return (
    <div ref={list} className={forms.rows}>
      {rows.map((row, index) => (
        // biome-ignore lint/suspicious/noArrayIndexKey: rows have no names, and none moves
        <section key={index} className={forms.group} aria-label={t("row", { number: index + 1 })}>
          <header className={forms.groupHead}>
            <span>{t("row", { number: index + 1 })}</span>
            {!disabled && rows.length > 1 && (
              <button
                type="button"
                className={styles.bare}
                aria-label={t("rowRemove", { number: index + 1 })}
                onClick={() => put(rows.filter((_, other) => other !== index))}
              >
                {t("remove")}
              </button>
            )}
          </header>
          <Questions
            attributes={attribute.questions}
            values={row as Values}
            hotkeys={NO_KEYS}
            disabled={disabled}
            missing={isChecked ? rowFaults(attribute.questions, row) : NO_FAULTS}
            onAnswer={(question, answer) =>
              put(rows.with(index, withAnswer(attribute.questions, row as Values, question.name, answer) as Row))
            }
          />
        </section>
      ))}
      {!disabled && !isFull && (
        <button
          type="button"
          className={styles.action}
          onClick={() => {
            isAdding.current = true;
            onAnswer([...rows, {}]);
          }}
        >
          <IconPlus size={14} aria-hidden="true" />
          {t("rowAdd")}
        </button>
      )}
    </div>
  );
}
