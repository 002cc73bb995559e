/** Tasks by what the engine believes of them: how much doubt is left, and what happens next. */
import type { EChartsCoreOption } from "echarts/core";
import { useCallback } from "react";
import type { BeliefStateName, Beliefs } from "../../api";
import type { ChartPalette } from "../../components/Chart";
import { formatCount, formatShare } from "../../components/format";
import { Plot } from "../../components/Plot";
import { plotStyle } from "../../components/plotStyle";
import { type Text, useText } from "../../i18n/text";
import classes from "./quality.module.css";

const COLORS: Record<BeliefStateName, keyof ChartPalette> = {
  accepted: "gold",
  ask: "info",
  wait: "uncertain",
  escalate: "disagree",
};

export function BeliefPlot({ beliefs }: { beliefs: Beliefs }) {
  const t = useText();
  const draw = useCallback((palette: ChartPalette) => drawBeliefs(t, beliefs, palette), [t, beliefs]);
  const unseen = beliefs.states.reduce((sum, state) => sum + state.unseen, 0);
  return (
    <>
      <Plot
        label={t("beliefStates.label")}
        draw={draw}
        height={230}
        columns={[t("beliefStates.doubt"), ...beliefs.states.map(({ state }) => t(`beliefState.${state}`))]}
        rows={binNames(t, beliefs.edges).map((name, bin) => [
          name,
          ...beliefs.states.map(({ bins }) => formatCount(bins[bin] ?? 0)),
        ])}
      />
      {unseen > 0 && (
        <p className={classes.words}>{t("beliefStates.unseen", { count: unseen, shown: formatCount(unseen) })}</p>
      )}
    </>
  );
}

function binNames(t: Text, edges: readonly number[]): string[] {
  const shown = edges.map((edge) => formatShare(edge, edge < 0.01 ? 1 : 0));
  return [...shown.map((edge) => t("beliefStates.upTo", { edge })), t("beliefStates.above", { edge: shown.at(-1) })];
}

function drawBeliefs(t: Text, { edges, states }: Beliefs, palette: ChartPalette): EChartsCoreOption {
  const { axis, frame } = plotStyle(palette);
  return {
    ...frame,
    grid: { left: 48, right: 8, top: 34, bottom: 40 },
    xAxis: {
      type: "category",
      data: binNames(t, edges),
      name: t("beliefStates.doubt"),
      nameLocation: "middle",
      nameGap: 26,
      ...axis,
      splitLine: { show: false },
    },
    yAxis: { type: "value", minInterval: 1, ...axis },
    series: states.map(({ state, bins }) => ({
      type: "bar",
      stack: "tasks",
      name: t(`beliefState.${state}`),
      data: bins,
      itemStyle: { color: palette[COLORS[state]] },
      barMaxWidth: 48,
    })),
  };
}
