/** Everything beside the canvas: labels, questions, what is selected, objects, relations. */
import { useMemo } from "react";
import { useTranslation } from "react-i18next";
import { useStore } from "zustand";
import { answerOps, type OpenQuestion } from "../attributes";
import type { Ontology } from "../contract";
import { useEditor, useHotkeys } from "../EditorHost";
import { liveAttributes, liveLabels } from "../hotkeys";
import type { AnswerStore } from "../store";
import { LabelBar } from "./LabelBar";
import { LinkList } from "./LinkList";
import { ObjectList } from "./ObjectList";
import styles from "./panel.module.css";
import { Questions } from "./Questions";
import { Section } from "./Section";
import { SelectedObject } from "./SelectedObject";

interface AnswerPanelProps {
  readonly modality: string;
  readonly ontology: Ontology;
  readonly store: AnswerStore;
  readonly readOnly?: boolean;
  /** Required questions that a submit found unanswered. */
  readonly missing?: readonly OpenQuestion[];
}

const NONE: readonly OpenQuestion[] = [];

export function AnswerPanel({ modality, ontology, store, readOnly = false, missing = NONE }: AnswerPanelProps) {
  const { t } = useTranslation("editors");
  const { definition } = useEditor(modality);
  const hotkeys = useHotkeys(ontology, definition);
  const state = useStore(store);
  const missingNames = useMemo(() => new Set(missing.map(({ attribute }) => attribute.name)), [missing]);
  const hasObjects = liveLabels(ontology).length > 0 || state.answer.annotations.length > 0;
  // Nothing in it takes the focus while it is read only; then the panel must, or no key could scroll it.
  const focus = readOnly ? { role: "group", "aria-label": t("answer"), tabIndex: 0 } : {};
  return (
    <div className={styles.panel} {...focus}>
      <LabelBar
        ontology={ontology}
        hotkeys={hotkeys}
        answer={state.answer}
        activeLabel={state.activeLabel}
        disabled={readOnly}
        onPress={store.pressLabel}
      />
      {liveAttributes(ontology.attributes).length > 0 && (
        <Section title={t("questions")}>
          <Questions
            attributes={ontology.attributes}
            values={state.answer.global_attributes}
            hotkeys={hotkeys}
            disabled={readOnly}
            missing={missingNames}
            onAnswer={({ name }, value) =>
              store.dispatch(answerOps(ontology.attributes, state.answer.global_attributes, name, value))
            }
          />
        </Section>
      )}
      <SelectedObject store={store} state={state} ontology={ontology} disabled={readOnly} missing={missingNames} />
      {hasObjects && (
        <ObjectList
          ontology={ontology}
          answer={state.answer}
          definition={definition}
          selection={state.selection}
          unconfirmed={state.unconfirmed}
          onSelect={store.select}
          onAcceptAll={() => store.confirm(state.unconfirmed)}
        />
      )}
      <LinkList
        ontology={ontology}
        answer={state.answer}
        definition={definition}
        disabled={readOnly}
        onSelect={store.select}
        onUnlink={(uuid) => store.dispatch({ op: "unlink", uuid })}
      />
    </div>
  );
}
