/** Puts one modality's editor on screen over an answer store, with the keys that all editors share. */
import { useCallback, useContext, useEffect, useMemo, useRef, useState } from "react";
import { useTranslation } from "react-i18next";
import { useStore } from "zustand";
import { type AnswerKeysContext, CORE_KEYS, handleAnswerKey, labelOf, relabelSelected } from "./answerKeys";
import { labelColor } from "./colors";
import type {
  Assist,
  EditorDefinition,
  EditorTask,
  LabelPress,
  Ontology,
  Overlay,
  RubricTests,
  Talk,
} from "./contract";
import styles from "./editors.module.css";
import { assignHotkeys, type Hotkeys, liveKeys } from "./hotkeys";
import { KeysContext, useKeys } from "./keys";
import { digitsOfForm } from "./panel/questions/digits";
import { loadEditor, loadedEditor } from "./registry";
import { finishRelation } from "./relations";
import { fillRole } from "./roleKeys";
import type { AnswerStore } from "./store";

export interface EditorHostProps {
  readonly modality: string;
  readonly task: EditorTask;
  readonly ontology: Ontology;
  readonly store: AnswerStore;
  readonly overlays?: readonly Overlay[];
  readonly assist?: Assist | null;
  readonly talk?: Talk | null;
  readonly rubricTests?: RubricTests | null;
  readonly readOnly?: boolean;
  readonly onStatus?: (text: string) => void;
  readonly onPainted?: () => void;
}

const NO_OVERLAYS: readonly Overlay[] = [];
const nothing = () => undefined;

export function EditorHost(props: EditorHostProps) {
  const { definition, failure, retry } = useEditor(props.modality);
  const { t } = useTranslation("editors");
  if (failure) {
    return (
      <div className={styles.notice} role="alert">
        <p>{t("editorFailed", { reason: failure.message })}</p>
        <button type="button" className={styles.button} onClick={retry}>
          {t("retry")}
        </button>
      </div>
    );
  }
  if (!definition) return <div className={styles.skeleton} role="status" aria-label={t("loadingEditor")} />;
  return <LoadedEditor {...props} definition={definition} />;
}

export function useEditor(modality: string) {
  const [definition, setDefinition] = useState(() => loadedEditor(modality));
  const [failure, setFailure] = useState<Error | null>(null);
  const [attempt, setAttempt] = useState(0);
  // biome-ignore lint/correctness/useExhaustiveDependencies: a new attempt loads again
  useEffect(() => {
    let isCurrent = true;
    setFailure(null);
    setDefinition(loadedEditor(modality));
    loadEditor(modality).then(
      (found) => isCurrent && setDefinition(found),
      (error: Error) => isCurrent && setFailure(error),
    );
    return () => {
      isCurrent = false;
    };
  }, [modality, attempt]);
  return { definition, failure, retry: () => setAttempt((count) => count + 1) };
}

/** The keys of this ontology under this editor; the panel shows the same ones. */
export function useHotkeys(ontology: Ontology, definition: EditorDefinition | undefined): Hotkeys {
  return useMemo(() => {
    if (definition?.isForm) return digitsOfForm(ontology);
    const own = liveKeys(definition?.keys ?? [], ontology).flatMap(({ keys }) => keys);
    return assignHotkeys(ontology, [...CORE_KEYS, ...own]);
  }, [ontology, definition]);
}

function LoadedEditor(props: EditorHostProps & { definition: EditorDefinition }) {
  const { definition, store, ontology, task } = props;
  const readOnly = props.readOnly ?? false;
  const state = useStore(store);
  const hotkeys = useHotkeys(ontology, definition);
  const { takeLabelPress, pressLabel } = useLabelPresses(store, ontology, readOnly);
  const context: AnswerKeysContext = {
    store,
    ontology,
    hotkeys,
    compare: definition.compare,
    isInPanel: definition.isInPanel,
    readOnly,
    pressLabel,
  };
  useKeys("labels", (event) => handleAnswerKey(event, context));

  const colorOf = useCallback((label: string) => labelColor(ontology, label), [ontology]);
  const titleOf = useCallback((label: string) => labelOf(ontology, label)?.title ?? label, [ontology]);
  const onSelect = useCallback(
    (uuids: readonly string[]) => {
      const isTaken = fillRole({ store, ontology }, uuids.at(-1)) || finishRelation(store, ontology, uuids.at(-1));
      if (!isTaken) store.select(uuids);
    },
    [store, ontology],
  );
  useCanvasFocus();
  const Editor = definition.Editor;
  return (
    <Editor
      content={task.content}
      assets={task.assets}
      seed={task.seed}
      ontology={ontology}
      answer={state.answer}
      dispatch={store.dispatch}
      propose={store.propose}
      readOnly={readOnly}
      overlays={props.overlays ?? NO_OVERLAYS}
      assist={props.assist ?? null}
      talk={props.talk ?? null}
      rubricTests={props.rubricTests ?? null}
      unconfirmed={state.unconfirmed}
      activeLabel={state.activeLabel}
      onActiveLabel={store.setActiveLabel}
      selection={state.selection}
      onSelect={onSelect}
      takeLabelPress={takeLabelPress}
      colorOf={colorOf}
      titleOf={titleOf}
      onAttributeView={store.setAttributeView}
      onStatus={props.onStatus ?? nothing}
      onPainted={props.onPainted ?? nothing}
    />
  );
}

/** The next Tab starts at the work, not at the way out of it. */
function useCanvasFocus(): void {
  const isOn = useContext(KeysContext);
  useEffect(() => {
    const isFree = document.activeElement === document.body || document.activeElement === null;
    if (isOn && isFree) document.querySelector<HTMLElement>("[data-editor-canvas]")?.focus({ preventScroll: true });
  }, [isOn]);
}

/** A press on a label goes to the editor first (a text selection becomes a span), else relabels or arms the label. */
function useLabelPresses(store: AnswerStore, ontology: Ontology, readOnly: boolean) {
  const taker = useRef<((label: string) => LabelPress) | null>(null);
  const takeLabelPress = useCallback((handler: (label: string) => LabelPress) => {
    taker.current = handler;
    return () => {
      if (taker.current === handler) taker.current = null;
    };
  }, []);
  const pressLabel = useCallback(
    (name: string) => {
      const label = labelOf(ontology, name);
      if (readOnly || !label) return;
      const press = taker.current?.(name) ?? "untaken";
      const isForSelected = press === "relabel" || press === "untaken";
      const isUsed = (isForSelected && relabelSelected(store, ontology, label)) || press === "marked";
      if (!isUsed || press === "untaken") store.setActiveLabel(name);
    },
    [store, ontology, readOnly],
  );
  useEffect(() => store.onLabelPress(pressLabel), [store, pressLabel]);
  return { takeLabelPress, pressLabel };
}
