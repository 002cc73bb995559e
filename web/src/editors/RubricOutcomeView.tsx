/** What came of testing a rubric: whether it tells the good responses from the bad ones, and what each criterion does. */
import { useTranslation } from "react-i18next";
import type { RubricOutcome } from "./contract";
import styles from "./editors.module.css";

interface RubricOutcomeViewProps {
  readonly outcome: RubricOutcome;
}

export function RubricOutcomeView({ outcome }: RubricOutcomeViewProps) {
  const { t } = useTranslation("editors");
  const { pairs, separates } = outcome;
  const told = pairs.filter(({ is_separated }) => is_separated).length;
  return (
    <div className={styles.rubricOutcome} data-separates={separates}>
      <p className={styles.rubricVerdict}>
        {separates ? t("rubricSeparates") : t("rubricDoesNot", { told, count: pairs.length })}
      </p>
      <ScoreList outcome={outcome} />
      <table className={styles.rubricTable}>
        <thead>
          <tr>
            <th scope="col">{t("rubricCriterion")}</th>
            <th scope="col">{t("rubricMetGood")}</th>
            <th scope="col">{t("rubricMetBad")}</th>
            <th scope="col">{t("rubricEffect")}</th>
          </tr>
        </thead>
        <tbody>
          {outcome.criteria.map(({ criterion, met_good, met_bad, effect }, place) => (
            // biome-ignore lint/suspicious/noArrayIndexKey: criteria are told by their places
            <tr key={place} data-effect={effect}>
              <th scope="row" dir="auto">
                {criterion}
              </th>
              <td>{met_good}</td>
              <td>{met_bad}</td>
              <td>{t(`rubricEffect_${effect}`)}</td>
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  );
}

/** The scores of the good ones, then of the bad ones, each numbered among its kind. */
function ScoreList({ outcome }: RubricOutcomeViewProps) {
  const { t } = useTranslation("editors");
  const counts = { good: 0, bad: 0 };
  const named = outcome.scores.map(({ quality, score }) => {
    counts[quality] += 1;
    return { quality, score, number: counts[quality] };
  });
  return (
    <ul className={styles.rubricScores}>
      {named
        .toSorted((a, b) => Number(b.quality === "good") - Number(a.quality === "good"))
        .map(({ quality, number, score }) => (
          <li key={`${quality} ${number}`} data-quality={quality}>
            {t(quality === "good" ? "rubricGood" : "rubricBad", { number })}
            <meter min={0} max={1} value={score} aria-hidden="true" />
            <b>{Math.round(score * 100)} %</b>
          </li>
        ))}
    </ul>
  );
}
