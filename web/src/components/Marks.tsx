/** Small marks for states: always an icon and a word, never colour alone. */
import {
  IconAlertTriangle,
  IconArchive,
  IconBan,
  IconCheck,
  IconCircleDashed,
  IconCircleDot,
  IconClock,
  IconPlayerPause,
  IconPlayerPlay,
  IconX,
  type TablerIcon,
} from "@tabler/icons-react";
import { type TextKey, useText } from "../i18n/text";
import classes from "./marks.module.css";

type Tone = "gold" | "agree" | "disagree" | "uncertain" | "info" | "quiet";
type Look = readonly [TablerIcon, Tone];

const LOOKS: Record<string, Look> = {
  active: [IconPlayerPlay, "agree"],
  paused: [IconPlayerPause, "uncertain"],
  archived: [IconArchive, "quiet"],
  pending: [IconCircleDashed, "quiet"],
  completed: [IconCheck, "gold"],
  canceled: [IconBan, "quiet"],
  error: [IconAlertTriangle, "disagree"],
  leased: [IconClock, "info"],
  submitted: [IconCheck, "agree"],
  skipped: [IconCircleDot, "uncertain"],
  expired: [IconClock, "quiet"],
  revoked: [IconX, "disagree"],
  building: [IconClock, "info"],
  ready: [IconCheck, "agree"],
  failed: [IconAlertTriangle, "disagree"],
  delivered: [IconCheck, "agree"],
  accept: [IconCheck, "agree"],
  correct: [IconCheck, "agree"],
  fix: [IconCircleDot, "uncertain"],
  reject: [IconX, "disagree"],
  wrong: [IconX, "disagree"],
  uploading: [IconClock, "info"],
  running: [IconClock, "info"],
  done: [IconCheck, "agree"],
  idle: [IconCircleDot, "quiet"],
  learning: [IconClock, "info"],
  waiting: [IconCircleDashed, "quiet"],
  stopped: [IconPlayerPause, "uncertain"],
};

const UNKNOWN: Look = [IconCircleDot, "quiet"];

/** A state in its own word, e.g. "completed". */
export function StateMark({ state }: { state: string }) {
  const t = useText();
  const [Icon, tone] = LOOKS[state] ?? UNKNOWN;
  return (
    <span className={classes.mark} data-tone={tone}>
      <Icon size={13} stroke={2} aria-hidden="true" />
      {t(`state.${state}` as TextKey, { defaultValue: state })}
    </span>
  );
}

/** Where a task is on its journey; gold only if what it ended with is accepted. */
export function StageMark({ stage, status }: { stage: string; status: string }) {
  const t = useText();
  return (
    <span className={classes.stage} data-stage={stage} data-accepted={status === "completed" || undefined}>
      {t(`stage.${stage}` as TextKey, { defaultValue: stage })}
    </span>
  );
}

/** Answers had of answers needed, as pips. */
export function AnswerPips({ have, needed }: { have: number; needed: number }) {
  const t = useText();
  const total = Math.max(have, needed);
  const label = t("task.answersOf", { have, needed });
  if (total > 6) {
    return (
      <span className="tabular" title={label}>
        {have}/{needed}
      </span>
    );
  }
  return (
    <span className={classes.pips} role="img" aria-label={label} title={label}>
      {Array.from({ length: total }, (_, index) => (
        // biome-ignore lint/suspicious/noArrayIndexKey: pips have no identity but their place
        <i key={index} data-on={index < have || undefined} />
      ))}
    </span>
  );
}
