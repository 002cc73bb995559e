/** The quality settings of a project, each explained in words. */
import { Checkbox, NumberInput, TextInput } from "@mantine/core";
import type { ProjectQuality } from "../../api";
import { fromLocalTime, toLocalTime } from "../../components/format";
import { useText } from "../../i18n/text";
import classes from "./qualityFields.module.css";

export const DEFAULT_QUALITY: ProjectQuality = {
  labeling: "fixed",
  answers_needed: 1,
  review_percent: 10,
  audit_percent: 10,
  lease_seconds: 900,
  self_review: false,
  similar_above: null,
  is_sensitive: false,
  most_a_day: null,
  contract: { target_accuracy: 0.95, confidence: 0.95, most_answers: null, deadline: null, early_stop: false },
};

interface QualityFieldsProps {
  quality: ProjectQuality;
  onChange(quality: ProjectQuality): void;
}

export function QualityFields({ quality, onChange }: QualityFieldsProps) {
  const t = useText();
  const { labeling, answers_needed, review_percent, audit_percent, lease_seconds, contract } = quality;
  const change = (part: Partial<ProjectQuality>) => onChange({ ...quality, ...part });
  const promise = (part: Partial<ProjectQuality["contract"]>) => change({ contract: { ...contract, ...part } });
  return (
    <div className={classes.fields}>
      <Checkbox
        className={classes.wide}
        label={t("quality.adaptive")}
        description={t("quality.adaptiveNote")}
        checked={labeling === "adaptive"}
        onChange={(event) => change({ labeling: event.currentTarget.checked ? "adaptive" : "fixed" })}
      />
      <Field
        label={t(labeling === "adaptive" ? "quality.mostAnswers" : "quality.answers")}
        note={t(labeling === "adaptive" ? "quality.mostAnswersNote" : "quality.answersNote")}
        value={answers_needed}
        min={1}
        max={50}
        onChange={(value) => change({ answers_needed: value })}
      />
      <Field
        label={t("quality.review")}
        note={t("quality.reviewNote")}
        value={review_percent}
        min={0}
        max={100}
        unit="%"
        onChange={(value) => change({ review_percent: value })}
      />
      <Field
        label={t("quality.audit")}
        note={t("quality.auditNote")}
        value={audit_percent}
        min={0}
        max={100}
        unit="%"
        onChange={(value) => change({ audit_percent: value })}
      />
      <Field
        label={t("quality.lease")}
        note={t("quality.leaseNote")}
        value={lease_seconds / 60}
        min={1}
        max={1440}
        unit="min"
        onChange={(value) => change({ lease_seconds: Math.round(value * 60) })}
      />
      <Field
        label={t("quality.target")}
        note={t("quality.targetNote")}
        value={toPercent(contract.target_accuracy)}
        min={50}
        max={99.9}
        unit="%"
        onChange={(value) => promise({ target_accuracy: value / 100 })}
      />
      <Field
        label={t("quality.confidence")}
        note={t("quality.confidenceNote")}
        value={toPercent(contract.confidence)}
        min={50}
        max={99.9}
        unit="%"
        onChange={(value) => promise({ confidence: value / 100 })}
      />
      {labeling === "adaptive" && (
        <>
          <NumberInput
            label={t("quality.budget")}
            description={t("quality.budgetNote")}
            inputWrapperOrder={["label", "input", "description"]}
            classNames={{ description: classes.note }}
            placeholder={t("quality.noLimit")}
            value={contract.most_answers ?? ""}
            min={1}
            clampBehavior="blur"
            allowDecimal={false}
            onChange={(typed) => promise({ most_answers: typeof typed === "number" ? typed : null })}
          />
          <TextInput
            type="datetime-local"
            label={t("quality.deadline")}
            description={t("quality.deadlineNote")}
            inputWrapperOrder={["label", "input", "description"]}
            classNames={{ description: classes.note }}
            value={toLocalTime(contract.deadline)}
            onChange={(event) => promise({ deadline: fromLocalTime(event.currentTarget.value) })}
          />
        </>
      )}
      <Checkbox
        className={classes.wide}
        label={t("quality.earlyStop")}
        description={t("quality.earlyStopNote")}
        checked={contract.early_stop ?? false}
        onChange={(event) => promise({ early_stop: event.currentTarget.checked })}
      />
      <Checkbox
        className={classes.wide}
        label={t("quality.selfReview")}
        description={t("quality.selfReviewNote")}
        checked={quality.self_review}
        onChange={(event) => change({ self_review: event.currentTarget.checked })}
      />
      <Checkbox
        className={classes.wide}
        label={t("quality.sensitive")}
        description={t("quality.sensitiveNote")}
        checked={quality.is_sensitive}
        onChange={(event) => change({ is_sensitive: event.currentTarget.checked })}
      />
      {quality.is_sensitive && (
        <Field
          label={t("quality.mostADay")}
          note={t("quality.mostADayNote")}
          value={quality.most_a_day ?? 0}
          min={0}
          max={100_000}
          onChange={(value) => change({ most_a_day: value > 0 ? value : null })}
        />
      )}
      <Field
        label={t("quality.similar")}
        note={t("quality.similarNote")}
        value={toPercent(quality.similar_above ?? 0)}
        min={0}
        max={100}
        unit="%"
        onChange={(value) => change({ similar_above: value > 0 ? Math.max(value / 100, 0.01) : null })}
      />
    </div>
  );
}

/** A share as percent without the tail that binary fractions leave. */
function toPercent(share: number): number {
  return Number((share * 100).toFixed(4));
}

interface FieldProps {
  label: string;
  note: string;
  value: number;
  min: number;
  max: number;
  unit?: string;
  onChange(value: number): void;
}

export function Field({ label, note, value, min, max, unit, onChange }: FieldProps) {
  return (
    <div className={classes.field}>
      <NumberInput
        label={label}
        description={note}
        inputWrapperOrder={["label", "input", "description"]}
        classNames={{ description: classes.note }}
        value={value}
        min={min}
        max={max}
        clampBehavior="blur"
        suffix={unit ? ` ${unit}` : undefined}
        allowDecimal={unit === "%"}
        onChange={(typed) => typeof typed === "number" && onChange(typed)}
      />
    </div>
  );
}
