/** The question at hand with its answers, always in sight; each answer has its key. */
import { keepFocus } from "@goldsmith/editors";
import { IconChevronLeft, IconChevronRight } from "@tabler/icons-react";
import { useTranslation } from "react-i18next";
import { type Ask, letterOf, type Option, type Ranking, spellRanking } from "./asks";
import styles from "./chat.module.css";

interface AskBarProps {
  readonly ask: Ask;
  readonly title: string;
  readonly about: string | null;
  readonly options: readonly Option[];
  readonly given: ReadonlySet<string>;
  readonly ranking: Ranking | null;
  readonly progress: { readonly done: number; readonly total: number };
  readonly readOnly: boolean;
  readonly onGive: (value: string, isEqual: boolean) => void;
  readonly onMove: (step: 1 | -1) => void;
  /** Say that this is the first bad step; null where no step is at hand. */
  readonly onFirstMistake: (() => void) | null;
}

export function AskBar(props: AskBarProps) {
  const { ask, title, about, options, given, ranking, progress, readOnly, onGive, onMove } = props;
  const { t } = useTranslation("editor.chat.v1");
  const isRanking = ask.kind === "ranking";
  return (
    <section className={styles.bar} aria-label={t("question")}>
      <div className={styles.barHead}>
        <button type="button" className={styles.step} aria-label={t("previous")} onClick={() => onMove(-1)}>
          <IconChevronLeft size={16} />
        </button>
        <div className={styles.barTitle}>
          <strong>{title}</strong>
          {about && <span className={styles.barAbout}>{about}</span>}
        </div>
        <span className={styles.barProgress} role="status">
          {t("progress", { ...progress })}
        </span>
        <button type="button" className={styles.step} aria-label={t("next")} onClick={() => onMove(1)}>
          <IconChevronRight size={16} />
        </button>
      </div>
      {options.length > 0 && (
        <div className={styles.options} data-kind={ask.kind}>
          {options.map((option) => (
            <button
              key={option.value}
              type="button"
              className={styles.option}
              aria-pressed={isRanking ? isRanked(ask.shown, ranking, option) : given.has(option.value)}
              aria-keyshortcuts={option.digit || undefined}
              disabled={readOnly}
              onMouseDown={keepFocus}
              onClick={(event) => onGive(option.value, event.shiftKey)}
            >
              {option.digit && <kbd className={styles.key}>{option.digit}</kbd>}
              <span>
                {isRanking
                  ? rankTitle(ask.shown, ranking, option, t("response", { letter: letterOf(Number(option.value)) }))
                  : option.title}
              </span>
            </button>
          ))}
          {props.onFirstMistake && (
            <button
              type="button"
              className={styles.option}
              aria-keyshortcuts="X"
              onMouseDown={keepFocus}
              onClick={props.onFirstMistake}
            >
              <kbd className={styles.key}>X</kbd>
              <span>{t("firstMistake")}</span>
            </button>
          )}
        </div>
      )}
      {isRanking && (
        <p className={styles.barHint}>
          {ranking
            ? t("rankSoFar", {
                ranking: spellRanking(
                  ranking,
                  ask.shown.map(({ id }) => id),
                ),
              })
            : t("rankHint")}
        </p>
      )}
    </section>
  );
}

function isRanked(shown: readonly { id: string }[], ranking: Ranking | null, { value }: Option): boolean {
  return ranking?.groups.flat().includes(shown[Number(value)]?.id ?? "") ?? false;
}

function rankTitle(shown: readonly { id: string }[], ranking: Ranking | null, option: Option, title: string): string {
  const id = shown[Number(option.value)]?.id ?? "";
  const place = ranking?.groups.findIndex((group) => group.includes(id)) ?? -1;
  return place < 0 ? title : `${place + 1}. ${title}`;
}
