/** The one question of the fast lane, each choice with its key, and the ways around it. */
import { IconArrowBackUp } from "@tabler/icons-react";
import { useTranslation } from "react-i18next";
import { useStore } from "zustand";
import { type Attribute, type Choice, KeyCap, keepFocus } from "../editors";
import { liveChoices } from "../editors/hotkeys";
import type { Desk } from "./desk";
import styles from "./fastLane.module.css";
import work from "./work.module.css";

interface LaneQuestionProps {
  readonly question: Attribute;
  readonly suggested: string | undefined;
  readonly onChoose: (choice: Choice) => void;
}

export function LaneQuestion({ question, suggested, onChoose }: LaneQuestionProps) {
  const { t } = useTranslation("work");
  return (
    <fieldset className={styles.question}>
      <legend className={styles.title}>{question.title}</legend>
      {question.description && <p className={styles.about}>{question.description}</p>}
      <div className={styles.choices}>
        {liveChoices(question).map((choice, index) => (
          <button
            key={choice.name}
            type="button"
            className={styles.choice}
            data-suggested={choice.name === suggested || undefined}
            aria-keyshortcuts={String(index + 1)}
            onMouseDown={keepFocus}
            onClick={() => onChoose(choice)}
          >
            <span className={styles.cap} aria-hidden="true">
              <KeyCap chord={String(index + 1)} />
            </span>
            {choice.title}
            {choice.name === suggested && (
              <span className={styles.suggestion}>
                {t("laneSuggested")} <KeyCap chord="Enter" />
              </span>
            )}
          </button>
        ))}
      </div>
    </fieldset>
  );
}

interface LaneWaysProps {
  readonly desk: Desk;
  readonly onIgnore: () => void;
}

/** The ways on that answer nothing: back to the last item, or past this one. */
export function LaneWays({ desk, onIgnore }: LaneWaysProps) {
  const { t } = useTranslation("work");
  const count = useStore(desk, ({ held }) => held.length);
  return (
    <div className={styles.ways}>
      <button
        type="button"
        className={work.secondary}
        disabled={count === 0}
        onMouseDown={keepFocus}
        onClick={() => desk.takeBack()}
      >
        <IconArrowBackUp size={16} className={work.turns} />
        {t("laneTakeBack")}
        <KeyCap chord="U" />
      </button>
      <button type="button" className={work.secondary} onMouseDown={keepFocus} onClick={onIgnore}>
        {t("laneIgnore")}
        <KeyCap chord="Space" />
      </button>
    </div>
  );
}
