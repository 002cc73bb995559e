/** The screen around an item in hand, whichever way it is laid out: the bar above, the honest line below, the keys over it. */
import { type ReactNode, useMemo } from "react";
import { useTranslation } from "react-i18next";
import { type AnswerStore, EditorHelp, EditorHost, type EditorHostProps, Instructions } from "../editors";
import { type Item, taskOf } from "./claim";
import { markPainted } from "./paint";
import { StatusLine, type StatusLineProps } from "./StatusLine";
import { BarTools, TopBar } from "./TopBar";
import type { KeyRow } from "./useDecisionKeys";
import type { ItemInstructions } from "./useItemInstructions";
import type { Surroundings } from "./useSurroundings";
import type { DeskProps } from "./WorkScreen";
import styles from "./work.module.css";

/** What each layout is given. */
export interface LayoutProps extends DeskProps {
  readonly item: Item;
  readonly doneToday: number;
  readonly notices: ReactNode;
}

interface ItemScreenProps extends LayoutProps, Pick<StatusLineProps, "draft" | "warning" | "keys"> {
  readonly around: Surroundings;
  /** What can be done about the item, in the bar. */
  readonly actions: ReactNode;
  readonly keyHelp: readonly KeyRow[];
  readonly isLane?: boolean;
  readonly children: ReactNode;
}

export function ItemScreen(props: ItemScreenProps) {
  const { item, project, purpose, doneToday, timer, around, actions, keyHelp, isLane, children } = props;
  const { opened, open, instructions, editorStatus } = around;
  const { t } = useTranslation("work");
  return (
    <div className={styles.screen} data-lane={isLane ? "" : undefined}>
      <TopBar {...{ project, purpose, doneToday, timer }} title={item.claim.task.unique_id ?? undefined}>
        {actions}
        <BarTools instructions={instructions} onHelp={() => open("help")} />
      </TopBar>
      {children}
      <StatusLine
        outgoing={props.outgoing}
        draft={props.draft}
        editorStatus={editorStatus}
        warning={props.warning}
        keys={props.keys}
      />
      {props.notices}
      {opened === "help" && (
        <EditorHelp
          modality={project.modality}
          ontology={item.ontology}
          onClose={() => open(null)}
          screenKeys={keyHelp.map(({ keys, does }) => ({ keys, does: t(does) }))}
        />
      )}
    </div>
  );
}

type ItemEditorProps = Pick<EditorHostProps, "readOnly" | "overlays" | "assist" | "talk" | "rubricTests"> & {
  readonly item: Item;
  readonly modality: string;
  readonly store: AnswerStore;
  readonly around: Surroundings;
};

/** The item itself. */
export function ItemEditor({ item, around, ...given }: ItemEditorProps) {
  const { claim, ontology } = item;
  const task = useMemo(() => taskOf(claim), [claim]);
  return <EditorHost {...given} task={task} ontology={ontology} onStatus={around.onStatus} onPainted={markPainted} />;
}

interface InstructionsBesideProps {
  readonly instructions: ItemInstructions;
  readonly className?: string;
}

/** The instructions, while they are open. */
export function InstructionsBeside({ instructions, className = "" }: InstructionsBesideProps) {
  const { isOpen, markdown, lastRead, markRead } = instructions;
  const { t } = useTranslation("work");
  if (!isOpen) return null;
  return (
    <aside className={`${styles.instructions} ${className}`} aria-label={t("instructions")}>
      <Instructions markdown={markdown} lastRead={lastRead} onRead={markRead} />
    </aside>
  );
}
