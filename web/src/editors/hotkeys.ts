/** Which key stands for which label and which choice. Pure; the same ontology gives the same keys. */
import type { Attribute, Choice, KeyHelp, Label, Ontology } from "./contract";
import { choosable } from "./taxonomy";

const DIGITS = [..."1234567890"];
const LETTERS = [..."QETYUIOPDFGHJKLXCVBNMSWZAR"];

export interface LabelTarget {
  readonly kind: "label";
  readonly label: Label;
}

export interface ChoiceTarget {
  readonly kind: "choice";
  readonly attribute: Attribute;
  readonly choice: Choice;
}

export type HotkeyTarget = LabelTarget | ChoiceTarget;

export interface Hotkeys {
  readonly targets: ReadonlyMap<string, HotkeyTarget>;
  readonly keyOfLabel: ReadonlyMap<string, string>;
  /** By `attribute/choice`. */
  readonly keyOfChoice: ReadonlyMap<string, string>;
}

export function liveLabels(ontology: Ontology): readonly Label[] {
  return (ontology.labels ?? []).filter((label) => !label.retired);
}

export function liveAttributes(attributes: readonly Attribute[] | undefined): readonly Attribute[] {
  return (attributes ?? []).filter((attribute) => !attribute.retired);
}

export function liveChoices(attribute: Attribute): readonly Choice[] {
  return (attribute.choices ?? []).filter((choice) => !choice.retired);
}

/** The live choices that an answer may name: in a taxonomy of which only leaves are chosen, the leaves. */
export function givableChoices(attribute: Attribute): readonly Choice[] {
  return choosable(liveChoices(attribute), attribute.only_leaves);
}

/** The editor's keys that this ontology has a use for. */
export function liveKeys(keys: readonly KeyHelp[], ontology: Ontology): readonly KeyHelp[] {
  const labels = liveLabels(ontology);
  const isDrawn = (shape: string) => labels.some(({ shapes }) => !shapes?.length || shapes.includes(shape));
  return keys.filter(({ shapes }) => !shapes || shapes.some(isDrawn));
}

/** Labels first, then the choices of whole-item questions, over digits and then letters nobody else needs. */
export function assignHotkeys(ontology: Ontology, reserved: Iterable<string> = []): Hotkeys {
  const taken = new Set(reserved);
  const pool = [...DIGITS, ...LETTERS].filter((key) => !taken.has(key));
  const targets = new Map<string, HotkeyTarget>();
  const keyOfLabel = new Map<string, string>();
  const keyOfChoice = new Map<string, string>();
  for (const target of hotkeyTargets(ontology)) {
    const key = pool.shift();
    if (key === undefined) break;
    targets.set(key, target);
    if (target.kind === "label") keyOfLabel.set(target.label.name, key);
    else keyOfChoice.set(choiceKey(target.attribute, target.choice), key);
  }
  return { targets, keyOfLabel, keyOfChoice };
}

/** Choices of a selected object's questions: Shift and a digit, in order. */
export function assignObjectHotkeys(attributes: readonly Attribute[] | undefined): Hotkeys {
  const targets = new Map<string, HotkeyTarget>();
  const keyOfChoice = new Map<string, string>();
  const choices = choiceTargets(attributes);
  choices.slice(0, DIGITS.length).forEach((target, index) => {
    const key = `Shift+${DIGITS[index]}`;
    targets.set(key, target);
    keyOfChoice.set(choiceKey(target.attribute, target.choice), key);
  });
  return { targets, keyOfLabel: new Map(), keyOfChoice };
}

export function choiceKey(attribute: Attribute, choice: Choice): string {
  return `${attribute.name}/${choice.name}`;
}

function hotkeyTargets(ontology: Ontology): HotkeyTarget[] {
  const labels = choosable(liveLabels(ontology), ontology.only_leaves).map(
    (label): HotkeyTarget => ({ kind: "label", label }),
  );
  return [...labels, ...choiceTargets(ontology.attributes)];
}

function choiceTargets(attributes: readonly Attribute[] | undefined): ChoiceTarget[] {
  return liveAttributes(attributes)
    .filter((attribute) => attribute.type === "category")
    .flatMap((attribute) =>
      givableChoices(attribute).map((choice): ChoiceTarget => ({ kind: "choice", attribute, choice })),
    );
}
