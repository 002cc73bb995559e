/** An ontology while somebody edits it. Pure: a reducer, its checks, and the way back to the wire's shape.
 *
 * Every part has a `key` for the screen and `isSaved`: a saved name is forever, because answers hold names. A saved part is
 * retired, never deleted.
 */
import type { Attribute, AttributeType, Choice, Label, Ontology, Relation } from "../api";
import { LABEL_COLORS } from "../editors/colors";
import { type DraftCondition, isUnfinished, toCondition, toDraftCondition } from "./conditions";
import { makeKey, NAME, nameFromTitle } from "./names";
import { toParentKeys, toParentNames } from "./parents";
import { type DraftSkeleton, skeletonFault, toDraftSkeleton, toSkeleton } from "./skeleton";

type Editable<T> = T & { key: string; isSaved: boolean };

export type DraftChoice = Editable<Choice>;
export type DraftCriterion = Editable<Attribute["criteria"][number]>;
export type DraftAttribute = Editable<Omit<Attribute, "choices" | "condition" | "criteria" | "questions">> & {
  choices: DraftChoice[];
  criteria: DraftCriterion[];
  /** Those of a group. */
  questions: DraftAttribute[];
  condition: DraftCondition | null;
};
export type DraftRole = Editable<Label["roles"][number]>;
export type DraftLabel = Editable<Omit<Label, "attributes" | "roles" | "skeleton">> & {
  attributes: DraftAttribute[];
  /** Of an event. */
  roles: DraftRole[];
  skeleton: DraftSkeleton | null;
};
export type DraftRelation = Editable<Relation>;

export interface Draft {
  labels: DraftLabel[];
  attributes: DraftAttribute[];
  relations: DraftRelation[];
  masks: Ontology["masks"];
  only_leaves: boolean;
}

/** Where an attribute stands: on a label or in a group (by its key), or on the whole item. */
export type Owner = string | null;

export type Action =
  | { type: "load"; ontology: Ontology; isSaved: boolean }
  | { type: "addLabel" }
  | { type: "addAttribute"; owner: Owner; kind?: AttributeType }
  | { type: "addChoice"; owner: Owner; attribute: string }
  | { type: "addCriterion"; owner: Owner; attribute: string }
  | { type: "addRelation" }
  | { type: "addRole"; label: string }
  | { type: "changeLabel"; key: string; change: Partial<DraftLabel> }
  | { type: "changeAttribute"; owner: Owner; key: string; change: Partial<DraftAttribute> }
  | { type: "changeChoice"; owner: Owner; attribute: string; key: string; change: Partial<DraftChoice> }
  | { type: "changeCriterion"; owner: Owner; attribute: string; key: string; change: Partial<DraftCriterion> }
  | { type: "changeRelation"; key: string; change: Partial<DraftRelation> }
  | { type: "changeRole"; label: string; key: string; change: Partial<DraftRole> }
  | { type: "changeMasks"; change: Partial<Ontology["masks"]> }
  | { type: "remove"; key: string }
  | { type: "move"; key: string; by: -1 | 1 };

const FREE_MASKS: Ontology["masks"] = { may_overlap: true, allow_unlabeled: true };

export const EMPTY: Draft = { labels: [], attributes: [], relations: [], masks: FREE_MASKS, only_leaves: false };
/** As the wire has it. */
export const EMPTY_ONTOLOGY: Ontology = {
  labels: [],
  attributes: [],
  relations: [],
  masks: FREE_MASKS,
  only_leaves: false,
};

export function reduce(draft: Draft, action: Action): Draft {
  switch (action.type) {
    case "load":
      return toDraft(action.ontology, action.isSaved);
    case "addLabel":
      return { ...draft, labels: [...draft.labels, newLabel(draft.labels)] };
    case "addRelation":
      return { ...draft, relations: [...draft.relations, newRelation()] };
    case "addRole":
      return withRoles(draft, action.label, (roles) => [...roles, newRole()]);
    case "changeRole":
      return withRoles(draft, action.label, (roles) => change(roles, action.key, action.change));
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
    case "addCriterion":
      return withCriteria(draft, action.owner, action.attribute, (criteria) => [...criteria, newCriterion()]);
    case "changeCriterion":
      return withCriteria(draft, action.owner, action.attribute, (criteria) =>
        change(criteria, action.key, action.change),
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
  const onAttributes = (attributes: DraftAttribute[]): DraftAttribute[] =>
    on(attributes).map((attribute) => ({
      ...attribute,
      choices: on(attribute.choices),
      criteria: on(attribute.criteria),
      questions: onAttributes(attribute.questions),
    }));
  return {
    ...draft,
    labels: on(draft.labels).map((label) => ({
      ...label,
      attributes: onAttributes(label.attributes),
      roles: on(label.roles),
    })),
    attributes: onAttributes(draft.attributes),
    relations: on(draft.relations),
  };
}

function withRoles(draft: Draft, label: string, on: (roles: DraftRole[]) => DraftRole[]): Draft {
  const labels = draft.labels.map((one) => (one.key === label ? { ...one, roles: on(one.roles) } : one));
  return { ...draft, labels };
}

function withAttributes(draft: Draft, owner: Owner, on: (attributes: DraftAttribute[]) => DraftAttribute[]): Draft {
  if (owner === null) return { ...draft, attributes: on(draft.attributes) };
  const inGroup = (attributes: DraftAttribute[]) =>
    attributes.map((attribute) =>
      attribute.key === owner ? { ...attribute, questions: on(attribute.questions) } : attribute,
    );
  const labels = draft.labels.map((label) => ({
    ...label,
    attributes: label.key === owner ? on(label.attributes) : inGroup(label.attributes),
  }));
  return { ...draft, labels, attributes: inGroup(draft.attributes) };
}

function withAttribute(draft: Draft, owner: Owner, key: string, on: (one: DraftAttribute) => DraftAttribute): Draft {
  return withAttributes(draft, owner, (attributes) =>
    attributes.map((attribute) => (attribute.key === key ? on(attribute) : attribute)),
  );
}

function withChoices(draft: Draft, owner: Owner, key: string, on: (choices: DraftChoice[]) => DraftChoice[]): Draft {
  return withAttribute(draft, owner, key, (attribute) => ({ ...attribute, choices: on(attribute.choices) }));
}

function withCriteria(
  draft: Draft,
  owner: Owner,
  key: string,
  on: (criteria: DraftCriterion[]) => DraftCriterion[],
): Draft {
  return withAttribute(draft, owner, key, (attribute) => ({ ...attribute, criteria: on(attribute.criteria) }));
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
    roles: [],
    parent: "",
  };
}

/** A label without a colour is drawn by its place; editing writes the colour down, so that moving it keeps it. */
function colorAt(index: number): string {
  return LABEL_COLORS[index % LABEL_COLORS.length] as string;
}

function newChoice(): DraftChoice {
  return { ...newPart(), parent: "" };
}

function newRelation(): DraftRelation {
  return { ...newPart(), from: [], to: [], directed: true, is_equivalence: false };
}

function newRole(): DraftRole {
  return { ...newPart(), labels: [], least: 0, most: null };
}

function newCriterion(): DraftCriterion {
  return { ...newPart(), points: 1, description: "" };
}

/** What may be set of each type; the rest goes back to what it is where nothing is set. */
const SETTINGS: Readonly<Record<AttributeType, readonly (keyof typeof UNSET)[]>> = {
  category: ["choices", "allow_multiple", "least", "most", "only_leaves"],
  text: ["least", "most", "pattern", "is_long"],
  number: ["minimum", "maximum"],
  rating: ["minimum", "maximum", "step", "ends"],
  ranking: ["choices"],
  date: ["has_time", "earliest", "latest"],
  file: ["media_types", "most_bytes"],
  entity: ["knowledge_base"],
  time_range: ["maximum"],
  rubric: ["criteria"],
  group: ["questions", "least", "most"],
};

const UNSET = {
  choices: [] as DraftChoice[],
  allow_multiple: false,
  only_leaves: false,
  minimum: null as number | null,
  maximum: null as number | null,
  step: null as number | null,
  ends: [] as string[],
  least: null as number | null,
  most: null as number | null,
  pattern: "",
  is_long: false,
  has_time: false,
  earliest: null as string | null,
  latest: null as string | null,
  media_types: [] as string[],
  knowledge_base: "",
  most_bytes: null as number | null,
  criteria: [] as DraftCriterion[],
  questions: [] as DraftAttribute[],
};

/** What a question of this type begins with. */
function beginning(type: AttributeType): Partial<typeof UNSET> {
  if (type === "category" || type === "ranking") return { choices: [newChoice(), newChoice()] };
  if (type === "rating") return { minimum: 1, maximum: 5 };
  if (type === "rubric") return { criteria: [newCriterion(), newCriterion()] };
  return type === "group" ? { questions: [newAttribute("text")] } : {};
}

/** The question as one of another type: what both have stays, what it needs is there. */
export function withType(attribute: DraftAttribute, type: AttributeType): DraftAttribute {
  const shared = SETTINGS[type].filter((setting) => SETTINGS[attribute.type].includes(setting));
  const kept = Object.fromEntries(shared.map((setting) => [setting, attribute[setting]]));
  return { ...attribute, ...UNSET, ...beginning(type), ...kept, type };
}

function newAttribute(type: AttributeType): DraftAttribute {
  return {
    ...newPart(),
    ...UNSET,
    ...beginning(type),
    type,
    required: false,
    description: "",
    is_mutable: false,
    condition: null,
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
      choices: toParentKeys(one.choices.map((choice) => ({ ...choice, ...part(choice) }))),
      criteria: one.criteria.map((criterion) => ({ ...criterion, ...part(criterion) })),
      questions: attributes(one.questions),
    }));
    return parts.map((one) => ({ ...one, condition: toDraftCondition(one.condition, parts) }));
  };
  const labels = ontology.labels.map((label, index) => ({
    ...label,
    ...part(label),
    color: label.color ?? colorAt(index),
    attributes: attributes(label.attributes),
    roles: label.roles.map((role) => ({ ...role, ...part(role) })),
    skeleton: label.skeleton && toDraftSkeleton(label.skeleton, isSaved),
  }));
  return {
    labels: toParentKeys(labels),
    attributes: attributes(ontology.attributes),
    relations: ontology.relations.map((relation) => ({ ...relation, ...part(relation) })),
    masks: ontology.masks,
    only_leaves: ontology.only_leaves,
  };
}

function withoutKeys<T extends { key: string; isSaved: boolean }>({ key: _key, isSaved: _isSaved, ...rest }: T) {
  return rest;
}

export function toOntology(draft: Draft): Ontology {
  const attributes = (asked: readonly DraftAttribute[]): Attribute[] =>
    asked.map((one) => ({
      ...withoutKeys(one),
      choices: toParentNames(one.choices).map(withoutKeys),
      criteria: one.criteria.map(withoutKeys),
      questions: attributes(one.questions),
      condition: toCondition(one.condition, asked),
    }));
  return {
    labels: toParentNames(draft.labels).map((label) => ({
      ...withoutKeys(label),
      attributes: attributes(label.attributes),
      roles: label.roles.map(withoutKeys),
      skeleton: label.skeleton && toSkeleton(label.skeleton),
    })),
    attributes: attributes(draft.attributes),
    relations: draft.relations.map(withoutKeys).map((one) => (one.is_equivalence ? { ...one, to: one.from } : one)),
    masks: draft.masks,
    only_leaves: draft.only_leaves,
  };
}

export type Fault =
  | "knowledgeBase"
  | "title"
  | "name"
  | "nameTaken"
  | "choices"
  | "order"
  | "criteria"
  | "questions"
  | "range"
  | "scale"
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
    checkRoles(label.roles, draft.relations, faults);
    if (skeletonFault(label)) faults.set(label.key, "skeleton");
  }
  return faults;
}

/** A link says by its type alone whether it is a relation or a role: no name is both. */
function checkRoles(roles: readonly DraftRole[], relations: readonly DraftRelation[], faults: Map<string, Fault>) {
  checkNames(roles, faults);
  const taken = new Set(relations.map(({ name }) => name));
  for (const { key, name, least, most } of roles) {
    if (taken.has(name)) faults.set(key, "nameTaken");
    else if (most !== null && (most < 1 || least > most)) faults.set(key, "range");
  }
}

function checkAttributes(attributes: DraftAttribute[], faults: Map<string, Fault>): void {
  checkNames(attributes, faults);
  for (const attribute of attributes) {
    checkNames(attribute.choices, faults);
    checkNames(attribute.criteria, faults);
    checkAttributes(attribute.questions, faults);
    const fault = faultOf(attribute);
    if (fault) faults.set(attribute.key, fault);
    if (isUnfinished(toCondition(attribute.condition, attributes))) faults.set(attribute.key, "condition");
  }
}

function faultOf({
  type,
  choices,
  criteria,
  questions,
  minimum,
  maximum,
  least,
  most,
  knowledge_base,
}: DraftAttribute): Fault | null {
  const live = (parts: readonly { retired: boolean }[]) => parts.filter(({ retired }) => !retired).length;
  if (type === "category" && live(choices) === 0) return "choices";
  if (type === "ranking" && live(choices) < 2) return "order";
  if (type === "rubric" && live(criteria) === 0) return "criteria";
  if (type === "entity" && !NAME.test(knowledge_base)) return "knowledgeBase";
  if (type === "group" && live(questions) === 0) return "questions";
  if (type === "rating" && !(minimum !== null && maximum !== null && minimum < maximum)) return "scale";
  const isTurned = (low: number | null, high: number | null) => low !== null && high !== null && low > high;
  return isTurned(minimum, maximum) || isTurned(least, most) ? "range" : null;
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
