/** What the engine believes about each unit of the task, as probabilities. */
import type { Belief, BeliefUnit } from "../../api";
import { formatShare } from "../../components/format";
import { useText } from "../../i18n/text";
import classes from "./task.module.css";

const MOST_UNITS = 200;

export function BeliefTable({ belief }: { belief: Belief }) {
  const t = useText();
  const { units, expected_error } = belief;
  return (
    <>
      <p className={classes.error}>{t("belief.expectedError", { share: formatShare(expected_error) })}</p>
      <ul className={classes.units}>
        {units.slice(0, MOST_UNITS).map((unit) => (
          <Unit key={unit.unit} unit={unit} />
        ))}
      </ul>
      {units.length > MOST_UNITS && (
        <p className={classes.error}>{t("belief.more", { count: units.length - MOST_UNITS })}</p>
      )}
    </>
  );
}

function Unit({ unit: { unit, choices } }: { unit: BeliefUnit }) {
  const sorted = Object.entries(choices).sort(([, a], [, b]) => b - a);
  return (
    <li className={classes.unit}>
      <span className={classes.unitName}>{unit}</span>
      <span className={classes.bars}>
        {sorted.map(([choice, probability]) => (
          <span key={choice} className={classes.bar}>
            <span>{choice}</span>
            <span className={classes.barTrack}>
              <i style={{ inlineSize: `${probability * 100}%` }} />
            </span>
            <span className="tabular">{formatShare(probability)}</span>
          </span>
        ))}
      </span>
    </li>
  );
}
