/** The accuracy of the completed tasks as the audits prove it, against the contract. */
import type { Accuracy } from "../../api";
import { formatCount, formatShare } from "../../components/format";
import { useText } from "../../i18n/text";
import { AccuracyPlot } from "../project/ProgressPlots";
import classes from "./quality.module.css";

export function AccuracyNow({ accuracy }: { accuracy: Accuracy }) {
  const t = useText();
  return (
    <>
      <AccuracyPlot accuracy={accuracy} target={accuracy.target} />
      {accuracy.estimate !== null && (
        <dl className={classes.facts}>
          <Fact name={t("accuracy.atLeast", { confidence: formatShare(accuracy.confidence, 0) })}>
            {formatShare(accuracy.at_least)}
          </Fact>
          <Fact name={t("accuracy.records")}>{formatCount(accuracy.records)}</Fact>
          {accuracy.taken_back > 0 && <Fact name={t("accuracy.takenBack")}>{formatCount(accuracy.taken_back)}</Fact>}
          <Fact name={t("accuracy.method")}>{t(`accuracyMethod.${accuracy.method}`)}</Fact>
        </dl>
      )}
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
