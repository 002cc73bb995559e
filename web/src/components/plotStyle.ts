/** What all plots look like: quiet axes, a legend above, a tooltip on a raised surface. */
import type { ChartPalette } from "./Chart";

export function plotStyle(palette: ChartPalette) {
  return {
    axis: {
      axisLine: { lineStyle: { color: palette.line } },
      axisTick: { show: false },
      axisLabel: { color: palette.muted, fontSize: 11 },
      nameTextStyle: { color: palette.muted, fontSize: 11 },
      splitLine: { lineStyle: { color: palette.line } },
    },
    frame: {
      textStyle: { fontFamily: "Inter Variable, sans-serif" },
      legend: {
        left: 0,
        top: 0,
        itemWidth: 10,
        itemHeight: 10,
        itemGap: 16,
        textStyle: { color: palette.muted, fontSize: 12 },
      },
      tooltip: {
        trigger: "axis",
        backgroundColor: palette.surface,
        borderColor: palette.line,
        textStyle: { color: palette.text, fontSize: 12 },
      },
    },
  };
}
