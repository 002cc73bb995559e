/** What people marked, thing by thing, the least agreed upon first: look at it, take somebody's mark, or leave it out. */
import { useMemo, useState } from "react";
import { useTranslation } from "react-i18next";
import { useStore } from "zustand";
import { useTaskObjects } from "../api/quality";
import { Meter } from "../components/Meter";
import { type AnswerStore, keepFocus, labelPath, type Ontology } from "../editors";
import { type Claim, nameOfLabeler } from "./claim";
import {
  type ComparedObject,
  type GivenMark,
  isTaken,
  leaveOut,
  marksOf,
  standingShape,
  takeMark,
  uuidOf,
} from "./comparison";
import styles from "./work.module.css";

const MOST_SHOWN = 200;

interface ObjectsPanelProps {
  readonly claim: Claim;
  readonly ontology: Ontology;
  readonly store: AnswerStore;
  /** The marks of the thing looked at, to be laid over the item. */
  readonly onLook: (marks: readonly GivenMark[]) => void;
}

export function ObjectsPanel({ claim, ontology, store, onLook }: ObjectsPanelProps) {
  const { t } = useTranslation("work");
  const { data } = useTaskObjects(claim.task.id, claim.answers.length > 1);
  const [lookedAt, lookAt] = useState<string | null>(null);
  const isSet = useMemo(
    () => claim.answers.some(({ answer }) => answer.annotations.some(({ view }) => typeof view === "number")),
    [claim],
  );
  const objects = data?.items ?? [];
  if (objects.length === 0) return null;
  const look = (object: ComparedObject) => {
    lookAt(uuidOf(object));
    onLook(marksOf(object, claim.answers));
    const standing = standingShape(object, store.getState().answer);
    store.select(standing ? [standing.uuid] : []);
  };
  return (
    <section className={styles.answers} aria-label={t("objects")}>
      <h2 className={styles.objectsHead}>{t("objects")}</h2>
      <ul>
        {objects.slice(0, MOST_SHOWN).map((object) => (
          <ObjectRow
            key={uuidOf(object)}
            {...{ object, claim, ontology, store, isSet }}
            isLookedAt={lookedAt === uuidOf(object)}
            onLook={() => look(object)}
          />
        ))}
      </ul>
      {objects.length > MOST_SHOWN && (
        <p className={styles.givenSummary}>{t("objectsMore", { count: objects.length - MOST_SHOWN })}</p>
      )}
    </section>
  );
}

interface ObjectRowProps extends Omit<ObjectsPanelProps, "onLook"> {
  readonly object: ComparedObject;
  /** The item shows several pictures. */
  readonly isSet: boolean;
  readonly isLookedAt: boolean;
  readonly onLook: () => void;
}

function ObjectRow({ object, claim, ontology, store, isSet, isLookedAt, onLook }: ObjectRowProps) {
  const { t } = useTranslation("work");
  const standing = useStore(store, ({ answer }) => standingShape(object, answer));
  const marks = marksOf(object, claim.answers);
  const titles = [...new Set(marks.map(({ shape }) => labelPath(ontology, shape.label)))];
  const seen = t("objectSeen", { count: marks.length, all: claim.answers.length });
  return (
    <li className={styles.object} data-looked-at={isLookedAt || undefined}>
      <button
        type="button"
        className={styles.objectName}
        aria-pressed={isLookedAt}
        onMouseDown={keepFocus}
        onClick={onLook}
      >
        <bdi>{titles.join(" / ")}</bdi>
        <span className={styles.givenSummary}>{isSet ? t("objectInView", { number: viewOf(marks), seen }) : seen}</span>
        <Meter
          share={object.agreement}
          label={t("alike", { percent: Math.round(object.agreement * 100) })}
          tone="plain"
        />
      </button>
      {isLookedAt && (
        <div className={styles.objectChoices}>
          {marks.map((mark) => (
            <button
              key={mark.given.annotation_id}
              type="button"
              className={styles.bare}
              aria-pressed={isTaken(mark, standing)}
              onMouseDown={keepFocus}
              onClick={() => store.dispatch(takeMark(object, mark))}
            >
              {t("takeMark", { name: nameOfLabeler(mark.given.labeler) })}
            </button>
          ))}
          <button
            type="button"
            className={styles.bare}
            aria-pressed={!standing}
            onMouseDown={keepFocus}
            onClick={() => store.dispatch(leaveOut(object, store.getState().answer))}
          >
            {t("leaveOut")}
          </button>
        </div>
      )}
    </li>
  );
}

/** Which of several pictures the thing lies in, from 1. */
function viewOf(marks: readonly GivenMark[]): number {
  const view = marks[0]?.shape.view;
  return typeof view === "number" ? view + 1 : 1;
}
