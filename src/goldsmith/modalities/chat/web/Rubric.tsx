/** The rubric that a labeler writes: criteria with their points, one under the other. */
import type { RubricTests, Shape } from "@goldsmith/editors";
import { IconPlus, IconTrash } from "@tabler/icons-react";
import { useEffect, useRef, useState } from "react";
import { useTranslation } from "react-i18next";
import styles from "./chat.module.css";
import { RubricTesting } from "./RubricTesting";

export interface WrittenCriterion extends Shape {
  readonly type: "criterion";
  readonly criterion: string;
  readonly points: number;
  readonly tags: readonly string[];
}

export function isCriterion(shape: Shape): shape is WrittenCriterion {
  return shape.type === "criterion";
}

interface RubricProps {
  readonly title: string;
  readonly criteria: readonly WrittenCriterion[];
  readonly readOnly: boolean;
  readonly tests: RubricTests | null;
  readonly onPut: (criterion: Pick<WrittenCriterion, "criterion" | "points" | "tags">, uuid?: string) => void;
  readonly onRemove: (uuid: string) => void;
}

/** One object: a row takes on what it is given whenever that is another one. */
const BLANK = { criterion: "", points: 1, tags: [] };

export function Rubric({ title, criteria, readOnly, tests, onPut, onRemove }: RubricProps) {
  const { t } = useTranslation("editor.chat.v1");
  const list = useRef<HTMLOListElement>(null);
  const [isAdding, setAdding] = useState(false);
  const most = criteria.reduce((sum, { points }) => sum + Math.max(points, 0), 0);
  useEffect(() => {
    if (isAdding) list.current?.querySelector<HTMLElement>("li:last-child textarea")?.focus();
  }, [isAdding]);
  return (
    <section className={styles.writing} aria-label={title}>
      <header className={styles.writingHead}>
        <h2 className={styles.writingTitle}>{title}</h2>
        <span className={styles.count}>{t("rubricTotal", { count: criteria.length, points: most })}</span>
      </header>
      <ol ref={list} className={styles.criteria}>
        {criteria.map((each, place) => (
          <CriterionRow
            key={each.uuid}
            number={place + 1}
            given={each}
            readOnly={readOnly}
            onPut={(put) => onPut(put, each.uuid)}
            onRemove={() => onRemove(each.uuid)}
          />
        ))}
        {isAdding && (
          <CriterionRow
            key={`new ${criteria.length}`}
            number={criteria.length + 1}
            given={BLANK}
            readOnly={false}
            onPut={(put) => {
              setAdding(false);
              if (put.criterion) onPut(put);
            }}
            onRemove={() => setAdding(false)}
          />
        )}
      </ol>
      {!readOnly && (
        <button type="button" className={styles.start} data-add-criterion="" onClick={() => setAdding(true)}>
          <IconPlus size={14} /> {t("addCriterion")}
        </button>
      )}
      {!readOnly && tests && <RubricTesting tests={tests} criteria={criteria} />}
    </section>
  );
}

interface RowProps {
  readonly number: number;
  readonly given: Pick<WrittenCriterion, "criterion" | "points" | "tags">;
  readonly readOnly: boolean;
  readonly onPut: (criterion: Pick<WrittenCriterion, "criterion" | "points" | "tags">) => void;
  readonly onRemove: () => void;
}

/** One criterion: what is typed counts when the row is left, so that one change is one step of undo. */
function CriterionRow({ number, given, readOnly, onPut, onRemove }: RowProps) {
  const { t } = useTranslation("editor.chat.v1");
  const [text, setText] = useState(given.criterion);
  const [points, setPoints] = useState(String(given.points));
  const [tags, setTags] = useState(given.tags.join(", "));
  useEffect(() => {
    setText(given.criterion);
    setPoints(String(given.points));
    setTags(given.tags.join(", "));
  }, [given]);
  const commit = () => {
    const worth = Number(points.replace(",", "."));
    const named = tags
      .split(",")
      .map((tag) => tag.trim())
      .filter(Boolean);
    const isSame = text.trim() === given.criterion && worth === given.points && named.join() === given.tags.join();
    if (isSame && given.criterion) return;
    onPut({
      criterion: text.trim(),
      points: Number.isFinite(worth) && points.trim() ? worth : given.points,
      tags: named,
    });
  };
  return (
    <li
      className={styles.criterionRow}
      onBlur={(event) => !event.currentTarget.contains(event.relatedTarget) && commit()}
      onKeyDown={(event) => event.key === "Enter" && (event.ctrlKey || event.metaKey) && commit()}
    >
      <textarea
        className={styles.criterionText}
        aria-label={`${t("criterion", { number })}: ${t("criterionText")}`}
        placeholder={t("criterionText")}
        rows={2}
        dir="auto"
        maxLength={10_000}
        value={text}
        readOnly={readOnly}
        onChange={(event) => setText(event.currentTarget.value)}
        onKeyDown={(event) => event.key === "Escape" && event.currentTarget.blur()}
      />
      <input
        className={styles.points}
        aria-label={`${t("criterion", { number })}: ${t("pointsField")}`}
        inputMode="decimal"
        value={points}
        readOnly={readOnly}
        onChange={(event) => setPoints(event.currentTarget.value)}
      />
      <input
        className={styles.tags}
        aria-label={`${t("criterion", { number })}: ${t("tagsField")}`}
        placeholder={t("tagsField")}
        value={tags}
        readOnly={readOnly}
        onChange={(event) => setTags(event.currentTarget.value)}
      />
      {!readOnly && (
        <button type="button" className={styles.step} aria-label={t("removeCriterion", { number })} onClick={onRemove}>
          <IconTrash size={15} />
        </button>
      )}
    </li>
  );
}
