/** The row of figures that matter, set like a gauge panel: label, number, one line of meaning. */
import type { ReactNode } from "react";
import classes from "./figures.module.css";

export interface Figure {
  label: string;
  value: ReactNode;
  note?: ReactNode;
  /** Gold marks accepted truth and nothing else. */
  isGold?: boolean;
}

export function Figures({ figures }: { figures: readonly Figure[] }) {
  return (
    <dl className={classes.row}>
      {figures.map(({ label, value, note, isGold }) => (
        <div key={label} className={classes.figure}>
          <dt className={classes.label}>{label}</dt>
          <dd className={classes.value} data-gold={isGold || undefined}>
            {value}
          </dd>
          {note && <dd className={classes.note}>{note}</dd>}
        </div>
      ))}
    </dl>
  );
}
