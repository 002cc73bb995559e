/** One item and one question, large: a key answers it and the next item is there; the last few answers can be undone. */
import { IconArrowBackUp, IconFlag, IconLayoutSidebarRight } from "@tabler/icons-react";
import { type ReactNode, useEffect, useMemo, useState } from "react";
import { useTranslation } from "react-i18next";
import { useStore } from "zustand";
import {
  type Attribute,
  type Choice,
  chordOf,
  createAnswerStore,
  EditorHelp,
  EditorHost,
  Instructions,
  KeyCap,
  keepFocus,
  useKeys,
} from "../editors";
import { liveChoices } from "../editors/hotkeys";
import { type Item, startingAnswer } from "./claim";
import type { Desk } from "./desk";
import styles from "./fastLane.module.css";
import { answerWith, type LaneAct, laneAct, saysYesOrNo, suggestedChoice } from "./lane";
import { markPainted, markSubmit } from "./paint";
import { ReasonMenu } from "./ReasonMenu";
import { StatusLine } from "./StatusLine";
import { SentBack, TaskInstruction } from "./TaskNotes";
import { BarButton, BarTools, TopBar } from "./TopBar";
import type { ActiveTimer } from "./timer";
import { useItemInstructions } from "./useItemInstructions";
import type { DeskProps } from "./WorkScreen";
import work from "./work.module.css";

interface FastLaneProps extends DeskProps {
  readonly item: Item;
  readonly question: Attribute;
  readonly doneToday: number;
  readonly notices: ReactNode;
  /** Show the whole desk instead. */
  readonly onLeave: () => void;
}

export function FastLane(props: FastLaneProps) {
  const { item, question, desk, outgoing, timer, project, purpose, doneToday, notices, onLeave } = props;
  const { claim, ontology } = item;
  const { t } = useTranslation("work");
  const [store] = useState(() => createAnswerStore({ answer: startingAnswer(item), hypothesis: claim.hypothesis }));
  const task = useMemo(() => ({ content: claim.task.content, assets: claim.assets }), [claim]);
  const instructions = useItemInstructions(item);
  const suggested = suggestedChoice(item, question);
  const [opened, open] = useState<"flag" | "help" | null>(null);
  const [editorStatus, setEditorStatus] = useState("");
  const [isUnclear, setUnclear] = useState(false);
  const act = useActs(item, question, desk, timer, () => setUnclear(true));
  useLaneKeys({ question, suggested, act, open, onLeave, toggleInstructions: instructions.toggle });

  return (
    <div className={`${work.screen} ${styles.screen}`} data-lane="">
      <TopBar {...{ project, purpose, doneToday, timer }} title={claim.task.unique_id ?? undefined}>
        <ReasonMenu
          title={t("flag")}
          heading={t("flagTitle")}
          about={t("flagAbout")}
          chord="⇧F"
          icon={<IconFlag size={16} />}
          reasons={[]}
          isOpen={opened === "flag"}
          onOpen={(isOpen) => open(isOpen ? "flag" : null)}
          onReason={(reason) => act.flag(reason)}
        />
        <BarButton title={t("laneLeave")} chord="⇧Q" icon={<IconLayoutSidebarRight size={16} />} onClick={onLeave} />
        <BarTools
          showsInstructions={instructions.isOpen}
          instructionsMark={
            instructions.isNew ? t(instructions.lastRead ? "instructionsChanged" : "instructionsNew") : undefined
          }
          onInstructions={instructions.toggle}
          onHelp={() => open("help")}
        />
      </TopBar>
      <div className={styles.desk} data-instructions={instructions.isOpen || undefined}>
        <main className={styles.canvas}>
          <EditorHost
            modality={project.modality}
            task={task}
            ontology={ontology}
            store={store}
            readOnly
            onStatus={setEditorStatus}
            onPainted={markPainted}
          />
        </main>
        <section className={styles.dock} aria-label={t("laneQuestion")}>
          {claim.comment && <SentBack comment={claim.comment} />}
          {claim.task.instruction && <TaskInstruction markdown={claim.task.instruction} />}
          <Question {...{ question, suggested }} onChoose={(choice) => act.run({ kind: "choose", choice })} />
          <Ways desk={desk} onIgnore={() => act.run({ kind: "ignore" })} onTakeBack={() => desk.takeBack()} />
        </section>
        {instructions.isOpen && (
          <aside className={`${work.instructions} ${styles.beside}`} aria-label={t("instructions")}>
            <Instructions
              markdown={instructions.markdown}
              lastRead={instructions.lastRead}
              onRead={instructions.markRead}
            />
          </aside>
        )}
      </div>
      <StatusLine
        outgoing={outgoing}
        draft="clean"
        editorStatus={editorStatus}
        warning={isUnclear ? t("answerFirst", { question: question.title }) : null}
        keys={t(saysYesOrNo(question, suggested) ? "laneKeys" : "laneDigits", { count: liveChoices(question).length })}
      />
      {notices}
      {opened === "help" && (
        <EditorHelp
          modality={project.modality}
          ontology={ontology}
          onClose={() => open(null)}
          screenKeys={LANE_KEYS.map(({ keys, does }) => ({ keys, does: t(does) }))}
        />
      )}
    </div>
  );
}

interface QuestionProps {
  readonly question: Attribute;
  readonly suggested: string | undefined;
  readonly onChoose: (choice: Choice) => void;
}

function Question({ question, suggested, onChoose }: QuestionProps) {
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

interface WaysProps {
  readonly desk: Desk;
  readonly onIgnore: () => void;
  readonly onTakeBack: () => void;
}

function Ways({ desk, onIgnore, onTakeBack }: WaysProps) {
  const { t } = useTranslation("work");
  const count = useStore(desk, ({ held }) => held.length);
  return (
    <div className={styles.ways}>
      <button
        type="button"
        className={work.secondary}
        disabled={count === 0}
        onMouseDown={keepFocus}
        onClick={onTakeBack}
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
  readonly open: (what: "flag" | "help") => void;
  readonly onLeave: () => void;
  readonly toggleInstructions: () => void;
}

function useLaneKeys({ question, suggested, act, open, onLeave, toggleInstructions }: LaneKeysContext): void {
  const screenKeys: Readonly<Record<string, () => void>> = {
    "Shift+F": () => open("flag"),
    "Shift+I": toggleInstructions,
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

const LANE_KEYS = [
  { keys: ["1…9"], does: "laneKeyChoose" },
  { keys: ["Enter", "A"], does: "laneKeyAccept" },
  { keys: ["X"], does: "laneKeyReject" },
  { keys: ["Space"], does: "laneKeyIgnore" },
  { keys: ["U", "Backspace"], does: "laneKeyTakeBack" },
  { keys: ["Shift+Q"], does: "laneKeyLeave" },
  { keys: ["Shift+F"], does: "keyFlag" },
  { keys: ["Shift+I"], does: "keyInstructions" },
  { keys: ["?"], does: "keyHelp" },
] as const;

/** What is held back goes out when the page is put away: nobody looks at it any more. */
export function useSendingWhenHidden(desk: Desk): void {
  useEffect(() => {
    const send = () => {
      if (document.hidden) desk.sendHeld();
    };
    document.addEventListener("visibilitychange", send);
    return () => document.removeEventListener("visibilitychange", send);
  }, [desk]);
}
