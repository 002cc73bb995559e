/** The keys that every editor shares: labels, choices, undo, walking and removing objects, accepting pre-labels. */

import { removalOps } from "./answer";
import { answerOps, askedAttributes, pressChoice } from "./attributes";
import { CHAIN_KEY_HELP, handleChainKey } from "./chainKeys";
import { askedNames } from "./conditions";
import type { Answer, Attribute, EditorDefinition, Label, Ontology, Op, Shape } from "./contract";
import { assignObjectHotkeys, type ChoiceTarget, type Hotkeys } from "./hotkeys";
import { chordOf, isField } from "./keys";
import { finishRelation, startOrTurnRelation } from "./relations";
import { handleRoleKey, ROLE_KEY_HELP } from "./roleKeys";
import { misfitOps } from "./roles";
import type { AnswerStore } from "./store";

/** Keys the shared core and the Work screen keep for themselves. */
export const CORE_KEYS: readonly string[] = ["A", "R", "W"];

export const CORE_KEY_HELP = [
  { keys: ["1…9", "0", "A…Z"], does: "keyLabel" },
  { keys: ["Shift+1…9"], does: "keyObjectChoice" },
  { keys: ["/"], does: "keySearch" },
  { keys: ["Alt+K"], does: "keyEntity" },
  { keys: ["Tab", "Shift+Tab"], does: "keyTab" },
  { keys: ["Delete"], does: "keyDelete" },
  { keys: ["Space"], does: "keyAccept" },
  { keys: ["Shift+Space"], does: "keyAcceptAll" },
  { keys: ["R"], does: "keyRelate" },
  ...ROLE_KEY_HELP,
  ...CHAIN_KEY_HELP,
  { keys: ["Ctrl+Z"], does: "keyUndo" },
  { keys: ["Ctrl+Shift+Z"], does: "keyRedo" },
  { keys: ["Esc"], does: "keyEscape" },
] as const;

export interface AnswerKeysContext {
  readonly store: AnswerStore;
  readonly ontology: Ontology;
  readonly hotkeys: Hotkeys;
  readonly compare?: EditorDefinition["compare"];
  /** The labels whose objects Tab walks; all where nothing is said. */
  readonly isInPanel?: EditorDefinition["isInPanel"];
  readonly readOnly: boolean;
  pressLabel(label: string): void;
}

export function handleAnswerKey(event: KeyboardEvent, context: AnswerKeysContext): boolean {
  const chord = chordOf(event);
  if (chord === "Tab" || chord === "Shift+Tab") return walkObjects(event, context, chord === "Tab" ? 1 : -1);
  if (chord === "Escape") return stepBack(context.store);
  if (handleChainKey(chord, context, context.readOnly)) return true;
  if (context.readOnly) return false;
  if (handleRoleKey(chord, context)) return true;
  return editWithKey(chord, context);
}

function editWithKey(chord: string, context: AnswerKeysContext): boolean {
  const { store } = context;
  switch (chord) {
    case "Ctrl+Z":
      store.undo();
      return true;
    case "Ctrl+Shift+Z":
    case "Ctrl+Y":
      store.redo();
      return true;
    case "Delete":
    case "Backspace":
      return refuseAndAdvance(context) || removeSelected(store);
    case "Space":
      return acceptAndAdvance(context);
    case "Shift+Space":
      store.confirm(store.getState().unconfirmed);
      return true;
    case "R":
      return startOrTurnRelation(store, context.ontology);
    case "Enter":
      return finishRelation(store, context.ontology, store.getState().selection.at(-1));
    default:
      return pressTarget(chord, context);
  }
}

function pressTarget(chord: string, context: AnswerKeysContext): boolean {
  const target = context.hotkeys.targets.get(chord);
  if (target?.kind === "label") {
    context.pressLabel(target.label.name);
    return true;
  }
  if (target) {
    return pressWholeItemChoice(context.store, context.ontology, target);
  }
  const [shape] = selectedShapes(context.store);
  const attributes = labelOf(context.ontology, shape?.label)?.attributes;
  const asked = askedAttributes(attributes, shape ? context.store.getState().attributeView.valuesOf(shape) : {});
  const own = assignObjectHotkeys(asked).targets.get(chord);
  if (own?.kind !== "choice") return false;
  pressObjectChoice(context.store, context.ontology, own);
  return true;
}

/** False while the question is not asked. */
export function pressWholeItemChoice(
  store: AnswerStore,
  { attributes }: Ontology,
  { attribute, choice }: ChoiceTarget,
): boolean {
  const values = store.getState().answer.global_attributes;
  if (!askedNames(attributes ?? [], values).has(attribute.name)) return false;
  const value = pressChoice(attribute, choice, values[attribute.name]);
  store.dispatch(answerOps(attributes, values, attribute.name, value));
  return true;
}

export function pressObjectChoice(store: AnswerStore, ontology: Ontology, { attribute, choice }: ChoiceTarget): void {
  const { attributeView } = store.getState();
  const ops = selectedShapes(store).map((shape): Op => {
    const value = pressChoice(attribute, choice, attributeView.valuesOf(shape)[attribute.name]);
    const annotation = attributeView.withValue(shape, attributesOf(ontology, shape), attribute, value);
    return { op: "put", annotation };
  });
  store.dispatch(ops);
}

export function attributesOf(ontology: Ontology, shape: Shape): readonly Attribute[] {
  return labelOf(ontology, shape.label)?.attributes ?? [];
}

/** Relabel what is selected, where the label allows its shape; links that no longer fit go. False when nothing could. */
export function relabelSelected(store: AnswerStore, ontology: Ontology, label: Label): boolean {
  const changed = selectedShapes(store)
    .filter((shape) => shape.label !== label.name && allowsShape(label, shape.type))
    .map((shape): Shape => ({ ...shape, label: label.name }));
  const puts = changed.map((annotation): Op => ({ op: "put", annotation }));
  store.dispatch([...puts, ...misfitOps(store.getState().answer, ontology, changed)]);
  return changed.length > 0;
}

/** A skeleton needs a label that names its keypoints. */
export function allowsShape(label: Label, type: string): boolean {
  const isListed = !label.shapes || label.shapes.length === 0 || label.shapes.includes(type);
  return isListed && (type !== "skeleton" || Boolean(label.skeleton));
}

const labelsByName = new WeakMap<Ontology, ReadonlyMap<string, Label>>();

export function labelOf(ontology: Ontology, name: string | undefined): Label | undefined {
  const known = labelsByName.get(ontology) ?? new Map(ontology.labels?.map((label) => [label.name, label]));
  labelsByName.set(ontology, known);
  return name === undefined ? undefined : known.get(name);
}

export function selectedShapes(store: AnswerStore): Shape[] {
  const { answer, selection } = store.getState();
  if (selection.length === 0) return [];
  const wanted = new Set(selection);
  return answer.annotations.filter((shape) => wanted.has(shape.uuid));
}

export function removeSelected(store: AnswerStore): boolean {
  const { answer, selection } = store.getState();
  if (selection.length === 0) return false;
  store.dispatch(removalOps(answer, selection));
  return true;
}

/** Tab walks the objects, and leaves to the next control after the last one, so that nobody is trapped. */
function walkObjects(event: KeyboardEvent, context: AnswerKeysContext, step: 1 | -1): boolean {
  if (!isOnCanvas(event.target) || isControl(event.target)) return false;
  const { store, compare, isInPanel, ontology } = context;
  const { answer, selection } = store.getState();
  const walked = new Set((ontology.labels ?? []).filter(isInPanel ?? (() => true)).map(({ name }) => name));
  const ordered = inOrder(answer, compare).filter(({ label }) => !isInPanel || walked.has(label));
  const index = ordered.findIndex((shape) => shape.uuid === selection.at(-1));
  const next = ordered[index < 0 ? (step > 0 ? 0 : ordered.length - 1) : index + step];
  store.select(next ? [next.uuid] : []);
  return next !== undefined;
}

export function isOnCanvas(target: EventTarget | null): boolean {
  if (!(target instanceof Element) || isField(target)) return false;
  return target === document.body || target.closest("[data-editor-canvas]") !== null;
}

/** From a button that stands on the item, Tab goes on to the next one. */
function isControl(target: EventTarget | null): boolean {
  return target instanceof Element && target.closest("button, a[href], summary") !== null;
}

export function inOrder(answer: Answer, compare: EditorDefinition["compare"]): readonly Shape[] {
  return compare ? answer.annotations.toSorted(compare) : answer.annotations;
}

function stepBack(store: AnswerStore): boolean {
  const { linking, selection, activeLabel } = store.getState();
  if (linking) store.setLinking(null);
  else if (selection.length > 0) store.select([]);
  else if (activeLabel) store.setActiveLabel(null);
  else return false;
  return true;
}

function acceptAndAdvance(context: AnswerKeysContext): boolean {
  const { store } = context;
  const { selection, unconfirmed } = store.getState();
  if (unconfirmed.size === 0) return false;
  const following = shapesAfter(context, selection.at(-1));
  store.confirm(selection);
  selectWaiting(store, following);
  return true;
}

/** Remove the selected pre-label and go to the next that waits; false where what is selected is no pre-label. */
function refuseAndAdvance(context: AnswerKeysContext): boolean {
  const { store } = context;
  const { selection, unconfirmed } = store.getState();
  const isGuess = selection.length > 0 && selection.every((uuid) => unconfirmed.has(uuid));
  if (!isGuess) return false;
  const following = shapesAfter(context, selection.at(-1));
  removeSelected(store);
  selectWaiting(store, following);
  return true;
}

/** All objects in the order in which they are walked, beginning after this one. */
function shapesAfter({ store, compare }: AnswerKeysContext, uuid: string | undefined): readonly Shape[] {
  const ordered = inOrder(store.getState().answer, compare);
  const start = ordered.findIndex((shape) => shape.uuid === uuid) + 1;
  return [...ordered.slice(start), ...ordered.slice(0, start)];
}

function selectWaiting(store: AnswerStore, candidates: readonly Shape[]): void {
  const { unconfirmed } = store.getState();
  const next = candidates.find((shape) => unconfirmed.has(shape.uuid));
  store.select(next ? [next.uuid] : []);
}
