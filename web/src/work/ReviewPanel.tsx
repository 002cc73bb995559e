/** Everybody's answers beside the one in hand: show one on top, start from one, compare side by side. */
import { useTranslation } from "react-i18next";
import { type Answer, keepFocus, type Ontology } from "../editors";
import { type GivenAnswer, nameOfLabeler } from "./claim";
import { RubricTestNotes, type SubmittedRubricTest } from "./RubricTestNotes";
import { summarize } from "./summary";
import type { GivenAnswers } from "./useGivenAnswers";
import { titleOfField, type WritingEvidence, WritingInWords } from "./WritingNotes";
import styles from "./work.module.css";

interface ReviewPanelProps {
  readonly answers: readonly GivenAnswer[];
  readonly written: ReadonlyMap<string, WritingEvidence>;
  readonly tested: ReadonlyMap<string, SubmittedRubricTest>;
  readonly ontology: Ontology;
  /** Which of them are drawn over the item, and how. */
  readonly given: GivenAnswers;
  readonly onUse: (answer: Answer) => void;
}

export function ReviewPanel(props: ReviewPanelProps) {
  const { answers, written, tested, ontology, given } = props;
  const { shown, toggle, isSideBySide, setSideBySide } = given;
  const { t } = useTranslation("work");
  return (
    <section className={styles.answers} aria-label={t("answers")}>
      <header className={styles.answersHead}>
        <h2>{t("answers")}</h2>
        <button
          type="button"
          className={styles.bare}
          aria-pressed={isSideBySide}
          onMouseDown={keepFocus}
          onClick={() => setSideBySide(!isSideBySide)}
        >
          {isSideBySide ? t("overlaid") : t("sideBySide")}
        </button>
      </header>
      <ul>
        {answers.map(({ annotation_id, labeler, answer }, index) => {
          const name = nameOfLabeler(labeler);
          const evidence = written.get(annotation_id);
          const test = tested.get(annotation_id);
          return (
            // biome-ignore lint/suspicious/noArrayIndexKey: the answers of one claim never move
            <li key={index} className={styles.given}>
              <label className={styles.givenName} onMouseDown={keepFocus}>
                <input
                  type="checkbox"
                  checked={shown.has(index)}
                  aria-label={t("showsAnswer", { name })}
                  onChange={() => toggle(index)}
                />
                <bdi>{name}</bdi>
              </label>
              <bdi className={styles.givenSummary}>{summarize(answer, ontology)}</bdi>
              <button
                type="button"
                className={styles.bare}
                aria-label={t("useAnswerOf", { name })}
                onMouseDown={keepFocus}
                onClick={() => props.onUse(answer)}
              >
                {t("useAnswer")}
              </button>
              {evidence && <WritingInWords evidence={evidence} titleOf={(field) => titleOfField(ontology, field)} />}
              {test && <RubricTestNotes test={test} />}
            </li>
          );
        })}
      </ul>
    </section>
  );
}
