/** Questions about the whole item or about one object: one field for each type, digits for what can be counted. */
import type { TFunction } from "i18next";
import { useEffect, useId, useMemo, useState } from "react";
import { flushSync } from "react-dom";
import { useTranslation } from "react-i18next";
import { askedAttributes, chosenOf, pressChoice } from "../attributes";
import type { Values } from "../conditions";
import type { Attribute, AttributeValue, QuestionType } from "../contract";
import { type Fault, faultOf } from "../faults";
import { choiceKey, givableChoices, type Hotkeys, liveChoices } from "../hotkeys";
import { isField, keepFocus } from "../keys";
import { ChoiceList, isListed } from "./ChoiceList";
import { EntityField } from "./EntityField";
import { KeyCap } from "./KeyCap";
import styles from "./panel.module.css";
import { DateEntry } from "./questions/DateEntry";
import { answerOfDigit } from "./questions/digits";
import { FileEntry } from "./questions/FileEntry";
import { GroupEntry } from "./questions/GroupEntry";
import { digitOf, focusNext, type QuestionProps } from "./questions/question";
import forms from "./questions/questions.module.css";
import { Ranking } from "./questions/Ranking";
import { Rating } from "./questions/Rating";
import { RubricEntry } from "./questions/RubricEntry";
import { TimeRangeEntry } from "./questions/TimeRangeEntry";

interface QuestionsProps {
  readonly attributes: readonly Attribute[] | undefined;
  readonly values: Readonly<Record<string, AttributeValue>>;
  readonly hotkeys: Hotkeys;
  readonly disabled: boolean;
  /** By name, what a submit found wrong; null where a required answer is missing. */
  readonly missing?: ReadonlyMap<string, Fault | null>;
  /** Answers to mutable questions hold from where the person looks. */
  readonly holdsFromHere?: boolean;
  /** What was marked, in words: where a knowledge base is searched, the first thing that is asked for. */
  readonly mention?: string;
  readonly onAnswer: (attribute: Attribute, value: AttributeValue | null) => void;
}

export function Questions({ attributes, missing, values, onAnswer, holdsFromHere = false, ...rest }: QuestionsProps) {
  return (
    <div className={styles.questions} data-questions="">
      {askedAttributes(attributes, values).map((attribute) => (
        <Question
          key={attribute.name}
          {...rest}
          attribute={attribute}
          value={values[attribute.name]}
          isMissing={isStill(missing, attribute, values)}
          fault={values[attribute.name] === undefined ? null : stillWrong(missing, attribute, values)}
          holdsFromHere={holdsFromHere && attribute.is_mutable === true}
          onAnswer={(value) => onAnswer(attribute, value)}
        />
      ))}
    </div>
  );
}

/** What was missing is marked until it is answered. */
function isStill(missing: QuestionsProps["missing"], { name }: Attribute, values: Values): boolean {
  return missing?.get(name) === null && values[name] === undefined;
}

/** What was wrong is marked until it is right. */
function stillWrong(missing: QuestionsProps["missing"], attribute: Attribute, values: Values): Fault | null {
  const value = values[attribute.name];
  return missing?.has(attribute.name) && value !== undefined ? faultOf(attribute, value) : null;
}

function Question(props: QuestionProps) {
  const { attribute, isMissing, fault } = props;
  const Field = FIELDS[attribute.type];
  const { t } = useTranslation("editors");
  const id = useId();
  return (
    <fieldset
      className={styles.question}
      data-question={attribute.name}
      data-missing={isMissing || fault != null || undefined}
      aria-describedby={`${id}-about ${id}-fault`}
      onKeyDown={(event) => answerByDigit(event, props)}
    >
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
      {fault && (
        <p id={`${id}-fault`} className={forms.fault} role="alert">
          {t(fault.says, fault.values)}
        </p>
      )}
    </fieldset>
  );
}

/** A digit answers the question that has the focus, and goes on where one answer is all there is to give. */
function answerByDigit(event: React.KeyboardEvent<HTMLElement>, props: QuestionProps): void {
  const { attribute, value, hotkeys, disabled, onAnswer } = props;
  const digit = digitOf(event);
  if (digit === null || disabled || event.defaultPrevented || isField(event.target)) return;
  if (!isOwn(event)) return;
  if (isElsewhere(attribute, digit, event.key, hotkeys)) return;
  const answer = answerOfDigit(attribute, value, digit);
  if (answer === undefined) return;
  event.preventDefault();
  // What is asked next may follow from this answer.
  flushSync(() => onAnswer(answer));
  const isDone = attribute.type === "rating" || (attribute.type === "category" && !attribute.allow_multiple);
  if (isDone && answer !== null) focusNext(event.currentTarget);
}

/** Whether another key than this digit stands beside the choice that it counts to. */
function isElsewhere(attribute: Attribute, digit: number, key: string, hotkeys: Hotkeys): boolean {
  const choice = givableChoices(attribute)[digit];
  const shown = choice && hotkeys.keyOfChoice.get(choiceKey(attribute, choice));
  return shown !== undefined && shown !== key;
}

/** Keys pressed in a question of a group are that question's. */
function isOwn({ target, currentTarget }: React.KeyboardEvent<HTMLElement>): boolean {
  return target instanceof HTMLElement && target.closest("[data-question]") === currentTarget;
}

function Choices({ attribute, value, hotkeys, disabled, onAnswer }: QuestionProps) {
  const chosen = new Set(chosenOf(value));
  const choices = useMemo(() => liveChoices(attribute), [attribute]);
  if (isListed(attribute)) {
    const pick = (name: string) => {
      const choice = choices.find((each) => each.name === name);
      if (choice) onAnswer(pressChoice(attribute, choice, value));
    };
    return (
      <ChoiceList
        attribute={attribute}
        chosen={[...chosen]}
        disabled={disabled}
        onPick={pick}
        before={(choice) => <KeyCap chord={hotkeys.keyOfChoice.get(choiceKey(attribute, choice))} />}
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
  if (!isNumber) {
    const { least, most } = attribute;
    const count = [...draft.trim()].length;
    return (
      <>
        <textarea rows={attribute.is_long ? 6 : 2} dir="auto" {...shared} />
        {(least != null || most != null) && !disabled && (
          <p className={forms.note}>{t("characters", { count, range: describeLength(attribute, t) })}</p>
        )}
      </>
    );
  }
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

function describeLength({ least, most }: Attribute, t: TFunction<"editors">): string {
  if (least != null && most != null) return t("numberBetween", { minimum: least, maximum: most });
  return least != null ? t("numberAtLeast", { minimum: least }) : t("numberAtMost", { maximum: most });
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

const FIELDS: Readonly<Record<QuestionType, React.ComponentType<QuestionProps>>> = {
  category: Choices,
  text: Entry,
  number: Entry,
  rating: Rating,
  ranking: Ranking,
  date: DateEntry,
  file: FileEntry,
  entity: EntityField,
  time_range: TimeRangeEntry,
  rubric: RubricEntry,
  group: GroupEntry,
};
