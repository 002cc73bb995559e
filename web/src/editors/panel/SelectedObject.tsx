/** What is selected: its questions, and what can be done with it. */
import { useTranslation } from "react-i18next";
import { attributesOf, labelOf, removeSelected, selectedShapes } from "../answerKeys";
import { askedAttributes, ON_THE_OBJECT } from "../attributes";
import { beginChain, joinChain, leaveChain } from "../chainKeys";
import { equivalenceOf } from "../chains";
import type { EditorDefinition, Ontology, Op } from "../contract";
import type { Fault } from "../faults";
import { assignObjectHotkeys } from "../hotkeys";
import { keepFocus } from "../keys";
import { relationsFrom, startOrTurnRelation } from "../relations";
import { armedRole } from "../roleKeys";
import { titleOfRole } from "../roles";
import type { AnswerState, AnswerStore } from "../store";
import { labelPath } from "../taxonomy";
import { KeyCap } from "./KeyCap";
import styles from "./panel.module.css";
import { Questions } from "./Questions";
import { RoleList } from "./RoleList";
import { Section } from "./Section";

interface SelectedObjectProps {
  readonly store: AnswerStore;
  readonly state: AnswerState;
  readonly ontology: Ontology;
  readonly definition: EditorDefinition | undefined;
  readonly disabled: boolean;
  readonly missing?: ReadonlyMap<string, Fault | null>;
}

export function SelectedObject({ store, state, ontology, definition, disabled, missing }: SelectedObjectProps) {
  const { t } = useTranslation("editors");
  const shapes = selectedShapes(store);
  const [shape] = shapes;
  if (!shape) return null;
  const label = labelOf(ontology, shape.label);
  const view = state.attributeView;
  const values = view.valuesOf(shape);
  const isSameLabel = shapes.every((other) => other.label === shape.label);
  const title = shapes.length === 1 ? labelPath(ontology, shape.label) : t("selectedMany", { count: shapes.length });
  const isGuess = shapes.some((other) => state.unconfirmed.has(other.uuid));
  const canRelate = shapes.length === 1 && relationsFrom(ontology, shape.label).length > 0;
  return (
    <Section title={title}>
      {isSameLabel && label?.attributes && label.attributes.length > 0 && (
        <Questions
          attributes={label.attributes}
          values={values}
          hotkeys={assignObjectHotkeys(askedAttributes(label.attributes, values))}
          disabled={disabled}
          missing={missing}
          holdsFromHere={view !== ON_THE_OBJECT}
          mention={typeof shape.text === "string" ? shape.text : undefined}
          onAnswer={(attribute, value) =>
            store.dispatch(
              shapes.map((one): Op => {
                const annotation = view.withValue(one, attributesOf(ontology, one), attribute, value);
                return { op: "put", annotation };
              }),
            )
          }
        />
      )}
      {shapes.length === 1 && <RoleList event={shape} {...{ store, state, ontology, definition, disabled }} />}
      {!disabled && (
        <div className={styles.actions}>
          {isGuess && <Action chord="Space" title={t("accept")} onPress={() => store.confirm(state.selection)} />}
          {canRelate && <Action chord="R" title={t("relate")} onPress={() => startOrTurnRelation(store, ontology)} />}
          {equivalenceOf(ontology, shape.label) && <ChainActions store={store} ontology={ontology} />}
          <Action chord="Delete" title={t("remove")} onPress={() => removeSelected(store)} />
        </div>
      )}
      {state.linking && <LinkingHint store={store} ontology={ontology} type={state.linking.type} />}
    </Section>
  );
}

function ChainActions({ store, ontology }: { readonly store: AnswerStore; readonly ontology: Ontology }) {
  const { t } = useTranslation("editors");
  return (
    <>
      <Action chord="Alt+C" title={t("chainJoin")} onPress={() => joinChain({ store, ontology })} />
      <Action chord="Alt+B" title={t("chainBegin")} onPress={() => beginChain({ store, ontology })} />
      <Action chord="Alt+X" title={t("chainLeave")} onPress={() => leaveChain({ store, ontology })} />
    </>
  );
}

interface LinkingHintProps {
  readonly store: AnswerStore;
  readonly ontology: Ontology;
  readonly type: string;
}

function LinkingHint({ store, ontology, type }: LinkingHintProps) {
  const { t } = useTranslation("editors");
  const role = armedRole({ store, ontology })?.role;
  const relation = ontology.relations?.find(({ name }) => name === type);
  const fitting = role?.labels?.map((name) => labelPath(ontology, name)).join(", ");
  return (
    <p className={styles.hint} role="status">
      {!role && t("relateFrom", { relation: relation?.title ?? "" })}
      {role && fitting && t("fillWith", { role: titleOfRole(role), labels: fitting })}
      {role && !fitting && t("fillWithAny", { role: titleOfRole(role) })}
    </p>
  );
}

function Action(props: { readonly chord: string; readonly title: string; readonly onPress: () => void }) {
  return (
    <button type="button" className={styles.action} onMouseDown={keepFocus} onClick={props.onPress}>
      {props.title}
      <KeyCap chord={props.chord} />
    </button>
  );
}
