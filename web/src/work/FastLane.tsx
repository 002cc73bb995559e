/** One item and one question, large: a key answers it and the next item is there; the last few answers can be undone. */
import { IconLayoutSidebarRight } from "@tabler/icons-react";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import { type Attribute, chordOf, createAnswerStore, useKeys } from "../editors";
import { liveChoices } from "../editors/hotkeys";
import { type Item, startingAnswer } from "./claim";
import { FlagMenu } from "./DecisionMenus";
import type { Desk } from "./desk";
import styles from "./fastLane.module.css";
import { InstructionsBeside, ItemEditor, ItemScreen, type LayoutProps } from "./ItemScreen";
import { LaneQuestion, LaneWays } from "./LaneQuestion";
import { answerWith, type LaneAct, laneAct, saysYesOrNo, suggestedChoice } from "./lane";
import { markSubmit } from "./paint";
import { SentBack, TaskInstruction } from "./TaskNotes";
import { BarButton } from "./TopBar";
import type { ActiveTimer } from "./timer";
import type { KeyRow } from "./useDecisionKeys";
import { type Surroundings, useSurroundings } from "./useSurroundings";

interface FastLaneProps extends LayoutProps {
  readonly question: Attribute;
  /** Show the whole desk instead. */
  readonly onLeave: () => void;
}

export function FastLane({ question, onLeave, ...props }: FastLaneProps) {
  const { item, desk, timer, project } = props;
  const { claim } = item;
  const { t } = useTranslation("work");
  const [store] = useState(() => createAnswerStore({ answer: startingAnswer(item), hypothesis: claim.hypothesis }));
  const around = useSurroundings(item);
  const suggested = suggestedChoice(item, question);
  const [isUnclear, setUnclear] = useState(false);
  const act = useActs(item, question, desk, timer, () => setUnclear(true));
  useLaneKeys({ question, suggested, act, around, onLeave });

  return (
    <ItemScreen
      {...props}
      around={around}
      actions={
        <>
          <FlagMenu around={around} onReason={act.flag} />
          <BarButton title={t("laneLeave")} chord="⇧Q" icon={<IconLayoutSidebarRight size={16} />} onClick={onLeave} />
        </>
      }
      draft="clean"
      warning={isUnclear ? t("answerFirst", { question: question.title }) : null}
      keys={t(saysYesOrNo(question, suggested) ? "laneKeys" : "laneDigits", { count: liveChoices(question).length })}
      keyHelp={LANE_KEYS}
      isLane
    >
      <div className={styles.desk} data-instructions={around.instructions.isOpen || undefined}>
        <main className={styles.canvas}>
          <ItemEditor {...{ item, store, around }} modality={project.modality} readOnly />
        </main>
        <section className={styles.dock} aria-label={t("laneQuestion")}>
          {claim.comment && <SentBack comment={claim.comment} />}
          {claim.task.instruction && <TaskInstruction markdown={claim.task.instruction} />}
          <LaneQuestion {...{ question, suggested }} onChoose={(choice) => act.run({ kind: "choose", choice })} />
          <LaneWays desk={desk} onIgnore={() => act.run({ kind: "ignore" })} />
        </section>
        <InstructionsBeside instructions={around.instructions} className={styles.beside} />
      </div>
    </ItemScreen>
  );
}

interface Acts {
  run(act: LaneAct): void;
  flag(reason: string): void;
}

function useActs(item: Item, question: Attribute, desk: Desk, timer: ActiveTimer, onUnclear: () => void): Acts {
  const { t } = useTranslation("work");
  const decide = (decision: Parameters<Desk["decideForNow"]>[0]) => {
    markSubmit();
    const { seconds } = timer;
    timer.restart();
    desk.decideForNow(decision, seconds);
  };
  return {
    run(act) {
      if (act.kind === "choose") decide({ kind: "submit", answer: answerWith(item, question, act.choice) });
      else if (act.kind === "ignore") decide({ kind: "skip", reason: t("skipUnclear") });
      else if (act.kind === "unclear") onUnclear();
      else desk.takeBack();
    },
    flag: (reason) => decide({ kind: "flag", reason }),
  };
}

interface LaneKeysContext {
  readonly question: Attribute;
  readonly suggested: string | undefined;
  readonly act: Acts;
  readonly around: Surroundings;
  readonly onLeave: () => void;
}

function useLaneKeys({ question, suggested, act, around, onLeave }: LaneKeysContext): void {
  const { open, instructions } = around;
  const screenKeys: Readonly<Record<string, () => void>> = {
    "Shift+F": () => open("flag"),
    "Shift+I": instructions.toggle,
    "Shift+Q": onLeave,
    "?": () => open("help"),
  };
  useKeys("lane", (event) => {
    const chord = chordOf(event);
    const found = laneAct(chord, question, suggested);
    // A key held down must not answer the items that follow.
    if (found && !event.repeat) act.run(found);
    const command = screenKeys[chord];
    command?.();
    return found !== null || command !== undefined;
  });
}

const LANE_KEYS: readonly KeyRow[] = [
  { keys: ["1…9"], does: "laneKeyChoose" },
  { keys: ["Enter", "A"], does: "laneKeyAccept" },
  { keys: ["X"], does: "laneKeyReject" },
  { keys: ["Space"], does: "laneKeyIgnore" },
  { keys: ["U", "Backspace"], does: "laneKeyTakeBack" },
  { keys: ["Shift+Q"], does: "laneKeyLeave" },
  { keys: ["Shift+F"], does: "keyFlag" },
  { keys: ["Shift+I"], does: "keyInstructions" },
  { keys: ["?"], does: "keyHelp" },
];
