/** One item in hand: the editor, the panel beside it, and what can be decided about it. */
import { IconBolt } from "@tabler/icons-react";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import { useStore } from "zustand";
import { AnswerPanel, type AnswerStore, createAnswerStore, FilesContext, replacingOps, useEditor } from "../editors";
import { type Item, startingAnswer, wasTouched } from "./claim";
import { FlagMenu, RejectMenu, SkipMenu } from "./DecisionMenus";
import { ExposureNote, isVeiledAtFirst, Veil } from "./Exposure";
import { InstructionsBeside, ItemEditor, ItemScreen, type LayoutProps } from "./ItemScreen";
import { ObjectsPanel } from "./ObjectsPanel";
import { ReviewPanel } from "./ReviewPanel";
import { useTestsOfTask } from "./RubricTestNotes";
import { SideBySide } from "./SideBySide";
import { SubmitBar } from "./SubmitBar";
import { SentBack, TaskInstruction } from "./TaskNotes";
import { BarButton, UndoButtons } from "./TopBar";
import { useAssist } from "./useAssist";
import { decisionKeyHelp, useDecisionKeys } from "./useDecisionKeys";
import { useDecisions } from "./useDecisions";
import { useDraft } from "./useDraft";
import { useFiles } from "./useFiles";
import { useGivenAnswers } from "./useGivenAnswers";
import { useRubricTests } from "./useRubricTests";
import { useSurroundings } from "./useSurroundings";
import { useTalk } from "./useTalk";
import { OwnWriting, titleOfField, useWritingOfTask, useWritingRecorder } from "./WritingNotes";
import styles from "./work.module.css";

interface ItemViewProps extends LayoutProps {
  /** Show one question at a time instead; null where there is more to do than to choose. */
  readonly onFastLane: (() => void) | null;
}

export function ItemView({ onFastLane, ...props }: ItemViewProps) {
  const { item, desk, timer, project, purpose, doneToday } = props;
  const { claim, ontology } = item;
  const { modality } = project;
  const { t } = useTranslation("work");
  const store = useItemStore(item);
  const draft = useDraft(item, store, props.journal);
  const recorder = useWritingRecorder(claim);
  const written = useWritingOfTask(claim);
  const decisions = useDecisions(item, modality, store, desk, timer, draft.finish, recorder);
  const around = useSurroundings(item);
  const given = useGivenAnswers(item);
  const assist = useAssist(claim);
  const talk = useTalk(claim, ontology);
  const rubricTests = useRubricTests(claim, ontology);
  const tested = useTestsOfTask(claim, ontology);
  const isTouched = useStore(store, (state) => state.isTouched);
  const readOnly = purpose === "audit" && !decisions.isFixing;
  const files = useFiles(claim, readOnly);
  const { definition } = useEditor(modality);
  useDecisionKeys({ purpose, decisions, around, onFastLane });

  const [missing] = decisions.missing;
  return (
    <FilesContext value={files}>
      <ItemScreen
        {...props}
        around={around}
        actions={
          <>
            {!readOnly && <UndoButtons store={store} />}
            <SkipMenu around={around} onReason={decisions.skip} />
            <FlagMenu around={around} onReason={decisions.flag} />
            {purpose === "review" && <RejectMenu around={around} onReason={decisions.reject} />}
            {onFastLane && (
              <BarButton title={t("laneEnter")} chord="⇧Q" icon={<IconBolt size={16} />} onClick={onFastLane} />
            )}
          </>
        }
        draft={draft.state}
        warning={missing ? t("answerFirst", { question: missing.attribute.title }) : decisions.openPart}
        keyHelp={decisionKeyHelp(purpose)}
      >
        <div
          className={styles.desk}
          data-instructions={around.instructions.isOpen || undefined}
          data-form={definition?.isForm || undefined}
        >
          <main className={styles.canvas}>
            <Veil isOn={isVeiledAtFirst(project)}>
              {given.isSideBySide ? (
                <SideBySide {...{ item, modality }} />
              ) : (
                <ItemEditor
                  {...{ item, modality, store, around, assist, talk, rubricTests, readOnly }}
                  overlays={given.overlays}
                />
              )}
            </Veil>
          </main>
          <InstructionsBeside instructions={around.instructions} />
          <aside className={styles.side}>
            {project.is_sensitive && <ExposureNote projectId={project.id} doneHere={doneToday} />}
            {claim.comment && <SentBack comment={claim.comment} />}
            {claim.task.instruction && <TaskInstruction markdown={claim.task.instruction} />}
            {purpose === "audit" && <p className={styles.sideNote}>{t(readOnly ? "auditAbout" : "wrongNow")}</p>}
            {claim.answers.length > 0 && (
              <ReviewPanel
                {...{ given, written, tested, ontology }}
                answers={claim.answers}
                onUse={(answer) => store.dispatch(replacingOps(store.getState().answer, answer))}
              />
            )}
            {claim.answers.length > 1 && <ObjectsPanel {...{ claim, ontology, store }} onLook={given.look} />}
            <div className={styles.panel}>
              <AnswerPanel {...{ modality, ontology, store, readOnly }} missing={decisions.missing} />
            </div>
            {recorder && <OwnWriting recorder={recorder} titleOf={(field) => titleOfField(ontology, field)} />}
            <SubmitBar {...{ purpose, isTouched, decisions }} />
          </aside>
        </div>
      </ItemScreen>
    </FilesContext>
  );
}

function useItemStore(item: Item): AnswerStore {
  const [store] = useState(() => {
    const hypothesis = item.claim.purpose === "label" ? item.claim.hypothesis : null;
    return createAnswerStore({ answer: startingAnswer(item), hypothesis, isTouched: wasTouched(item) });
  });
  return store;
}
