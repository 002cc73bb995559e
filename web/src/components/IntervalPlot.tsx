/** An interval on a fixed scale: a thin band for the interval, a tick for the estimate, a mark for the target. */
import { formatInterval, formatShare } from "./format";
import classes from "./interval.module.css";

interface IntervalPlotProps {
  low: number;
  high: number;
  estimate: number;
  /** Left end of the scale; the right end is 1. */
  from?: number;
  target?: number;
  isLarge?: boolean;
}

export function IntervalPlot({ low, high, estimate, from = 0.5, target, isLarge = false }: IntervalPlotProps) {
  const place = (share: number) => `${(Math.max(0, Math.min(1, (share - from) / (1 - from))) * 100).toFixed(2)}%`;
  const label = `${formatShare(estimate)} (${formatInterval(low, high)})`;
  return (
    <span className={classes.plot} data-large={isLarge || undefined} role="img" aria-label={label} title={label}>
      <span className={classes.axis} />
      {target !== undefined && <span className={classes.target} style={{ insetInlineStart: place(target) }} />}
      <span
        className={classes.band}
        style={{ insetInlineStart: place(low), insetInlineEnd: `calc(100% - ${place(high)})` }}
      />
      <span className={classes.estimate} style={{ insetInlineStart: place(estimate) }} />
    </span>
  );
}
