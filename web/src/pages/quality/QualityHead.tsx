/** The figures that matter: what is proved, what is believed, what the contract asks, what an answer costs. */
import type { AnswersPerTask, Project, QualityFigures } from "../../api";
import { type Figure, Figures } from "../../components/Figures";
import { formatCount, formatInterval, formatSeconds, formatShare } from "../../components/format";
import { type Text, useText } from "../../i18n/text";
import { isProved, LEAST_SAVED } from "./proof";

export function QualityHead({ figures, project }: { figures: QualityFigures; project: Project }) {
  const t = useText();
  return (
    <Figures
      figures={[
        accuracyFigure(t, figures),
        believedFigure(t, figures),
        contractFigure(t, figures),
        answersFigure(t, figures, project),
        auditFigure(t, figures),
      ]}
    />
  );
}

function accuracyFigure(t: Text, { accuracy }: QualityFigures): Figure {
  const label = t("figures.accuracy");
  if (accuracy.estimate === null) return { label, value: "—", note: t("qualityPage.noAudits") };
  return {
    label,
    value: formatShare(accuracy.estimate),
    note: formatInterval(accuracy.low, accuracy.high),
    isGold: isProved(accuracy),
  };
}

function believedFigure(t: Text, { accuracy: { believed } }: QualityFigures): Figure {
  return {
    label: t("qualityPage.believed"),
    value: believed === null ? "—" : formatShare(believed),
    note: t("qualityPage.believedNote"),
  };
}

function contractFigure(t: Text, { accuracy }: QualityFigures): Figure {
  return {
    label: t("qualityPage.contract"),
    value: formatShare(accuracy.target),
    note: t(isProved(accuracy) ? "qualityPage.proved" : "qualityPage.notProved", {
      confidence: formatShare(accuracy.confidence, 0),
    }),
  };
}

function answersFigure(t: Text, { labels }: QualityFigures, project: Project): Figure {
  return {
    label: t("qualityPage.perTask"),
    value: labels.mean === null ? "—" : labels.mean.toFixed(2),
    note: savedNote(t, labels, project),
  };
}

function savedNote(t: Text, { saved, most }: AnswersPerTask, project: Project): string {
  if (saved === null) return t("figures.answersNeeded", { count: project.answers_needed });
  const allowed = (most ?? 0).toFixed(0);
  return saved < LEAST_SAVED
    ? t("qualityPage.allowed", { most: allowed })
    : t("qualityPage.saved", { share: formatShare(saved, 0), most: allowed });
}

function auditFigure(t: Text, { audits, plan }: QualityFigures): Figure {
  return {
    label: t("qualityPage.audited"),
    value: formatCount(audits.done),
    note: [
      t("qualityPage.wrong", { count: audits.wrong, shown: formatCount(audits.wrong) }),
      plan.seconds_per_audit !== null && t("qualityPage.each", { time: formatSeconds(plan.seconds_per_audit) }),
    ]
      .filter(Boolean)
      .join(", "),
  };
}
