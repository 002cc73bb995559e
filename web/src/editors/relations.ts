/** Relations between two objects: which ones fit, and drawing one in two steps. */
import { findByUuid } from "./answer";
import type { Ontology, Relation, Shape } from "./contract";
import { roleNamed } from "./roles";
import type { AnswerStore } from "./store";

export function relationsFrom(ontology: Ontology, label: string): readonly Relation[] {
  return (ontology.relations ?? []).filter(
    (relation) => !relation.retired && !relation.is_equivalence && allows(relation.from, label),
  );
}

export function canJoin(relation: Relation, from: string, to: string): boolean {
  return allows(relation.from, from) && allows(relation.to, to);
}

/** Begin at the selected object; while one is begun, turn to the next relation that fits. */
export function startOrTurnRelation(store: AnswerStore, ontology: Ontology): boolean {
  const { answer, selection, linking } = store.getState();
  const from = findByUuid<Shape>(answer.annotations, linking?.from ?? selection.at(-1) ?? "");
  const fitting = from ? relationsFrom(ontology, from.label) : [];
  const index = fitting.findIndex((relation) => relation.name === linking?.type);
  const next = fitting[(index + 1) % fitting.length];
  if (!from || !next) return false;
  store.setLinking({ from: from.uuid, type: next.name });
  return true;
}

export function finishRelation(store: AnswerStore, ontology: Ontology, toUuid: string | undefined): boolean {
  const { answer, linking } = store.getState();
  if (!linking || !toUuid || toUuid === linking.from) return false;
  const from = findByUuid<Shape>(answer.annotations, linking.from);
  const to = findByUuid<Shape>(answer.annotations, toUuid);
  const fitting = relationFor(ontology, linking.type, from, to);
  // A role takes what fits it, and is no beginning of another relation.
  if (!fitting || !from || !to || roleNamed(ontology, from.label, linking.type)) return false;
  const isThere = answer.links.some(
    (link) => link.type === fitting.name && link.from === from.uuid && link.to === to.uuid,
  );
  if (!isThere) {
    const link = { uuid: crypto.randomUUID(), type: fitting.name, from: from.uuid, to: to.uuid, attributes: {} };
    store.dispatch({ op: "link", link });
  }
  store.setLinking(null);
  return true;
}

/** The wanted relation if it joins the two, else the first that does. */
function relationFor(
  ontology: Ontology,
  wanted: string,
  from: Shape | undefined,
  to: Shape | undefined,
): Relation | undefined {
  if (!from || !to) return undefined;
  const fitting = relationsFrom(ontology, from.label).filter((relation) => canJoin(relation, from.label, to.label));
  return fitting.find((relation) => relation.name === wanted) ?? fitting[0];
}

function allows(labels: readonly string[] | undefined, label: string): boolean {
  return !labels || labels.length === 0 || labels.includes(label);
}
