/** An ontology while somebody edits it, and what each action makes of it. Pure.
 *
 * Every part has a `key` for the screen and `isSaved`: a saved name is forever, because answers hold names. A saved part is
 * retired, never deleted.
 */
import type { Attribute, AttributeType, Choice, Label, Ontology, Relation } from "../api";
import type { DraftCondition } from "./conditions";
import { newAttribute, newChoice, newCriterion, newLabel, newLabelAt, newRelation, newRole } from "./making";
import { putNodes } from "./nodes";
import { moveAmongSiblings, nestDeeper, nestHigher } from "./parents";
import { change, type Part, remove } from "./parts";
import type { DraftSkeleton } from "./skeleton";
import { toDraft } from "./wire";

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
  /** Nodes read from text, in the place of what is there. */
  | { type: "putChoices"; owner: Owner; attribute: string; nodes: readonly Choice[] }
  | { type: "putLabels"; nodes: readonly Choice[] }
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
  | { type: "move"; key: string; by: -1 | 1 }
  /** One level deeper in the tree, or one level higher. */
  | { type: "nest"; key: string; by: -1 | 1 }
  | { type: "changeOnlyLeaves"; onlyLeaves: boolean };

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
    case "putChoices":
      return withChoices(draft, action.owner, action.attribute, (choices) =>
        putNodes(choices, action.nodes, newChoice),
      );
    case "putLabels":
      return { ...draft, labels: putNodes(draft.labels, action.nodes, newLabelAt) };
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
      return everywhere(draft, (parts) => moveAmongSiblings(parts, action.key, action.by));
    case "nest":
      return everywhere(draft, (parts) => (action.by > 0 ? nestDeeper : nestHigher)(parts, action.key));
    case "changeOnlyLeaves":
      return { ...draft, only_leaves: action.onlyLeaves };
  }
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
