/** Progress over time, and the audited accuracy against its target. */
import type { EChartsCoreOption } from "echarts/core";
import { useCallback } from "react";
import type { AccuracyEstimate, HourProgress, Progress, Project } from "../../api";
import { Chart, type ChartPalette } from "../../components/Chart";
import { formatCount, formatInterval, formatShare } from "../../components/format";
import { IntervalPlot } from "../../components/IntervalPlot";
import { Section } from "../../components/Page";
import { plotStyle } from "../../components/plotStyle";
import { type Text, useText } from "../../i18n/text";
import classes from "./plots.module.css";

interface ProgressPlotsProps {
  project: Project;
  progress: Progress;
}

export function ProgressPlots({ project, progress }: ProgressPlotsProps) {
  const t = useText();
  const draw = useCallback((palette: ChartPalette) => drawHours(t, progress.by_hour, palette), [t, progress.by_hour]);
  return (
    <div className={classes.pair}>
      <Section title={t("plots.progress")} lead={t("plots.progressLead")}>
        {progress.by_hour.length > 1 ? (
          <Chart label={t("plots.progressLabel")} draw={draw} height={210} />
        ) : (
          <p className={classes.none}>{t("plots.progressNone")}</p>
        )}
      </Section>
      <Section title={t("plots.accuracy")} lead={t("plots.accuracyLead")}>
        <AccuracyPlot accuracy={progress.accuracy} target={project.contract.target_accuracy} />
      </Section>
    </div>
  );
}

function drawHours(t: Text, hours: HourProgress[], palette: ChartPalette): EChartsCoreOption {
  const { axis, frame } = plotStyle(palette);
  const bars = { barMaxWidth: 10, barGap: "-100%", barMinHeight: 0 };
  return {
    ...frame,
    grid: { left: 36, right: 4, top: 30, bottom: 24 },
    xAxis: { type: "time", ...axis },
    yAxis: { type: "value", ...axis },
    series: [
      {
        type: "bar",
        name: t("plots.answers"),
        data: hours.map(({ hour, annotations }) => [hour, annotations]),
        itemStyle: { color: palette.info, opacity: 0.5 },
        ...bars,
      },
      {
        type: "bar",
        name: t("plots.completed"),
        data: hours.map(({ hour, completed }) => [hour, completed]),
        itemStyle: { color: palette.gold },
        ...bars,
      },
    ],
  };
}

export function AccuracyPlot({ accuracy, target }: { accuracy: AccuracyEstimate; target: number }) {
  const t = useText();
  const { estimate, low, high, audited, correct, confidence } = accuracy;
  if (estimate === null || low === null || high === null)
    return <p className={classes.none}>{t("plots.accuracyNone")}</p>;
  return (
    <div>
      <AccuracyScale estimate={estimate} low={low} high={high} target={target} />
      <p className={classes.words}>
        {t(low >= target ? "plots.targetMet" : "plots.targetOpen", {
          target: formatShare(target, 0),
          confidence: formatShare(confidence, 0),
          audited: formatCount(audited),
          correct: formatCount(correct),
        })}
      </p>
    </div>
  );
}

interface AccuracyScaleProps {
  estimate: number;
  low: number;
  high: number;
  target: number;
}

/** The estimate in large, and its interval on a scale on which the target is marked. */
export function AccuracyScale({ estimate, low, high, target }: AccuracyScaleProps) {
  const from = Math.max(0, Math.min(low, target) - 0.05);
  return (
    <>
      <p className={classes.big}>
        {formatShare(estimate)} <span>{formatInterval(low, high)}</span>
      </p>
      <IntervalPlot low={low} high={high} estimate={estimate} target={target} from={from} isLarge />
      <div className={classes.scale}>
        <span>{formatShare(from, 0)}</span>
        <span>{formatShare(1, 0)}</span>
      </div>
    </>
  );
}
