/** The five numbers an owner asks for first. */
import type { AccuracyEstimate, Progress, Project } from "../../api";
import { type Figure, Figures } from "../../components/Figures";
import { formatCount, formatDay, formatInterval, formatSeconds, formatShare } from "../../components/format";
import { finishRange, type Interval } from "../../components/statistics";
import { type Text, useText } from "../../i18n/text";
import { count, doneShare, openTasks, totalTasks } from "./counts";

interface KeyFiguresProps {
  project: Project;
  progress: Progress | undefined;
}

export function KeyFigures({ project, progress }: KeyFiguresProps) {
  const t = useText();
  return (
    <Figures
      figures={[
        doneFigure(t, project),
        accuracyFigure(t, progress?.accuracy, project.contract.target_accuracy),
        answersFigure(t, project),
        paceFigure(t, progress),
        finishFigure(t, project, progress),
      ]}
    />
  );
}

function doneFigure(t: Text, { counts }: Project): Figure {
  const share = doneShare(counts) ?? 0;
  return {
    label: t("figures.done"),
    value: formatCount(count(counts, "completed")),
    note: t("figures.doneNote", { total: formatCount(totalTasks(counts)), share: formatShare(share, 0) }),
  };
}

function accuracyFigure(t: Text, accuracy: AccuracyEstimate | undefined, target: number): Figure {
  if (!accuracy || accuracy.estimate === null || accuracy.low === null || accuracy.high === null) {
    return {
      label: t("figures.accuracy"),
      value: "—",
      note: t("figures.accuracyNone", { target: formatShare(target, 0) }),
    };
  }
  return {
    label: t("figures.accuracy"),
    value: formatShare(accuracy.estimate),
    note: t("figures.accuracyNote", {
      interval: formatInterval(accuracy.low, accuracy.high),
      audited: formatCount(accuracy.audited),
    }),
    isGold: accuracy.low >= target,
  };
}

function answersFigure(t: Text, { counts, answers_needed }: Project): Figure {
  const answers = count(counts, "annotations");
  const completed = count(counts, "completed");
  const perTask = completed === 0 ? null : (answers / completed).toFixed(1);
  return {
    label: t("figures.answers"),
    value: formatCount(answers),
    note:
      perTask === null ? t("figures.answersNeeded", { count: answers_needed }) : t("figures.answersNote", { perTask }),
  };
}

function paceFigure(t: Text, progress: Progress | undefined): Figure {
  const people = progress?.labelers.filter(({ kind }) => kind === "person") ?? [];
  const submitted = people.reduce((sum, labeler) => sum + labeler.submitted, 0);
  const seconds = people.reduce((sum, labeler) => sum + labeler.seconds, 0);
  return {
    label: t("figures.pace"),
    value: submitted === 0 ? "—" : formatSeconds(seconds / submitted),
    note: t("figures.paceNote", { count: people.length }),
  };
}

function finishFigure(t: Text, { counts }: Project, progress: Progress | undefined): Figure {
  const label = t("figures.finish");
  const open = openTasks(counts);
  if (open === 0) return { label, value: t("figures.finished"), note: t("figures.finishedNote") };
  const range = finishRange(progress?.by_hour.slice(-72).map(({ completed }) => completed) ?? [], open);
  if (range === null) return { label, value: "—", note: t("figures.finishUnknown") };
  return { label, value: formatFinish(range), note: t("figures.finishNote") };
}

/** "24 Nov" or "24 – 27 Nov". */
function formatFinish({ low, high }: Interval): string {
  const day = (hours: number) => new Date(Date.now() + hours * 3_600_000);
  const [first, last] = [day(low), day(high)];
  const short = (at: Date) => at.toLocaleDateString("en-GB", { day: "numeric", month: "short" });
  if (high > 24 * 365) return formatDay(first);
  return short(first) === short(last) ? short(first) : `${short(first)} – ${short(last)}`;
}
