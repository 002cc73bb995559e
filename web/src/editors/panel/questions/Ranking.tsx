/** Choices in an order: press them one after the other, best first; the last one falls into its place. */
import { useTranslation } from "react-i18next";
import { chosenOf } from "../../attributes";
import { liveChoices } from "../../hotkeys";
import { keepFocus } from "../../keys";
import styles from "../panel.module.css";
import type { QuestionProps } from "./question";
import forms from "./questions.module.css";
import { moveChoice, rankChoice } from "./ranks";

export function Ranking({ attribute, value, disabled, onAnswer }: QuestionProps) {
  const { t } = useTranslation("editors");
  const order = chosenOf(value);
  const choices = liveChoices(attribute);
  const names = choices.map(({ name }) => name);
  return (
    <div className={styles.labels}>
      {choices.map(({ name, title }) => {
        const rank = order.indexOf(name) + 1;
        return (
          <button
            key={name}
            type="button"
            className={styles.row}
            aria-pressed={rank > 0}
            aria-label={rank > 0 ? t("rankedAs", { title, rank }) : title}
            disabled={disabled}
            onMouseDown={keepFocus}
            onClick={() => onAnswer(rankChoice(order, names, name))}
            onKeyDown={(event) => {
              const by = { ArrowUp: -1, ArrowDown: 1 }[event.key];
              if (!event.altKey || !by || rank === 0) return;
              event.preventDefault();
              onAnswer(moveChoice(order, name, by));
            }}
          >
            <span className={forms.rank} data-ranked={rank > 0 || undefined} aria-hidden="true">
              {rank || "·"}
            </span>
            <span className={styles.rowTitle}>{title || name}</span>
          </button>
        );
      })}
      {!disabled && (
        <p className={forms.note}>
          {order.length === 0 ? t("rankNote") : t("rankMove")}
          {order.length > 0 && (
            <button type="button" className={styles.bare} onMouseDown={keepFocus} onClick={() => onAnswer(null)}>
              {t("rankAgain")}
            </button>
          )}
        </p>
      )}
    </div>
  );
}
