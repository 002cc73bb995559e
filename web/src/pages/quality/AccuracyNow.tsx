/** The accuracy of the completed tasks as the audits prove it, against the contract. */
import type { Accuracy } from "../../api";
import { formatCount, formatShare } from "../../components/format";
import { useText } from "../../i18n/text";
import { AccuracyScale } from "../project/ProgressPlots";
import { formatTarget, isProved } from "./proof";
import classes from "./quality.module.css";

export function AccuracyNow({ accuracy }: { accuracy: Accuracy }) {
  const t = useText();
  const { estimate, low, high, target, at_least, audited, correct, records, taken_back, method } = accuracy;
  if (estimate === null) return <p className={classes.none}>{t("plots.accuracyNone")}</p>;
  return (
    <>
      <AccuracyScale estimate={estimate} low={low} high={high} target={target} />
      <p className={classes.words}>
        {t(isProved(accuracy) ? "accuracy.proved" : "accuracy.open", {
          audited: formatCount(audited),
          correct: formatCount(correct),
          confidence: formatShare(accuracy.confidence, 0),
          atLeast: formatShare(at_least),
          target: formatTarget(target),
        })}
      </p>
      <dl className={classes.facts}>
        <Fact name={t("accuracy.records")}>{formatCount(records)}</Fact>
        <Fact name={t("accuracy.method")}>{t(`accuracyMethod.${method}`)}</Fact>
        {taken_back > 0 && <Fact name={t("accuracy.takenBack")}>{formatCount(taken_back)}</Fact>}
      </dl>
    </>
  );
}

function Fact({ name, children }: { name: string; children: string }) {
  return (
    <div>
      <dt>{name}</dt>
      <dd>{children}</dd>
    </div>
  );
}
