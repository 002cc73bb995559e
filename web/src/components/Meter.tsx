/** A share as a thin bar with its number. */
import classes from "./meter.module.css";

interface MeterProps {
  share: number;
  label: string;
  tone?: "gold" | "plain";
}

export function Meter({ share, label, tone = "gold" }: MeterProps) {
  return (
    <span className={classes.meter}>
      <span className={classes.track}>
        <span className={classes.fill} data-tone={tone} style={{ inlineSize: `${Math.min(1, share) * 100}%` }} />
      </span>
      <span className={classes.label}>{label}</span>
    </span>
  );
}
