/** An ontology while somebody edits it. Pure: a reducer, its checks, and the way back to the wire's shape.
 *
 * Every part has a `key` for the screen and `isSaved`: a saved name is forever, because answers hold names. A saved part is
 * retired, never deleted.
 */
import type { Attribute, AttributeType, Choice, Label, Ontology, Relation } from "../api";
import { LABEL_COLORS } from "../editors/colors";
import { makeKey, NAME, nameFromTitle } from "./names";
import { type DraftSkeleton, skeletonFault, toDraftSkeleton, toSkeleton } from "./skeleton";

type Editable<T> = T & { key: string; isSaved: boolean };

export type DraftChoice = Editable<Choice>;
export type DraftAttribute = Editable<Omit<Attribute, "choices" | "condition">> & {
  choices: DraftChoice[];
  condition: DraftCondition | null;
};
export type DraftLabel = Editable<Omit<Label, "attributes" | "skeleton">> & {
  attributes: DraftAttribute[];
  skeleton: DraftSkeleton | null;
};
/** The question and the choices that it hangs on, by their keys: names may still change. */
export interface DraftCondition {
  attribute: string;
  choices: string[];
}

export type DraftRelation = Editable<Relation>;

export interface Draft {
  labels: DraftLabel[];
  attributes: DraftAttribute[];
  relations: DraftRelation[];
  masks: Ontology["masks"];
}

/** Where an attribute stands: on a label (by its key), or on the whole item. */
export type Owner = string | null;

export type Action =
  | { type: "load"; ontology: Ontology; isSaved: boolean }
  | { type: "addLabel" }
  | { type: "addAttribute"; owner: Owner; kind?: AttributeType }
  | { type: "addChoice"; owner: Owner; attribute: string }
  | { type: "addRelation" }
  | { type: "changeLabel"; key: string; change: Partial<DraftLabel> }
  | { type: "changeAttribute"; owner: Owner; key: string; change: Partial<DraftAttribute> }
  | { type: "changeChoice"; owner: Owner; attribute: string; key: string; change: Partial<DraftChoice> }
  | { type: "changeRelation"; key: string; change: Partial<DraftRelation> }
  | { type: "changeMasks"; change: Partial<Ontology["masks"]> }
  | { type: "remove"; key: string }
  | { type: "move"; key: string; by: -1 | 1 };

const FREE_MASKS: Ontology["masks"] = { may_overlap: true, allow_unlabeled: true };

export const EMPTY: Draft = { labels: [], attributes: [], relations: [], masks: FREE_MASKS };
/** As the wire has it. */
export const EMPTY_ONTOLOGY: Ontology = { labels: [], attributes: [], relations: [], masks: FREE_MASKS };

export function reduce(draft: Draft, action: Action): Draft {
  switch (action.type) {
    case "load":
      return toDraft(action.ontology, action.isSaved);
    case "addLabel":
      return { ...draft, labels: [...draft.labels, newLabel(draft.labels)] };
    case "addRelation":
      return { ...draft, relations: [...draft.relations, newRelation()] };
    case "addAttribute":
      return withAttributes(draft, action.owner, (attributes) => [
        ...attributes,
        newAttribute(action.kind ?? "category"),
      ]);
    case "addChoice":
      return withChoices(draft, action.owner, action.attribute, (choices) => [...choices, newChoice()]);
    case "changeLabel":
      return { ...draft, labels: change(draft.labels, action.key, action.change) };
    case "changeRelation":
      return { ...draft, relations: change(draft.relations, action.key, action.change) };
    case "changeAttribute":
      return withAttributes(draft, action.owner, (attributes) => change(attributes, action.key, action.change));
    case "changeChoice":
      return withChoices(draft, action.owner, action.attribute, (choices) =>
        change(choices, action.key, action.change),
      );
    case "changeMasks":
      return { ...draft, masks: { ...draft.masks, ...action.change } };
    case "remove":
      return everywhere(draft, (parts) => remove(parts, action.key));
    case "move":
      return everywhere(draft, (parts) => move(parts, action.key, action.by));
  }
}

interface Part {
  key: string;
  name: string;
  title: string;
  isSaved: boolean;
  retired: boolean;
}

/** A title typed for a part whose name is still free carries the name along, until somebody types a name of their own. */
function change<T extends Part>(parts: T[], key: string, wanted: Partial<T>): T[] {
  return parts.map((part) => {
    if (part.key !== key) return part;
    const changed = { ...part, ...wanted };
    if (part.isSaved) return { ...changed, name: part.name };
    const followsTitle =
      wanted.title !== undefined && wanted.name === undefined && part.name === nameFromTitle(part.title);
    return followsTitle ? { ...changed, name: nameFromTitle(changed.title) } : changed;
  });
}

/** New parts disappear; saved ones are retired, and come back when removed again. */
function remove<T extends Part>(parts: T[], key: string): T[] {
  return parts.flatMap((part) => {
    if (part.key !== key) return [part];
    return part.isSaved ? [{ ...part, retired: !part.retired }] : [];
  });
}

function move<T extends Part>(parts: T[], key: string, by: -1 | 1): T[] {
  const from = parts.findIndex((part) => part.key === key);
  const to = from + by;
  const moved = parts[from];
  if (moved === undefined || to < 0 || to >= parts.length) return parts;
  const rest = parts.toSpliced(from, 1);
  return rest.toSpliced(to, 0, moved);
}

type OnParts = <T extends Part>(parts: T[]) => T[];

function everywhere(draft: Draft, on: OnParts): Draft {
  const onAttributes = (attributes: DraftAttribute[]) =>
    on(attributes).map((attribute) => ({ ...attribute, choices: on(attribute.choices) }));
  return {
    ...draft,
    labels: on(draft.labels).map((label) => ({ ...label, attributes: onAttributes(label.attributes) })),
    attributes: onAttributes(draft.attributes),
    relations: on(draft.relations),
  };
}

function withAttributes(draft: Draft, owner: Owner, on: (attributes: DraftAttribute[]) => DraftAttribute[]): Draft {
  if (owner === null) return { ...draft, attributes: on(draft.attributes) };
  const labels = draft.labels.map((label) =>
    label.key === owner ? { ...label, attributes: on(label.attributes) } : label,
  );
  return { ...draft, labels };
}

function withChoices(draft: Draft, owner: Owner, key: string, on: (choices: DraftChoice[]) => DraftChoice[]): Draft {
  return withAttributes(draft, owner, (attributes) =>
    attributes.map((attribute) =>
      attribute.key === key ? { ...attribute, choices: on(attribute.choices) } : attribute,
    ),
  );
}

const newPart = () => ({ key: makeKey(), isSaved: false, name: "", title: "", retired: false });

function newLabel(others: readonly DraftLabel[]): DraftLabel {
  const free = LABEL_COLORS.find((color) => others.every((label) => label.color !== color));
  return {
    ...newPart(),
    color: free ?? colorAt(others.length),
    shapes: [],
    attributes: [],
    description: "",
    is_thing: true,
    skeleton: null,
    targets: "",
    comparison: null,
    writing: null,
  };
}

/** A label without a colour is drawn by its place; editing writes the colour down, so that moving it keeps it. */
function colorAt(index: number): string {
  return LABEL_COLORS[index % LABEL_COLORS.length] as string;
}

function newChoice(): DraftChoice {
  return newPart();
}

function newRelation(): DraftRelation {
  return { ...newPart(), from: [], to: [], directed: true, is_equivalence: false };
}

function newAttribute(type: AttributeType): DraftAttribute {
  const choices = type === "category" ? [newChoice(), newChoice()] : [];
  return {
    ...newPart(),
    type,
    choices,
    allow_multiple: false,
    required: false,
    description: "",
    minimum: null,
    maximum: null,
    is_mutable: false,
    condition: null,
    knowledge_base: "",
  };
}

export function toDraft(ontology: Ontology, isSaved: boolean): Draft {
  const part = ({ name, title }: { name: string; title: string }) => ({
    key: makeKey(),
    isSaved,
    title: title || name,
  });
  const attributes = (asked: readonly Attribute[]): DraftAttribute[] => {
    const parts = asked.map((one) => ({
      ...one,
      ...part(one),
      choices: one.choices.map((choice) => ({ ...choice, ...part(choice) })),
    }));
    return parts.map((one) => ({ ...one, condition: toDraftCondition(one, parts) }));
  };
  return {
    labels: ontology.labels.map((label, index) => ({
      ...label,
      ...part(label),
      color: label.color ?? colorAt(index),
      attributes: attributes(label.attributes),
      skeleton: label.skeleton && toDraftSkeleton(label.skeleton, isSaved),
    })),
    attributes: attributes(ontology.attributes),
    relations: ontology.relations.map((relation) => ({ ...relation, ...part(relation) })),
    masks: ontology.masks,
  };
}

type Keyed = Pick<DraftAttribute, "key" | "name" | "choices">;

function toDraftCondition(
  { condition }: Pick<Attribute, "condition">,
  beside: readonly Keyed[],
): DraftCondition | null {
  const asked = beside.find(({ name }) => name === condition?.attribute);
  if (!condition || !asked) return null;
  const choices = asked.choices.filter(({ name }) => condition.choices.includes(name)).map(({ key }) => key);
  return { attribute: asked.key, choices };
}

/** What is gone meanwhile is no longer a condition. */
function toCondition({ condition }: DraftAttribute, beside: readonly Keyed[]): Attribute["condition"] {
  const asked = beside.find(({ key }) => key === condition?.attribute);
  if (!condition || !asked) return null;
  const choices = asked.choices.filter(({ key }) => condition.choices.includes(key)).map(({ name }) => name);
  return { attribute: asked.name, choices };
}

/** Questions that another one may hang on: choices, asked always. */
export function conditionsFor(attribute: DraftAttribute, beside: readonly DraftAttribute[]): readonly DraftAttribute[] {
  const isNeeded = beside.some(({ condition }) => condition?.attribute === attribute.key);
  if (isNeeded) return [];
  return beside.filter(({ key, type, condition }) => key !== attribute.key && type === "category" && !condition);
}

function withoutKeys<T extends { key: string; isSaved: boolean }>({ key: _key, isSaved: _isSaved, ...rest }: T) {
  return rest;
}

export function toOntology(draft: Draft): Ontology {
  const attributes = (asked: readonly DraftAttribute[]) =>
    asked.map(
      (one): Attribute => ({
        ...withoutKeys(one),
        choices: one.type === "category" ? one.choices.map(withoutKeys) : [],
        knowledge_base: one.type === "entity" ? one.knowledge_base : "",
        condition: toCondition(one, asked),
      }),
    );
  return {
    labels: draft.labels.map((label) => ({
      ...withoutKeys(label),
      attributes: attributes(label.attributes),
      skeleton: label.skeleton && toSkeleton(label.skeleton),
    })),
    attributes: attributes(draft.attributes),
    relations: draft.relations.map(withoutKeys).map((one) => (one.is_equivalence ? { ...one, to: one.from } : one)),
    masks: draft.masks,
  };
}

export type Fault =
  | "knowledgeBase"
  | "title"
  | "name"
  | "nameTaken"
  | "choices"
  | "range"
  | "condition"
  | "skeleton"
  | "nothing";

/** What stops this draft from being saved, by the key of the part at fault; "" is the ontology as a whole. */
export function findFaults(draft: Draft): Map<string, Fault> {
  const faults = new Map<string, Fault>();
  const isEmpty = draft.labels.length + draft.attributes.length === 0;
  if (isEmpty) faults.set("", "nothing");
  checkNames(draft.labels, faults);
  checkNames(draft.relations, faults);
  checkAttributes(draft.attributes, faults);
  for (const label of draft.labels) {
    checkAttributes(label.attributes, faults);
    if (skeletonFault(label)) faults.set(label.key, "skeleton");
  }
  return faults;
}

function checkAttributes(attributes: DraftAttribute[], faults: Map<string, Fault>): void {
  checkNames(attributes, faults);
  for (const attribute of attributes) {
    checkNames(attribute.choices, faults);
    const { key, type, choices, minimum, maximum } = attribute;
    if (type === "category" && choices.every(({ retired }) => retired)) faults.set(key, "choices");
    if (type === "entity" && !NAME.test(attribute.knowledge_base)) faults.set(key, "knowledgeBase");
    if (toCondition(attribute, attributes)?.choices.length === 0) faults.set(key, "condition");
    if (type === "number" && minimum !== null && maximum !== null && minimum > maximum) faults.set(key, "range");
  }
}

function checkNames(parts: readonly Part[], faults: Map<string, Fault>): void {
  const seen = new Set<string>();
  for (const { key, name, title } of parts) {
    if (title.trim() === "") faults.set(key, "title");
    else if (!NAME.test(name)) faults.set(key, "name");
    else if (seen.has(name)) faults.set(key, "nameTaken");
    seen.add(name);
  }
}
