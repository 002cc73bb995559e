/** A step of a scale: buttons where there are few, a slider where there are many. */
import { useTranslation } from "react-i18next";
import { keepFocus } from "../../keys";
import styles from "../panel.module.css";
import type { QuestionProps } from "./question";
import forms from "./questions.module.css";
import { stepsOf } from "./steps";

const MOST_BUTTONS = 11;

export function Rating(props: QuestionProps) {
  const { attribute, value, disabled, onAnswer } = props;
  const steps = stepsOf(attribute);
  const [low, high] = attribute.ends ?? [];
  return (
    <div className={forms.rating}>
      {steps.length > MOST_BUTTONS ? (
        <Slider {...props} steps={steps} />
      ) : (
        <div className={forms.steps}>
          {steps.map((step) => (
            <button
              key={step}
              type="button"
              className={forms.step}
              aria-pressed={value === step}
              disabled={disabled}
              onMouseDown={keepFocus}
              onClick={() => onAnswer(value === step ? null : step)}
            >
              {step}
            </button>
          ))}
        </div>
      )}
      {(low || high) && (
        <div className={forms.ends}>
          <span>{low}</span>
          <span>{high}</span>
        </div>
      )}
    </div>
  );
}

function Slider({
  attribute,
  value,
  disabled,
  onAnswer,
  steps,
}: QuestionProps & { readonly steps: readonly number[] }) {
  const { t } = useTranslation("editors");
  const place = steps.indexOf(value as number);
  return (
    <div className={forms.slider}>
      <input
        type="range"
        min={0}
        max={steps.length - 1}
        value={Math.max(place, 0)}
        disabled={disabled}
        aria-label={attribute.title}
        aria-valuetext={value === undefined ? t("unanswered") : String(value)}
        onChange={(event) => onAnswer(steps[Number(event.currentTarget.value)] ?? null)}
      />
      <output className={styles.count}>{value === undefined ? "–" : String(value)}</output>
    </div>
  );
}
