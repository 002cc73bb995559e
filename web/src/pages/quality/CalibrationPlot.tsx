/** The reliability diagram: what the engine stated against what auditors found. On the diagonal, words mean what they say. */
import type { CustomSeriesRenderItem } from "echarts";
import type { EChartsCoreOption } from "echarts/core";
import { useCallback } from "react";
import type { Calibration, CalibrationBin } from "../../api";
import type { ChartPalette } from "../../components/Chart";
import { formatCount, formatInterval, formatShare } from "../../components/format";
import { Plot } from "../../components/Plot";
import { plotStyle } from "../../components/plotStyle";
import { type Text, useText } from "../../i18n/text";
import classes from "./quality.module.css";

export function CalibrationPlot({ calibration }: { calibration: Calibration }) {
  const t = useText();
  const { bins, audits, error } = calibration;
  const draw = useCallback((palette: ChartPalette) => drawDiagram(t, bins, palette), [t, bins]);
  if (error === null) return <p className={classes.none}>{t("calibration.none")}</p>;
  const words = t("calibration.words", {
    count: audits,
    shown: formatCount(audits),
    error: (error * 100).toFixed(1),
  });
  return (
    <>
      <Plot
        label={`${t("calibration.label")} ${words}`}
        draw={draw}
        height={250}
        columns={[t("calibration.stated"), t("calibration.right"), t("calibration.interval"), t("calibration.audits")]}
        rows={bins.map((bin) => [
          `${formatShare(bin.low, 0)}–${formatShare(bin.high, 0)}`,
          formatShare(bin.right),
          formatInterval(bin.right_low, bin.right_high),
          formatCount(bin.audits),
        ])}
      />
      <p className={classes.words}>{words}</p>
    </>
  );
}

const percent = (share: number) => share * 100;

function drawDiagram(t: Text, bins: CalibrationBin[], palette: ChartPalette): EChartsCoreOption {
  const { axis, frame } = plotStyle(palette);
  const from = Math.max(
    0,
    Math.floor(percent(Math.min(...bins.flatMap((bin) => [bin.stated, bin.right_low]))) / 10) * 10,
  );
  const scale = {
    type: "value",
    min: from,
    max: 100,
    ...axis,
    axisLabel: { ...axis.axisLabel, formatter: "{value} %" },
  };
  const most = Math.max(...bins.map(({ audits }) => audits));
  return {
    ...frame,
    legend: { show: false },
    tooltip: {
      ...frame.tooltip,
      trigger: "item",
      formatter: ({ dataIndex }: { dataIndex: number }) => describe(t, bins[dataIndex]),
    },
    grid: { left: 48, right: 16, top: 12, bottom: 40 },
    xAxis: { ...scale, name: t("calibration.stated"), nameLocation: "middle", nameGap: 26 },
    yAxis: scale,
    series: [
      {
        type: "line",
        data: [
          [from, from],
          [100, 100],
        ],
        symbol: "none",
        silent: true,
        lineStyle: { color: palette.muted, type: "dashed", width: 1 },
      },
      {
        type: "custom",
        silent: true,
        renderItem: drawWhisker(palette.info),
        data: bins.map((bin) => [bin.stated, bin.right_low, bin.right_high].map(percent)),
      },
      {
        type: "scatter",
        data: bins.map(({ stated, right }) => [percent(stated), percent(right)]),
        symbolSize: (_: number[], { dataIndex }: { dataIndex: number }) =>
          7 + 9 * Math.sqrt((bins[dataIndex]?.audits ?? 0) / most),
        itemStyle: { color: palette.info, borderColor: palette.surface, borderWidth: 1 },
      },
    ],
  };
}

/** A vertical line from the low to the high end of a bin's interval. */
function drawWhisker(color: string): CustomSeriesRenderItem {
  return (_, place) => {
    const [x = 0, low = 0] = place.coord([place.value(0), place.value(1)]);
    const [, high = 0] = place.coord([place.value(0), place.value(2)]);
    return {
      type: "line",
      shape: { x1: x, y1: low, x2: x, y2: high },
      style: { stroke: color, lineWidth: 2, opacity: 0.5 },
    };
  };
}

function describe(t: Text, bin: CalibrationBin | undefined): string {
  if (bin === undefined) return "";
  return t("calibration.bin", {
    stated: formatShare(bin.stated),
    right: formatShare(bin.right),
    interval: formatInterval(bin.right_low, bin.right_high),
    count: bin.audits,
    shown: formatCount(bin.audits),
  });
}
