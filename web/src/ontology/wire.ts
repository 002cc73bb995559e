/** From the wire's shape of an ontology to a draft of it, and back. Pure. */
import type { Attribute, Ontology } from "../api";
import { toCondition, toDraftCondition } from "./conditions";
import type { Draft, DraftAttribute } from "./draft";
import { colorAt } from "./making";
import { makeKey } from "./names";
import { toParentKeys, toParentNames } from "./parents";
import { toDraftSkeleton, toSkeleton } from "./skeleton";

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
