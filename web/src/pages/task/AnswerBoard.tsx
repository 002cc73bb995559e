/** The answers: one at a time, laid over each other, or side by side. */
import { SegmentedControl } from "@mantine/core";
import { lazy, Suspense, useMemo, useState } from "react";
import type { Ontology, Task } from "../../api";
import { formatSeconds } from "../../components/format";
import { StateMark } from "../../components/Marks";
import { Time } from "../../components/Time";
import { Waiting } from "../../components/Waiting";
import { useText } from "../../i18n/text";
import { KIND_ICONS } from "../project/LabelerTable";
import { readAnswers, type ShownAnswer, summarize } from "./answers";
import classes from "./task.module.css";

const AnswerView = lazy(() => import("../../editors").then((module) => ({ default: module.AnswerView })));

const LOOKS = ["one", "overlay", "side"] as const;
type Look = (typeof LOOKS)[number];

interface AnswerBoardProps {
  task: Task;
  modality: string;
  ontology: Ontology;
}

export function AnswerBoard({ task, modality, ontology }: AnswerBoardProps) {
  const t = useText();
  const answers = useMemo(() => readAnswers(task), [task]);
  const [look, setLook] = useState<Look>("one");
  const [chosen, setChosen] = useState<string | null>(null);
  const current = answers.find(({ key }) => key === chosen) ?? answers[0];
  const shared = { modality, content: task.content, assets: task.assets, ontology };
  return (
    <section className={classes.board} aria-label={t("answers.title")}>
      <div className={classes.boardHead}>
        <h2>{t("answers.title")}</h2>
        {answers.length > 1 && (
          <SegmentedControl
            aria-label={t("answers.look")}
            value={look}
            onChange={(value) => setLook(value as Look)}
            data={LOOKS.map((value) => ({ value, label: t(`answers.${value}`) }))}
          />
        )}
      </div>
      <Suspense fallback={<Waiting />}>
        {look === "side" ? (
          <div className={classes.side}>
            {answers.map((shown) => (
              <figure key={shown.key} className={classes.tile} data-accepted={shown.isAccepted || undefined}>
                <figcaption>
                  <AnswerCaption shown={shown} ontology={ontology} />
                </figcaption>
                <div className={classes.tileView}>
                  <AnswerView {...shared} answer={shown.answer} />
                </div>
              </figure>
            ))}
          </div>
        ) : (
          <div className={classes.single}>
            <div className={classes.view}>
              <AnswerView
                {...shared}
                answer={current?.answer ?? null}
                overlays={look === "overlay" ? overlaysOf(answers, current) : []}
              />
            </div>
            <AnswerPicker answers={answers} ontology={ontology} current={current} onChoose={setChosen} />
          </div>
        )}
      </Suspense>
    </section>
  );
}

function overlaysOf(answers: readonly ShownAnswer[], current: ShownAnswer | undefined) {
  return answers
    .filter(({ key }) => key !== current?.key)
    .map(({ key, answer, annotation }) => ({ key, title: annotation.labeler?.name ?? annotation.kind, answer }));
}

interface AnswerPickerProps {
  answers: readonly ShownAnswer[];
  ontology: Ontology;
  current: ShownAnswer | undefined;
  onChoose(key: string): void;
}

function AnswerPicker({ answers, ontology, current, onChoose }: AnswerPickerProps) {
  const t = useText();
  if (answers.length === 0) return <p className={classes.noAnswers}>{t("answers.none")}</p>;
  return (
    <div className={classes.picker}>
      {answers.map((shown) => (
        <button
          key={shown.key}
          type="button"
          className={classes.pick}
          aria-pressed={shown.key === current?.key}
          data-accepted={shown.isAccepted || undefined}
          onClick={() => onChoose(shown.key)}
        >
          <AnswerCaption shown={shown} ontology={ontology} />
        </button>
      ))}
    </div>
  );
}

function AnswerCaption({ shown, ontology }: { shown: ShownAnswer; ontology: Ontology }) {
  const t = useText();
  const { annotation, kind, answer } = shown;
  const Icon = annotation.labeler ? KIND_ICONS[annotation.labeler.kind] : null;
  return (
    <span className={classes.caption}>
      <span className={classes.captionTop}>
        {Icon && <Icon size={14} stroke={1.6} aria-hidden="true" />}
        <strong>{annotation.labeler?.name ?? t(`annotationKind.${annotation.kind}`)}</strong>
        <em>{t(`annotationKind.${kind}`)}</em>
      </span>
      <span className={classes.captionText}>{summarize(answer, ontology) || t("answers.empty")}</span>
      <span className={classes.captionNote}>
        {annotation.verdict && <StateMark state={annotation.verdict} />}
        {annotation.seconds !== null && <span>{formatSeconds(annotation.seconds)}</span>}
        <Time at={annotation.created_at} />
      </span>
      {annotation.comment && <span className={classes.comment}>{annotation.comment}</span>}
    </span>
  );
}
