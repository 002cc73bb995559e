/** One answer to look at: the modality's editor, read-only. */
import { useEffect, useMemo } from "react";
import type { Answer, EditorAsset, Ontology, Overlay } from "./contract";
import { EditorHost } from "./EditorHost";
import styles from "./editors.module.css";
import { KeysContext } from "./keys";
import { createAnswerStore } from "./store";

export interface AnswerViewProps {
  readonly modality: string;
  readonly content: Readonly<Record<string, unknown>>;
  readonly assets: readonly EditorAsset[];
  readonly ontology: Ontology;
  readonly answer: Answer | null;
  readonly overlays?: readonly Overlay[];
  readonly selection?: readonly string[];
}

const NOTHING: readonly string[] = [];

export function AnswerView(props: AnswerViewProps) {
  const { content, assets, answer, selection = NOTHING } = props;
  const store = useMemo(() => createAnswerStore({ answer }), [answer]);
  useEffect(() => store.select(selection), [store, selection]);
  const task = useMemo(() => ({ content, assets }), [content, assets]);
  return (
    <div className={styles.view}>
      <KeysContext value={false}>
        <EditorHost
          modality={props.modality}
          task={task}
          ontology={props.ontology}
          store={store}
          overlays={props.overlays}
          readOnly
        />
      </KeysContext>
    </div>
  );
}
