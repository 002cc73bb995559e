/** How many answers the completed tasks took. */
import type { EChartsCoreOption } from "echarts/core";
import { useCallback, useMemo } from "react";
import type { AnswersPerTask } from "../../api";
import type { ChartPalette } from "../../components/Chart";
import { formatCount, formatSeconds, formatShare } from "../../components/format";
import { Plot } from "../../components/Plot";
import { plotStyle } from "../../components/plotStyle";
import { type Text, useText } from "../../i18n/text";
import { LEAST_SAVED } from "./proof";
import classes from "./quality.module.css";

export function AnswersPlot({ labels }: { labels: AnswersPerTask }) {
  const t = useText();
  const counts = useMemo(() => fillGaps(labels.counts), [labels.counts]);
  const draw = useCallback((palette: ChartPalette) => drawCounts(t, counts, palette), [t, counts]);
  return (
    <>
      <Plot
        label={t("perTask.label")}
        draw={draw}
        height={250}
        columns={[t("perTask.answers"), t("perTask.tasks")]}
        rows={counts.map(({ answers, tasks }) => [String(answers), formatCount(tasks)])}
      />
      <p className={classes.words}>{describe(t, labels)}</p>
    </>
  );
}

/** Every number of answers from one to the most, also those that no task took. */
function fillGaps(counts: AnswersPerTask["counts"]): AnswersPerTask["counts"] {
  const most = Math.max(0, ...counts.map(({ answers }) => answers));
  return Array.from({ length: most }, (_, index) => ({
    answers: index + 1,
    tasks: counts.find(({ answers }) => answers === index + 1)?.tasks ?? 0,
  }));
}

function drawCounts(t: Text, counts: AnswersPerTask["counts"], palette: ChartPalette): EChartsCoreOption {
  const { axis, frame } = plotStyle(palette);
  return {
    ...frame,
    legend: { show: false },
    grid: { left: 48, right: 8, top: 12, bottom: 40 },
    xAxis: {
      type: "category",
      data: counts.map(({ answers }) => String(answers)),
      name: t("perTask.answers"),
      nameLocation: "middle",
      nameGap: 26,
      ...axis,
      splitLine: { show: false },
    },
    yAxis: { type: "value", minInterval: 1, ...axis },
    series: [
      {
        type: "bar",
        name: t("perTask.tasks"),
        data: counts.map(({ tasks }) => tasks),
        itemStyle: { color: palette.info },
        barMaxWidth: 36,
      },
    ],
  };
}

function describe(t: Text, { mean, answers, saved, most, seconds_per_answer }: AnswersPerTask): string {
  const cost =
    seconds_per_answer === null
      ? ""
      : t("perTask.cost", {
          each: formatSeconds(seconds_per_answer),
          total: formatSeconds(seconds_per_answer * answers),
        });
  const kept =
    saved === null || saved < LEAST_SAVED
      ? ""
      : t("perTask.saved", { share: formatShare(saved, 0), most: formatCount(Math.round(most ?? 0)) });
  return [t("perTask.words", { mean: (mean ?? 0).toFixed(2), answers: formatCount(answers) }), kept, cost]
    .filter(Boolean)
    .join(" ");
}
