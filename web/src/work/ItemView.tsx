/** One item in hand: the editor, the panel beside it, and what can be decided about it. */
import { IconArrowBackUp, IconBolt, IconFlag, IconPlayerSkipForward } from "@tabler/icons-react";
import { type ReactNode, useCallback, useEffect, useMemo, useRef, useState } from "react";
import { useTranslation } from "react-i18next";
import { useStore } from "zustand";
import {
  type Answer,
  AnswerPanel,
  type AnswerStore,
  AnswerView,
  buildingOps,
  createAnswerStore,
  EditorHelp,
  EditorHost,
  EMPTY_ANSWER,
  FilesContext,
  Instructions,
  type Op,
  type Overlay,
  useEditor,
} from "../editors";
import { hasServersStart, type Item, nameOfLabeler, startingAnswer, taskOf, wasTouched } from "./claim";
import type { GivenMark } from "./comparison";
import { DraftSaver, type DraftState } from "./drafts";
import { ExposureNote, isVeiledAtFirst, Veil } from "./Exposure";
import type { Journal } from "./journal";
import { ObjectsPanel } from "./ObjectsPanel";
import { markPainted } from "./paint";
import { ReasonMenu } from "./ReasonMenu";
import { ReviewPanel } from "./ReviewPanel";
import { useTestsOfTask } from "./RubricTestNotes";
import { StatusLine } from "./StatusLine";
import { SubmitBar } from "./SubmitBar";
import { SentBack, TaskInstruction } from "./TaskNotes";
import { BarButton, BarTools, TopBar, UndoButtons } from "./TopBar";
import { useAssist } from "./useAssist";
import { decisionKeyHelp, type Opened, useDecisionKeys } from "./useDecisionKeys";
import { useDecisions } from "./useDecisions";
import { useFiles } from "./useFiles";
import { useItemInstructions } from "./useItemInstructions";
import { useRubricTests } from "./useRubricTests";
import { useTalk } from "./useTalk";
import type { DeskProps } from "./WorkScreen";
import { OwnWriting, titleOfField, useWritingOfTask, useWritingRecorder } from "./WritingNotes";
import { draftWire } from "./wire";
import styles from "./work.module.css";

interface ItemViewProps extends DeskProps {
  readonly item: Item;
  readonly doneToday: number;
  readonly notices: ReactNode;
  /** Show one question at a time instead; null where there is more to do than to choose. */
  readonly onFastLane: (() => void) | null;
}

const SKIP_REASONS = ["skipUnclear", "skipBroken", "skipLanguage", "skipWrong"] as const;

export function ItemView({
  item,
  desk,
  journal,
  outgoing,
  timer,
  project,
  purpose,
  doneToday,
  notices,
  onFastLane,
}: ItemViewProps) {
  const { t } = useTranslation("work");
  const { claim, ontology } = item;
  const store = useItemStore(item);
  const { state: draft, finish } = useDraft(item, store, journal);
  const recorder = useWritingRecorder(claim);
  const written = useWritingOfTask(claim);
  const decisions = useDecisions(item, project.modality, store, desk, timer, finish, recorder);
  const instructions = useItemInstructions(item);
  const review = useReview(item);
  const assist = useAssist(claim);
  const talk = useTalk(claim, ontology);
  const rubricTests = useRubricTests(claim, ontology);
  const tested = useTestsOfTask(claim, ontology);
  const [opened, open] = useState<Opened>(null);
  const [editorStatus, setEditorStatus] = useState("");
  const isTouched = useStore(store, (state) => state.isTouched);
  const readOnly = purpose === "audit" && !decisions.isFixing;
  const files = useFiles(claim, readOnly);
  const { definition } = useEditor(project.modality);
  useDecisionKeys({ purpose, decisions, open, toggleInstructions: instructions.toggle, onFastLane });

  const task = useMemo(() => taskOf(claim), [claim]);
  const [missing] = decisions.missing;
  const warning = missing ? t("answerFirst", { question: missing.attribute.title }) : decisions.openPart;
  const menuState = (what: Opened) => ({
    isOpen: opened === what,
    onOpen: (isOpen: boolean) => open(isOpen ? what : null),
  });

  return (
    <FilesContext value={files}>
      <div className={styles.screen}>
        <TopBar
          project={project}
          purpose={purpose}
          doneToday={doneToday}
          timer={timer}
          title={claim.task.unique_id ?? undefined}
        >
          {!readOnly && <UndoButtons store={store} />}
          <ReasonMenu
            title={t("skip")}
            heading={t("skipTitle")}
            chord="⇧S"
            icon={<IconPlayerSkipForward size={16} />}
            reasons={SKIP_REASONS.map((reason) => t(reason))}
            onReason={decisions.skip}
            {...menuState("skip")}
          />
          <ReasonMenu
            title={t("flag")}
            heading={t("flagTitle")}
            about={t("flagAbout")}
            chord="⇧F"
            icon={<IconFlag size={16} />}
            reasons={[]}
            onReason={decisions.flag}
            {...menuState("flag")}
          />
          {purpose === "review" && (
            <ReasonMenu
              title={t("reject")}
              heading={t("rejectTitle")}
              about={t("rejectAbout")}
              chord="R"
              icon={<IconArrowBackUp size={16} />}
              reasons={[]}
              onReason={decisions.reject}
              {...menuState("reject")}
            />
          )}
          {onFastLane && (
            <BarButton title={t("laneEnter")} chord="⇧Q" icon={<IconBolt size={16} />} onClick={onFastLane} />
          )}
          <BarTools
            showsInstructions={instructions.isOpen}
            instructionsMark={
              instructions.isNew ? t(instructions.lastRead ? "instructionsChanged" : "instructionsNew") : undefined
            }
            onInstructions={instructions.toggle}
            onHelp={() => open("help")}
          />
        </TopBar>
        <div
          className={styles.desk}
          data-instructions={instructions.isOpen || undefined}
          data-form={definition?.isForm || undefined}
        >
          <main className={styles.canvas}>
            <Veil isOn={isVeiledAtFirst(project)}>
              {review.isSideBySide ? (
                <SideBySide item={item} modality={project.modality} />
              ) : (
                <EditorHost
                  modality={project.modality}
                  task={task}
                  ontology={ontology}
                  store={store}
                  overlays={review.overlays}
                  assist={assist}
                  talk={talk}
                  rubricTests={rubricTests}
                  readOnly={readOnly}
                  onStatus={setEditorStatus}
                  onPainted={markPainted}
                />
              )}
            </Veil>
          </main>
          {instructions.isOpen && (
            <aside className={styles.instructions} aria-label={t("instructions")}>
              <Instructions
                markdown={instructions.markdown}
                lastRead={instructions.lastRead}
                onRead={instructions.markRead}
              />
            </aside>
          )}
          <aside className={styles.side}>
            {project.is_sensitive && <ExposureNote projectId={project.id} doneHere={doneToday} />}
            {claim.comment && <SentBack comment={claim.comment} />}
            {claim.task.instruction && <TaskInstruction markdown={claim.task.instruction} />}
            {purpose === "audit" && <p className={styles.sideNote}>{t(readOnly ? "auditAbout" : "wrongNow")}</p>}
            {claim.answers.length > 0 && (
              <ReviewPanel
                answers={claim.answers}
                written={written}
                tested={tested}
                ontology={ontology}
                shown={review.shown}
                isSideBySide={review.isSideBySide}
                onShow={review.toggle}
                onSideBySide={review.setSideBySide}
                onUse={(answer) => store.dispatch(replacingOps(store.getState().answer, answer))}
              />
            )}
            {claim.answers.length > 1 && (
              <ObjectsPanel claim={claim} ontology={ontology} store={store} onLook={review.look} />
            )}
            <div className={styles.panel}>
              <AnswerPanel
                modality={project.modality}
                ontology={ontology}
                store={store}
                readOnly={readOnly}
                missing={decisions.missing}
              />
            </div>
            {recorder && <OwnWriting recorder={recorder} titleOf={(field) => titleOfField(ontology, field)} />}
            <SubmitBar purpose={purpose} isTouched={isTouched} decisions={decisions} />
          </aside>
        </div>
        <StatusLine outgoing={outgoing} draft={draft} editorStatus={editorStatus} warning={warning} />
        {notices}
        {opened === "help" && (
          <EditorHelp
            modality={project.modality}
            ontology={ontology}
            onClose={() => open(null)}
            screenKeys={decisionKeyHelp(purpose).map(({ keys, does }) => ({ keys, does: t(does as "keySubmit") }))}
          />
        )}
      </div>
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

/** Every operation becomes part of the draft, until the item leaves the desk. */
function useDraft({ claim, unsaved }: Item, store: AnswerStore, journal: Journal) {
  const [state, setState] = useState<DraftState>("clean");
  const current = useRef<DraftSaver | null>(null);
  useEffect(() => {
    const seed = hasServersStart(claim) ? [] : buildingOps(store.getState().answer);
    const saver = new DraftSaver({ claim, seed, unsaved }, draftWire, journal, setState);
    current.current = saver;
    const stop = store.onOps((ops) => saver.add(ops));
    const flush = () => saver.flush();
    window.addEventListener("pagehide", flush);
    return () => {
      window.removeEventListener("pagehide", flush);
      stop();
      saver.close();
    };
  }, [claim, unsaved, store, journal]);
  const finish = useCallback(() => current.current?.finish() ?? null, []);
  return { state, finish };
}

function useReview({ claim }: Item) {
  const [shown, setShown] = useState<ReadonlySet<number>>(() => new Set());
  const [isSideBySide, setSideBySide] = useState(false);
  const [lookedAt, look] = useState<readonly GivenMark[]>([]);
  const overlays = useMemo<readonly Overlay[]>(
    () => [
      ...claim.answers
        .map(({ labeler, answer }, index) => ({ key: String(index), title: nameOfLabeler(labeler), answer }))
        .filter((_, index) => shown.has(index)),
      ...lookedAt.map(({ given, shape }) => ({
        key: given.annotation_id,
        title: nameOfLabeler(given.labeler),
        answer: { ...EMPTY_ANSWER, annotations: [shape] },
      })),
    ],
    [claim, shown, lookedAt],
  );
  const toggle = useCallback((index: number) => setShown((before) => toggled(before, index)), []);
  return { shown, overlays, toggle, look, isSideBySide, setSideBySide };
}

function toggled(set: ReadonlySet<number>, member: number): ReadonlySet<number> {
  const next = new Set(set);
  if (!next.delete(member)) next.add(member);
  return next;
}

/** One undoable step from one answer to another. */
function replacingOps(before: Answer, after: Answer): Op[] {
  return [
    ...before.links.map((link): Op => ({ op: "unlink", uuid: link.uuid })),
    ...before.annotations.map((shape): Op => ({ op: "remove", uuid: shape.uuid })),
    ...Object.keys(before.global_attributes).map((name): Op => ({ op: "set", name, value: null })),
    ...buildingOps(after),
  ];
}

function SideBySide({ item, modality }: { readonly item: Item; readonly modality: string }) {
  const { claim, ontology } = item;
  return (
    <div className={styles.sideBySide}>
      {claim.answers.map(({ labeler, answer }, index) => (
        // biome-ignore lint/suspicious/noArrayIndexKey: the answers of one claim never move
        <figure key={index} className={styles.oneAnswer}>
          <figcaption>{nameOfLabeler(labeler)}</figcaption>
          <AnswerView
            modality={modality}
            content={claim.task.content}
            assets={claim.assets}
            ontology={ontology}
            answer={answer}
          />
        </figure>
      ))}
    </div>
  );
}
