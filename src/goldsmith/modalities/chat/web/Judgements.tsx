/** What is asked about one message, under it or in it: steps, criteria, axes. Each row is a question of its own. */
import type { Answer } from "@goldsmith/editors";
import { ChoiceList, isListed, keepFocus } from "@goldsmith/editors";
import { useTranslation } from "react-i18next";
import { type Ask, givenTo, isAfterMistake, isAttributeAsked, optionsOf } from "./asks";
import styles from "./chat.module.css";
import { PlainText, RichText } from "./RichText";

export interface JudgementProps {
  readonly asks: readonly Ask[];
  readonly answer: Answer;
  readonly atKey: string | undefined;
  readonly readOnly: boolean;
  readonly isPlain: boolean;
  readonly onAsk: (ask: Ask) => void;
  readonly onGive: (ask: Ask, value: string | null) => void;
}

/** The message cut into steps, each with its verdict. */
export function Steps(props: JudgementProps) {
  const { t } = useTranslation("editor.chat.v1");
  return (
    <ol className={styles.steps}>
      {props.asks.map((ask) =>
        ask.kind === "step" ? (
          <li
            key={ask.key}
            className={styles.stepRow}
            data-at={ask.key === props.atKey || undefined}
            data-given={givenTo(ask, props.answer) ?? undefined}
            data-after={isAfterMistake(ask, props.answer) || undefined}
            data-ask={ask.key}
          >
            <div className={styles.stepText}>
              {props.isPlain ? <PlainText text={ask.text} /> : <RichText text={ask.text} />}
            </div>
            <Choices {...props} ask={ask} title={t("stepNumber", { number: ask.step + 1 })} />
          </li>
        ) : null,
      )}
    </ol>
  );
}

/** The criteria of the rubric, or the axes of a rating, as rows of buttons. */
export function Rows(props: JudgementProps) {
  const { t } = useTranslation("editor.chat.v1");
  const asked = props.asks.filter((ask) => ask.kind !== "attribute" || isAttributeAsked(ask, props.answer));
  return (
    <ul className={styles.rows}>
      {asked.map((ask) => (
        <li key={ask.key} className={styles.row} data-at={ask.key === props.atKey || undefined} data-ask={ask.key}>
          {ask.kind === "grade" && (
            <span className={styles.rowTitle}>
              {ask.criterion.criterion}
              <span className={styles.worth}>{t("points", { points: ask.criterion.points ?? 1 })}</span>
            </span>
          )}
          {ask.kind === "attribute" && (
            <span className={styles.rowTitle} title={ask.attribute.description || undefined}>
              {ask.attribute.title || ask.attribute.name}
            </span>
          )}
          {ask.kind === "attribute" && isListed(ask.attribute) ? (
            <Listed {...props} ask={ask} />
          ) : ask.kind === "attribute" && optionsOf(ask, t).length === 0 ? (
            <Field {...props} ask={ask} />
          ) : (
            <Choices {...props} ask={ask} title={titleOf(ask)} />
          )}
        </li>
      ))}
    </ul>
  );
}

function titleOf(ask: Ask): string {
  if (ask.kind === "grade") return ask.criterion.criterion;
  return ask.kind === "attribute" ? ask.attribute.title || ask.attribute.name : ask.label.title;
}

function Choices(props: JudgementProps & { ask: Ask; title: string }) {
  const { ask, answer, readOnly, title, onAsk, onGive } = props;
  const { t } = useTranslation("editor.chat.v1");
  const given = givenTo(ask, answer);
  const chosen = new Set(Array.isArray(given) ? given : [String(given)]);
  return (
    <fieldset className={styles.choices} aria-label={title}>
      {optionsOf(ask, t).map(({ value, title: name }) => (
        <button
          key={value}
          type="button"
          className={styles.choice}
          data-value={value}
          aria-pressed={chosen.has(value)}
          disabled={readOnly}
          onMouseDown={keepFocus}
          onClick={() => {
            onAsk(ask);
            onGive(ask, chosen.has(value) && !Array.isArray(given) ? null : value);
          }}
        >
          {name}
        </button>
      ))}
    </fieldset>
  );
}

/** Many choices, or a tree of them, are searched where the question stands. */
function Listed(props: JudgementProps & { ask: Ask & { kind: "attribute" } }) {
  const { ask, answer, readOnly, onAsk, onGive } = props;
  const given = givenTo(ask, answer);
  const chosen = Array.isArray(given) ? given.map(String) : given === null ? [] : [String(given)];
  return (
    <fieldset className={styles.listed} onFocus={() => onAsk(ask)}>
      <ChoiceList
        attribute={ask.attribute}
        chosen={chosen}
        disabled={readOnly}
        onPick={(name) => onGive(ask, chosen.includes(name) && !Array.isArray(given) ? null : name)}
      />
    </fieldset>
  );
}

function Field(props: JudgementProps & { ask: Ask & { kind: "attribute" } }) {
  const { ask, answer, readOnly, onAsk, onGive } = props;
  const given = givenTo(ask, answer);
  return (
    <input
      key={String(given ?? "")}
      className={styles.entry}
      aria-label={ask.attribute.title || ask.attribute.name}
      data-writing=""
      defaultValue={String(given ?? "")}
      readOnly={readOnly}
      onFocus={() => onAsk(ask)}
      onBlur={(event) => {
        const typed = event.currentTarget.value.trim();
        if (typed !== String(given ?? "")) onGive(ask, typed || null);
      }}
      onKeyDown={(event) => {
        if (event.key === "Enter" || event.key === "Escape") event.currentTarget.blur();
      }}
    />
  );
}
