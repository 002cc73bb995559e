/** Chains: what an equivalence joins is one thing. Which there are, and the operations that join and part them. Pure. */
import { LABEL_COLORS } from "./colors";
import type { Answer, EditorDefinition, Link, Ontology, Op, Relation, Shape } from "./contract";

export interface Chain {
  readonly relation: string;
  /** From 1 on, by the first member in reading order. */
  readonly number: number;
  /** At least two, in reading order. */
  readonly members: readonly string[];
}

/** The equivalence that things of this label can be joined by. */
export function equivalenceOf(ontology: Ontology, label: string | undefined): Relation | undefined {
  return (ontology.relations ?? []).find(
    ({ retired, is_equivalence, from }) =>
      is_equivalence && !retired && (!from?.length || (label !== undefined && from.includes(label))),
  );
}

export function isEquivalence(ontology: Ontology, name: string): boolean {
  return (ontology.relations ?? []).some((relation) => relation.name === name && relation.is_equivalence === true);
}

export function chainsOf(answer: Answer, ontology: Ontology, compare?: EditorDefinition["compare"]): readonly Chain[] {
  const names = (ontology.relations ?? []).filter(({ is_equivalence }) => is_equivalence).map(({ name }) => name);
  if (names.length === 0 || answer.links.length === 0) return [];
  const order = compare ? answer.annotations.toSorted(compare) : answer.annotations;
  return names
    .flatMap((name) => groupsOf(answer, name, order))
    .toSorted((a, b) => a.first - b.first)
    .map(({ relation, members }, index) => ({ relation, members, number: index + 1 }));
}

/** Not the first colour, which the first label has: a mention in no chain must look different. */
export function chainColor(number: number): string {
  return LABEL_COLORS[number % LABEL_COLORS.length] as string;
}

/** Join the chains of these members into one: a link from each to the next that is not in it yet. */
export function joinOps(answer: Answer, relation: string, members: readonly string[]): Op[] {
  const root = rootsOf(answer, relation);
  const [first, ...others] = members;
  if (first === undefined) return [];
  const joined = new Set([root(first)]);
  return others.flatMap((member): Op[] => {
    if (joined.has(root(member))) return [];
    joined.add(root(member));
    return [{ op: "link", link: newLink(relation, first, member) }];
  });
}

/** Take a member out; the others of its chain stay together. */
export function leaveOps(answer: Answer, relation: string, member: string): Op[] {
  const own = answer.links.filter((link) => link.type === relation && (link.from === member || link.to === member));
  const neighbours = own.map((link) => (link.from === member ? link.to : link.from));
  const without = { ...answer, links: answer.links.filter((link) => !own.includes(link)) };
  return [...own.map(({ uuid }): Op => ({ op: "unlink", uuid })), ...joinOps(without, relation, neighbours)];
}

function newLink(type: string, from: string, to: string): Link {
  return { uuid: crypto.randomUUID(), type, from, to, attributes: {} };
}

interface Group {
  readonly relation: string;
  readonly first: number;
  readonly members: readonly string[];
}

function groupsOf(answer: Answer, relation: string, order: readonly Shape[]): Group[] {
  const root = rootsOf(answer, relation);
  const linked = new Set(answer.links.filter(({ type }) => type === relation).flatMap(({ from, to }) => [from, to]));
  const groups = new Map<string, { relation: string; first: number; members: string[] }>();
  order.forEach(({ uuid }, place) => {
    if (!linked.has(uuid)) return;
    const group = groups.get(root(uuid)) ?? { relation, first: place, members: [] };
    group.members.push(uuid);
    groups.set(root(uuid), group);
  });
  return [...groups.values()].filter(({ members }) => members.length > 1);
}

/** Which one stands for the whole chain of each (union-find with path halving). */
function rootsOf(answer: Answer, relation: string): (uuid: string) => string {
  const parent = new Map<string, string>();
  const root = (uuid: string): string => {
    let at = uuid;
    for (let above = parent.get(at); above !== undefined && above !== at; above = parent.get(at)) {
      parent.set(at, parent.get(above) ?? above);
      at = above;
    }
    return at;
  };
  for (const { type, from, to } of answer.links) {
    if (type === relation && root(from) !== root(to)) parent.set(root(to), root(from));
  }
  return root;
}
