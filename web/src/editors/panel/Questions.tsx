/** Questions about the whole item or about one object: choices with keys, text, numbers. */
import type { TFunction } from "i18next";
import { useEffect, useId, useMemo, useState } from "react";
import { useTranslation } from "react-i18next";
import { askedAttributes, chosenOf, pressChoice } from "../attributes";
import type { Attribute, AttributeValue } from "../contract";
import { choiceKey, type Hotkeys, liveChoices } from "../hotkeys";
import { keepFocus } from "../keys";
import { EntityField } from "./EntityField";
import { KeyCap } from "./KeyCap";
import { LONG, LongList } from "./LongList";
import styles from "./panel.module.css";

interface QuestionsProps {
  readonly attributes: readonly Attribute[] | undefined;
  readonly values: Readonly<Record<string, AttributeValue>>;
  readonly hotkeys: Hotkeys;
  readonly disabled: boolean;
  /** Names of required questions to point at, after a submit without them. */
  readonly missing?: ReadonlySet<string>;
  /** Answers to mutable questions hold from where the person looks. */
  readonly holdsFromHere?: boolean;
  /** What was marked, in words: where a knowledge base is searched, the first thing that is asked for. */
  readonly mention?: string;
  readonly onAnswer: (attribute: Attribute, value: AttributeValue | null) => void;
}

export function Questions({ attributes, missing, values, onAnswer, holdsFromHere = false, ...rest }: QuestionsProps) {
  return (
    <div className={styles.questions}>
      {askedAttributes(attributes, values).map((attribute) => (
        <Question
          key={attribute.name}
          {...rest}
          attribute={attribute}
          value={values[attribute.name]}
          isMissing={missing?.has(attribute.name) ?? false}
          holdsFromHere={holdsFromHere && attribute.is_mutable === true}
          onAnswer={(value) => onAnswer(attribute, value)}
        />
      ))}
    </div>
  );
}

interface QuestionProps {
  readonly attribute: Attribute;
  readonly value: AttributeValue | undefined;
  readonly hotkeys: Hotkeys;
  readonly disabled: boolean;
  readonly isMissing: boolean;
  readonly holdsFromHere: boolean;
  readonly mention?: string;
  readonly onAnswer: (value: AttributeValue | null) => void;
}

function Question(props: QuestionProps) {
  const { attribute, isMissing } = props;
  const { t } = useTranslation("editors");
  const id = useId();
  return (
    <fieldset className={styles.question} data-missing={isMissing || undefined} aria-describedby={`${id}-about`}>
      <legend className={styles.questionTitle}>
        {attribute.title}
        {attribute.required && (
          <span className={styles.required} title={t("required")}>
            {isMissing ? ` · ${t("required")}` : " *"}
          </span>
        )}
        {props.holdsFromHere && <span className={styles.changing}> · {t("mayChange")}</span>}
      </legend>
      {attribute.description && (
        <p id={`${id}-about`} className={styles.about}>
          {attribute.description}
        </p>
      )}
      <Field {...props} />
    </fieldset>
  );
}

function Field(props: QuestionProps) {
  switch (props.attribute.type) {
    case "category":
      return <Choices {...props} />;
    case "entity":
      return <EntityField {...props} mention={props.mention ?? ""} />;
    default:
      return <Entry {...props} />;
  }
}

function Choices({ attribute, value, hotkeys, disabled, onAnswer }: QuestionProps) {
  const chosen = new Set(chosenOf(value));
  const choices = useMemo(() => liveChoices(attribute), [attribute]);
  if (choices.length >= LONG) {
    return (
      <LongList
        items={choices}
        label={attribute.title}
        disabled={disabled}
        isChosen={({ name }) => chosen.has(name)}
        onPick={(choice) => onAnswer(pressChoice(attribute, choice, value))}
        before={(choice) => (
          <>
            <KeyCap chord={hotkeys.keyOfChoice.get(choiceKey(attribute, choice))} />
            <span className={attribute.allow_multiple ? styles.check : styles.radio} aria-hidden="true" />
          </>
        )}
      />
    );
  }
  return (
    <div className={styles.labels}>
      {choices.map((choice) => {
        const key = hotkeys.keyOfChoice.get(choiceKey(attribute, choice));
        return (
          <button
            key={choice.name}
            type="button"
            className={styles.row}
            aria-pressed={chosen.has(choice.name)}
            aria-keyshortcuts={key}
            disabled={disabled}
            onMouseDown={keepFocus}
            onClick={() => onAnswer(pressChoice(attribute, choice, value))}
          >
            <KeyCap chord={key} />
            <span className={attribute.allow_multiple ? styles.check : styles.radio} aria-hidden="true" />
            <span className={styles.rowTitle}>{choice.title}</span>
          </button>
        );
      })}
    </div>
  );
}

/** Text and numbers are answered when the field is left or Enter is pressed, so that one change is one undo step. */
function Entry({ attribute, value, disabled, onAnswer }: QuestionProps) {
  const { t } = useTranslation("editors");
  const [draft, setDraft] = useState(String(value ?? ""));
  useEffect(() => setDraft(String(value ?? "")), [value]);
  const isNumber = attribute.type === "number";
  const commit = () => {
    const answered = readEntry(attribute, draft);
    if (answered === undefined) setDraft(String(value ?? ""));
    else if (answered !== (value ?? null)) onAnswer(answered);
  };
  const shared = {
    className: styles.entry,
    value: draft,
    disabled,
    "aria-label": attribute.title,
    onBlur: commit,
    onChange: (event: { currentTarget: { value: string } }) => setDraft(event.currentTarget.value),
    onKeyDown: (event: React.KeyboardEvent<HTMLElement>) => {
      if (event.key === "Escape" || (event.key === "Enter" && isNumber)) event.currentTarget.blur();
      else if (event.key === "Enter" && (event.ctrlKey || event.metaKey)) commit();
    },
  };
  if (!isNumber) return <textarea rows={2} dir="auto" {...shared} />;
  return (
    <input
      type="text"
      inputMode="decimal"
      placeholder={describeRange(attribute, t)}
      aria-invalid={readEntry(attribute, draft) === undefined}
      {...shared}
    />
  );
}

/** null clears; undefined is not an answer to this question. */
export function readEntry(attribute: Attribute, text: string): string | number | null | undefined {
  const trimmed = text.trim();
  if (trimmed === "") return null;
  if (attribute.type !== "number") return trimmed;
  const number = Number(trimmed.replace(",", "."));
  const isInside = number >= (attribute.minimum ?? -Infinity) && number <= (attribute.maximum ?? Infinity);
  return Number.isFinite(number) && isInside ? number : undefined;
}

function describeRange({ minimum, maximum }: Attribute, t: TFunction<"editors">): string {
  if (minimum != null && maximum != null) return t("numberBetween", { minimum, maximum });
  if (minimum != null) return t("numberAtLeast", { minimum });
  return maximum != null ? t("numberAtMost", { maximum }) : "";
}
