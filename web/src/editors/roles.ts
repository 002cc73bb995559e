/** Roles of an event: what fills them, what they still lack, and the operations that fill and empty them. Pure. */
import { findByUuid } from "./answer";
import type { Answer, Link, Ontology, Op, Relation, Role, Shape } from "./contract";

/** An event that has too few or too many arguments in a role. */
export interface OpenRole {
  readonly uuid: string;
  readonly role: Role;
  readonly count: number;
}

/** Those that can be filled now. */
export function rolesOf(ontology: Ontology, label: string | undefined): readonly Role[] {
  return rolesEver(ontology, label).filter(({ retired }) => !retired);
}

export function roleNamed(ontology: Ontology, label: string | undefined, name: string): Role | undefined {
  return rolesEver(ontology, label).find((role) => role.name === name);
}

/** The links to what fills a role of an event, as they were drawn. */
export function argumentsOf(answer: Answer, event: string, role: string): readonly Link[] {
  return answer.links.filter(({ type, from }) => from === event && type === role);
}

/** Whether a link fills a role, which is listed with its event. */
export function isArgument(ontology: Ontology, answer: Answer, { type, from }: Link): boolean {
  return rolesOf(ontology, findByUuid<Shape>(answer.annotations, from)?.label).some(({ name }) => name === type);
}

export function mayFill(role: Role, event: Shape, argument: Shape): boolean {
  return event.uuid !== argument.uuid && allows(role.labels, argument.label);
}

/** Fill a role; where only one has room, it takes the place of the one before. */
export function fillOps(answer: Answer, role: Role, event: string, argument: string): Op[] {
  const there = argumentsOf(answer, event, role.name);
  if (there.some(({ to }) => to === argument)) return [];
  const gone = role.most === 1 ? there : [];
  const link: Link = { uuid: crypto.randomUUID(), type: role.name, from: event, to: argument, attributes: {} };
  return [...gone.map(({ uuid }): Op => ({ op: "unlink", uuid })), { op: "link", link }];
}

/** The first event that the server would refuse. */
export function openRole(answer: Answer, ontology: Ontology): OpenRole | null {
  for (const { uuid, label } of answer.annotations) {
    for (const role of rolesOf(ontology, label)) {
      const count = argumentsOf(answer, uuid, role.name).length;
      if (isOpen(role, count)) return { uuid, role, count };
    }
  }
  return null;
}

export function isOpen({ least, most }: Role, count: number): boolean {
  return count < (least ?? 0) || (most != null && count > most);
}

export function titleOfRole({ title, name }: Role): string {
  return title || name;
}

/** What a link says, a relation's title or a role's. */
export function linkTitle(ontology: Ontology, answer: Answer, { type, from }: Link): string {
  const relation = relationNamed(ontology, type);
  if (relation) return relation.title || type;
  const role = roleNamed(ontology, findByUuid<Shape>(answer.annotations, from)?.label, type);
  return role ? titleOfRole(role) : type;
}

/** Take away the links that no longer fit once these annotations are what they now are. */
export function misfitOps(answer: Answer, ontology: Ontology, changed: readonly Shape[]): Op[] {
  const now = new Map(changed.map((shape) => [shape.uuid, shape.label]));
  const labelOf = (uuid: string) => now.get(uuid) ?? findByUuid<Shape>(answer.annotations, uuid)?.label ?? "";
  return answer.links
    .filter(({ from, to }) => now.has(from) || now.has(to))
    .filter(({ type, from, to }) => !fits(ontology, type, labelOf(from), labelOf(to)))
    .map(({ uuid }): Op => ({ op: "unlink", uuid }));
}

function fits(ontology: Ontology, type: string, from: string, to: string): boolean {
  const relation = relationNamed(ontology, type);
  if (relation) return allows(relation.from, from) && allows(relation.to, to);
  const role = roleNamed(ontology, from, type);
  return role !== undefined && allows(role.labels, to);
}

function rolesEver(ontology: Ontology, label: string | undefined): readonly Role[] {
  return (ontology.labels ?? []).find(({ name }) => name === label)?.roles ?? [];
}

function relationNamed(ontology: Ontology, name: string): Relation | undefined {
  return (ontology.relations ?? []).find((relation) => relation.name === name);
}

function allows(labels: readonly string[] | undefined, label: string): boolean {
  return !labels || labels.length === 0 || labels.includes(label);
}
