/** From when to when: written as 1:15.5 or in seconds, or taken from what is playing. */
import { useEffect, useState } from "react";
import { useTranslation } from "react-i18next";
import type { TimeRange } from "../../contract";
import { usePlayhead } from "../../playhead";
import styles from "../panel.module.css";
import { readClock, showClock } from "./clock";
import type { QuestionProps } from "./question";
import forms from "./questions.module.css";

type Side = "start" | "end";
const SIDES: readonly Side[] = ["start", "end"];

export function TimeRangeEntry({ attribute, value, disabled, onAnswer }: QuestionProps) {
  const { t } = useTranslation("editors");
  const playhead = usePlayhead();
  const given = value as TimeRange | undefined;
  const [written, setWritten] = useState<Record<Side, string>>(() => asWritten(given));
  useEffect(() => {
    if (given) setWritten(asWritten(given));
  }, [given]);
  const settle = (next: Record<Side, string>) => {
    setWritten(next);
    const [start, end] = SIDES.map((side) => readClock(next[side]));
    if (next.start.trim() === "" && next.end.trim() === "") onAnswer(null);
    else if (start != null && end != null && (start !== given?.start || end !== given?.end)) onAnswer({ start, end });
  };
  return (
    <div className={forms.times}>
      {SIDES.map((side) => (
        <label key={side} className={forms.time}>
          <span>{t(side === "start" ? "timeFrom" : "timeTo")}</span>
          <input
            type="text"
            inputMode="decimal"
            className={styles.entry}
            placeholder="0:00"
            aria-label={`${attribute.title}: ${t(side === "start" ? "timeFrom" : "timeTo")}`}
            aria-invalid={written[side].trim() !== "" && readClock(written[side]) === null}
            value={written[side]}
            disabled={disabled}
            onChange={(event) => setWritten({ ...written, [side]: event.currentTarget.value })}
            onBlur={() => settle(written)}
            onKeyDown={(event) => {
              if (event.key === "Enter") settle(written);
            }}
          />
          {playhead && !disabled && (
            <button
              type="button"
              className={styles.action}
              onClick={() => settle({ ...written, [side]: showClock(playhead()) })}
            >
              {t("timeNow")}
            </button>
          )}
        </label>
      ))}
    </div>
  );
}

function asWritten(given: TimeRange | undefined): Record<Side, string> {
  return { start: given ? showClock(given.start) : "", end: given ? showClock(given.end) : "" };
}
