/** A rubric: of each criterion whether it is met, and what that adds up to. */
import { useTranslation } from "react-i18next";
import type { Criterion, Verdicts } from "../../contract";
import { keepFocus } from "../../keys";
import { digitOf, focusNext, type QuestionProps } from "./question";
import forms from "./questions.module.css";

export function RubricEntry({ attribute, value, disabled, onAnswer }: QuestionProps) {
  const { t } = useTranslation("editors");
  const said = (value ?? {}) as Verdicts;
  const criteria = (attribute.criteria ?? []).filter(({ retired }) => !retired);
  const judge = (name: string, met: boolean) => {
    const { [name]: before, ...others } = said;
    onAnswer(before === met ? others : { ...said, [name]: met });
  };
  return (
    <div className={forms.criteria}>
      {criteria.map((criterion) => (
        // biome-ignore lint/a11y/useSemanticElements: a fieldset within the question's own would be read twice
        <div
          key={criterion.name}
          role="group"
          aria-label={criterion.title || criterion.name}
          className={forms.criterion}
          onKeyDown={(event) => {
            const digit = digitOf(event);
            if (disabled || (digit !== 0 && digit !== 1)) return;
            event.preventDefault();
            event.stopPropagation();
            judge(criterion.name, digit === 0);
            focusNextCriterion(event.currentTarget);
          }}
        >
          <span className={forms.criterionTitle} title={criterion.description}>
            {criterion.title || criterion.name}
            <span className={forms.points}>{showPoints(criterion)}</span>
          </span>
          <span className={forms.verdicts}>
            {[true, false].map((met) => (
              <button
                key={String(met)}
                type="button"
                className={forms.step}
                aria-pressed={said[criterion.name] === met}
                disabled={disabled}
                onMouseDown={keepFocus}
                onClick={() => judge(criterion.name, met)}
              >
                {t(met ? "met" : "notMet")}
              </button>
            ))}
          </span>
        </div>
      ))}
      <p className={forms.note} role="status">
        {t("score", { score: scoreOf(criteria, said), most: mostPoints(criteria) })}
      </p>
    </div>
  );
}

function focusNextCriterion(group: HTMLElement): void {
  const next = group.nextElementSibling?.querySelector<HTMLElement>("button");
  if (next) next.focus();
  else focusNext(group);
}

function showPoints({ points = 1 }: Criterion): string {
  return points > 0 ? `+${points}` : String(points);
}

export function scoreOf(criteria: readonly Criterion[], said: Verdicts): number {
  return round(criteria.reduce((sum, { name, points = 1 }) => sum + (said[name] ? points : 0), 0));
}

function mostPoints(criteria: readonly Criterion[]): number {
  return round(criteria.reduce((sum, { points = 1 }) => sum + Math.max(points, 0), 0));
}

function round(points: number): number {
  return Math.round(points * 1e9) / 1e9;
}
