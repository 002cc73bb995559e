/** Everything beside the canvas: labels, questions, what is selected, objects, relations. */
import { useEffect, useMemo, useRef } from "react";
import { useTranslation } from "react-i18next";
import { useStore } from "zustand";
import { answerOps, askedAttributes, type OpenQuestion, progressOf } from "../attributes";
import { labelColor } from "../colors";
import type { Answer, Attribute, EditorDefinition, Ontology } from "../contract";
import { useEditor, useHotkeys } from "../EditorHost";
import { liveAttributes, liveLabels } from "../hotkeys";
import { useKeys } from "../keys";
import type { AnswerStore } from "../store";
import { ChainList } from "./ChainList";
import { LabelBar } from "./LabelBar";
import { LinkList } from "./LinkList";
import { ObjectList } from "./ObjectList";
import styles from "./panel.module.css";
import { Questions } from "./Questions";
import { digitOf, focusQuestion } from "./questions/question";
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
  const faults = useMemo(
    () => new Map(missing.map(({ attribute, fault }) => [attribute.name, fault ?? null])),
    [missing],
  );
  const panel = useRef<HTMLDivElement>(null);
  useEffect(() => {
    const [first] = missing;
    if (!first || first.uuid) return;
    const question = panel.current?.querySelector(`[data-question="${CSS.escape(first.attribute.name)}"]`);
    // Elsewhere the focus stays at the item, where keys of labels and choices are heard and Enter submits.
    if (definition?.isForm) focusQuestion(question);
    else question?.scrollIntoView({ block: "nearest" });
  }, [missing, definition]);
  const shown = useMemo(() => shownInPanel(definition, ontology, state.answer), [definition, ontology, state.answer]);
  const hasObjects = liveLabels(shown.ontology).length > 0 || shown.answer.annotations.length > 0;
  useKeys("labels", (event) => {
    const open = openOf(ontology, state.answer);
    if (digitOf(event) === null || !definition?.isForm || readOnly || !open || isInQuestion(event.target)) return false;
    focusQuestion(panel.current?.querySelector(`[data-question="${CSS.escape(open.name)}"]`));
    return handOn(event);
  });
  // Nothing in it takes the focus while it is read only; then the panel must, or no key could scroll it.
  const focus = readOnly ? { role: "group", "aria-label": t("answer"), tabIndex: 0 } : {};
  return (
    <div ref={panel} className={styles.panel} {...focus}>
      <LabelBar
        ontology={shown.ontology}
        hotkeys={hotkeys}
        answer={state.answer}
        activeLabel={state.activeLabel}
        disabled={readOnly}
        onPress={store.pressLabel}
      />
      {liveAttributes(ontology.attributes).length > 0 && (
        <Section title={t("questions")} aside={<Progress ontology={ontology} answer={state.answer} />}>
          <Questions
            attributes={ontology.attributes}
            values={state.answer.global_attributes}
            hotkeys={hotkeys}
            disabled={readOnly}
            missing={faults}
            onAnswer={({ name }, value) =>
              store.dispatch(answerOps(ontology.attributes, state.answer.global_attributes, name, value))
            }
          />
        </Section>
      )}
      <SelectedObject
        store={store}
        state={state}
        ontology={ontology}
        definition={definition}
        disabled={readOnly}
        missing={faults}
      />
      {hasObjects && (
        <ObjectList
          ontology={shown.ontology}
          answer={shown.answer}
          definition={definition}
          selection={state.selection}
          unconfirmed={state.unconfirmed}
          onSelect={store.select}
          onAcceptAll={() => store.confirm(state.unconfirmed)}
        />
      )}
      <ChainList store={store} state={state} ontology={ontology} definition={definition} />
      <LinkList
        ontology={ontology}
        answer={state.answer}
        definition={definition}
        disabled={readOnly}
        selection={state.selection}
        onSelect={store.select}
        onUnlink={(uuid) => store.dispatch({ op: "unlink", uuid })}
      />
    </div>
  );
}

/** The first question that has no answer yet. */
function openOf({ attributes }: Ontology, { global_attributes: values }: Answer): Attribute | undefined {
  return askedAttributes(attributes, values).find(({ name }) => values[name] === undefined);
}

/** The same key for what has the focus now; whether it was used there. */
function handOn({ key }: KeyboardEvent): boolean {
  const { activeElement } = document;
  if (!isInQuestion(activeElement)) return false;
  return activeElement?.dispatchEvent(new KeyboardEvent("keydown", { key, bubbles: true, cancelable: true })) === false;
}

function isInQuestion(target: EventTarget | null): boolean {
  return target instanceof Element && target.closest("[data-question]") !== null;
}

/** How far one is, where there is more than one question. */
function Progress({ ontology, answer }: { readonly ontology: Ontology; readonly answer: Answer }) {
  const { t } = useTranslation("editors");
  const { done, total } = progressOf(ontology.attributes, answer.global_attributes);
  return total > 1 ? <span className={styles.sectionTitle}>{t("answered", { done, total })}</span> : null;
}

/** The labels and objects that the editor does not show itself. */
function shownInPanel(definition: EditorDefinition | undefined, ontology: Ontology, answer: Answer) {
  const isInPanel = definition?.isInPanel;
  if (!isInPanel) return { ontology, answer };
  const colored = (ontology.labels ?? []).map((label) => ({ ...label, color: labelColor(ontology, label.name) }));
  const labels = colored.filter(isInPanel);
  const names = new Set(labels.map(({ name }) => name));
  const annotations = answer.annotations.filter(({ label }) => names.has(label));
  return { ontology: { ...ontology, labels }, answer: { ...answer, annotations } };
}
