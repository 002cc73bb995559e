/** "Test my rubric": what hidden good and bad responses score, and which criteria tell them apart. */
import { chordOf, KeyCap, RubricOutcomeView, type RubricTests, useKeys } from "@goldsmith/editors";
import { IconFlask } from "@tabler/icons-react";
import { useTranslation } from "react-i18next";
import styles from "./chat.module.css";
import type { WrittenCriterion } from "./Rubric";

interface RubricTestingProps {
  readonly tests: RubricTests;
  readonly criteria: readonly WrittenCriterion[];
}

export function RubricTesting({ tests, criteria }: RubricTestingProps) {
  const { t } = useTranslation("editor.chat.v1");
  const { testsLeft, isTesting, hasFailed, trouble, outcome } = tests;
  const canTest = criteria.length > 0 && testsLeft > 0 && !isTesting;
  const test = () => tests.test(criteria.map(({ criterion, points }) => ({ criterion, points })));
  useKeys("editor", (event) => {
    if (chordOf(event) !== "T" || !canTest) return false;
    test();
    return true;
  });
  return (
    <section className={styles.testing} aria-label={t("rubricTest")}>
      <div className={styles.testingHead}>
        <button type="button" className={styles.start} data-test-rubric="" disabled={!canTest} onClick={test}>
          <IconFlask size={14} /> {t("testRubric")} <KeyCap chord="T" />
        </button>
        <span className={styles.quiet}>{t("testsLeft", { count: testsLeft })}</span>
      </div>
      <p className={styles.quiet}>{t("testedOn", { good: tests.good, bad: tests.bad })}</p>
      <div role="status">
        {isTesting && <p className={styles.quiet}>{t("testing")}</p>}
        {!isTesting && hasFailed && <p className={styles.trouble}>{t("testFailed")}</p>}
        {!isTesting && outcome && !isOf(outcome, criteria) && <p className={styles.quiet}>{t("changedSinceTest")}</p>}
        {!isTesting && outcome && <RubricOutcomeView outcome={outcome} />}
      </div>
      {trouble && (
        <p className={styles.trouble} role="alert">
          {trouble}
        </p>
      )}
    </section>
  );
}

/** Whether these criteria are the ones that were tested. */
function isOf(outcome: NonNullable<RubricTests["outcome"]>, criteria: readonly WrittenCriterion[]): boolean {
  const spell = (lines: readonly { criterion: string; points: number }[]) =>
    JSON.stringify(lines.map(({ criterion, points }) => [criterion, points]));
  return spell(outcome.criteria) === spell(criteria);
}
