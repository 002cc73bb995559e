/** How far labelers are from what was accepted and from each other, in the terms of the field. */
import { SegmentedControl, Select } from "@mantine/core";
import { useState } from "react";
import { type MeasureOf, useErrorRates } from "../../api/quality";
import { formatCount, formatShare } from "../../components/format";
import { Section } from "../../components/Page";
import { useText } from "../../i18n/text";
import { amountOf, byReference, isOf } from "./errorRates";
import classes from "./leaderboard.module.css";

type Rate = MeasureOf["labelers"][number]["accepted"];
const VIEWS = ["labelers", "pairs"] as const;

/** Nothing where the field has no error rate, or none was measured. */
export function ErrorRates({ projectId }: { projectId: string }) {
  const t = useText();
  const { data } = useErrorRates(projectId);
  const [chosen, setChosen] = useState<string | null>(null);
  const [view, setView] = useState<(typeof VIEWS)[number]>("labelers");
  const shown = data?.items.find(({ measure }) => measure === chosen) ?? data?.items[0];
  if (!data || !shown) return null;
  const named = (measure: string) => (isOf("errorMeasure", measure) ? t(`errorMeasure.${measure}`) : measure);
  return (
    <Section
      title={t("errorRates.title")}
      lead={t("errorRates.lead", { count: shown.tasks, shown: formatCount(shown.tasks) })}
      actions={
        <>
          <Select
            aria-label={t("errorRates.measure")}
            data={data.items.map(({ measure }) => ({ value: measure, label: named(measure) }))}
            value={shown.measure}
            onChange={setChosen}
            allowDeselect={false}
          />
          <SegmentedControl
            aria-label={t("errorRates.by")}
            data={VIEWS.map((each) => ({ value: each, label: t(`errorRates.view.${each}`) }))}
            value={view}
            onChange={(value) => setView(value as (typeof VIEWS)[number])}
          />
        </>
      }
    >
      {/* biome-ignore lint/a11y/noNoninteractiveTabindex: what scrolls must be reachable by keyboard */}
      <section className={classes.scroller} tabIndex={0} aria-label={t("errorRates.title")}>
        {view === "labelers" ? <ByLabeler measure={shown} /> : <ByPair measure={shown} />}
      </section>
      {isOf("errorMeasureAbout", shown.measure) && (
        <p className={classes.note}>{t(`errorMeasureAbout.${shown.measure}`)}</p>
      )}
      <p className={classes.note}>{t("errorRates.about")}</p>
    </Section>
  );
}

function ByLabeler({ measure }: { measure: MeasureOf }) {
  const t = useText();
  return (
    <table className={classes.table}>
      <Head measure={measure} first={[t("errorRates.labeler"), t("errorRates.accepted")]}>
        <th scope="col">{t("errorRates.people")}</th>
        <th scope="col">{t("errorRates.engine")}</th>
      </Head>
      <tbody>
        {measure.labelers.map(({ labeler, accepted, people, engine }) => (
          <tr key={labeler.id}>
            <th scope="row">{labeler.name}</th>
            <td>
              <Measured rate={accepted} />
            </td>
            <Counts measure={measure} rate={accepted} />
            <td>{people ? <Measured rate={people} /> : "–"}</td>
            <td>
              {engine ? (
                <>
                  {formatShare(engine.reliability, 0)}{" "}
                  <small>
                    {formatShare(engine.low, 0)} – {formatShare(engine.high, 0)}, {engine.title}
                  </small>
                </>
              ) : (
                "–"
              )}
            </td>
          </tr>
        ))}
      </tbody>
    </table>
  );
}

function ByPair({ measure }: { measure: MeasureOf }) {
  const t = useText();
  return (
    <table className={classes.table}>
      <Head measure={measure} first={[t("errorRates.reference"), t("errorRates.labeler"), t("errorRates.rate")]} />
      <tbody>
        {byReference(measure.pairs).map(({ reference, labeler, rate }) => (
          <tr key={`${reference.id} ${labeler.id}`}>
            <th scope="row">{reference.name}</th>
            <td>{labeler.name}</td>
            <td>
              <Measured rate={rate} />
            </td>
            <Counts measure={measure} rate={rate} />
          </tr>
        ))}
      </tbody>
    </table>
  );
}

function Head({
  measure,
  first,
  children,
}: {
  measure: MeasureOf;
  first: readonly string[];
  children?: React.ReactNode;
}) {
  const t = useText();
  return (
    <thead>
      <tr>
        {first.map((title) => (
          <th key={title} scope="col">
            {title}
          </th>
        ))}
        {measure.kinds.map((kind) => (
          <th key={kind} scope="col">
            {isOf("errorKind", kind) ? t(`errorKind.${kind}`) : kind}
          </th>
        ))}
        <th scope="col">{t(`errorRates.of.${measure.unit}`)}</th>
        {children}
      </tr>
    </thead>
  );
}

function Counts({ measure, rate }: { measure: MeasureOf; rate: Rate }) {
  return (
    <>
      {measure.kinds.map((kind) => (
        <td key={kind}>{amountOf(rate.errors[kind] ?? 0, measure.unit)}</td>
      ))}
      <td>{amountOf(rate.reference, measure.unit)}</td>
    </>
  );
}

function Measured({ rate }: { rate: Rate }) {
  if (rate.rate === null) return "–";
  return (
    <>
      {formatShare(rate.rate, 1)}{" "}
      {rate.low !== null && rate.high !== null && (
        <small>
          {formatShare(rate.low, 1)} – {formatShare(rate.high, 1)}
        </small>
      )}
    </>
  );
}
