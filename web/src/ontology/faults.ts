/** What stops a draft of an ontology from being saved. Pure. */
import { isUnfinished, toCondition } from "./conditions";
import type { Draft, DraftAttribute, DraftRelation, DraftRole } from "./draft";
import { NAME } from "./names";
import type { Part } from "./parts";
import { skeletonFault } from "./skeleton";

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
  | "belowRetired"
  | "onlyGroups"
  | "nothing";

/** What stops this draft from being saved, by the key of the part at fault; "" is the ontology as a whole. */
export function findFaults(draft: Draft): Map<string, Fault> {
  const faults = new Map<string, Fault>();
  const isEmpty = draft.labels.length + draft.attributes.length === 0;
  if (isEmpty) faults.set("", "nothing");
  checkNames(draft.labels, faults);
  checkTree(draft.labels, faults);
  checkGroups(draft, faults);
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
    checkTree(attribute.choices, faults);
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

/** Nothing is asked below what is retired. */
function checkTree(parts: readonly Part[], faults: Map<string, Fault>): void {
  const retired = new Set(parts.filter((part) => part.retired).map(({ key }) => key));
  for (const part of parts) if (!part.retired && retired.has(part.parent ?? "")) faults.set(part.key, "belowRetired");
}

/** What is asked about messages has to be given, so it cannot only group others. */
function checkGroups({ labels, only_leaves }: Draft, faults: Map<string, Fault>): void {
  if (!only_leaves) return;
  const above = new Set(labels.filter(({ retired }) => !retired).map(({ parent }) => parent));
  for (const { key, targets, comparison, writing } of labels) {
    if (above.has(key) && (targets || comparison || writing)) faults.set(key, "onlyGroups");
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
