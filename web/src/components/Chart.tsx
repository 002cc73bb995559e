/** A plot. ECharts is fetched when the first one is shown. */
import { useComputedColorScheme } from "@mantine/core";
import type { EChartsCoreOption } from "echarts/core";
import { useEffect, useRef } from "react";
import classes from "./chart.module.css";

export interface ChartPalette {
  text: string;
  muted: string;
  line: string;
  gold: string;
  info: string;
  agree: string;
  uncertain: string;
  disagree: string;
  surface: string;
}

export interface ChartProps {
  /** What the plot shows, in a sentence, for those who cannot see it. */
  label: string;
  draw: (palette: ChartPalette) => EChartsCoreOption;
  height?: number;
}

function readPalette(): ChartPalette {
  const style = getComputedStyle(document.documentElement);
  const token = (name: string) => style.getPropertyValue(`--gs-${name}`).trim();
  return {
    text: token("text"),
    muted: token("muted"),
    line: token("line"),
    gold: token("gold"),
    info: token("info"),
    agree: token("agree"),
    uncertain: token("uncertain"),
    disagree: token("disagree"),
    surface: token("raised"),
  };
}

export function Chart({ label, draw, height = 200 }: ChartProps) {
  const host = useRef<HTMLDivElement>(null);
  const scheme = useComputedColorScheme();
  // biome-ignore lint/correctness/useExhaustiveDependencies: a changed colour scheme changes the palette that is read from the page
  useEffect(() => {
    let stop: (() => void) | null = null;
    let isGone = false;
    void import("./echarts").then(({ mountChart }) => {
      if (!isGone && host.current) stop = mountChart(host.current, draw(readPalette()));
    });
    return () => {
      isGone = true;
      stop?.();
    };
  }, [draw, scheme]);
  return <div ref={host} role="img" aria-label={label} className={classes.chart} style={{ blockSize: height }} />;
}
