/** Keys that make chains: join the selected to the chain in hand, begin another, take out, walk along. */
import { chainsOf, equivalenceOf, joinOps, leaveOps } from "./chains";
import type { EditorDefinition, Ontology, Shape } from "./contract";
import type { AnswerStore } from "./store";

interface ChainKeysContext {
  readonly store: AnswerStore;
  readonly ontology: Ontology;
  readonly compare?: EditorDefinition["compare"];
}

export const CHAIN_KEY_HELP = [
  { keys: ["Alt+C"], does: "keyChain" },
  { keys: ["Alt+B"], does: "keyChainBegin" },
  { keys: ["Alt+X"], does: "keyChainLeave" },
  { keys: ["Alt+N", "Alt+P"], does: "keyChainWalk" },
] as const;

export function handleChainKey(chord: string, context: ChainKeysContext, readOnly: boolean): boolean {
  if (chord === "Alt+N") return walkChain(context, 1);
  if (chord === "Alt+P") return walkChain(context, -1);
  if (readOnly) return false;
  if (chord === "Alt+C") return joinChain(context);
  if (chord === "Alt+B") return beginChain(context);
  return chord === "Alt+X" && leaveChain(context);
}

/** The selected join the chain in hand; several selected, or none in hand, are a chain of their own from now on. */
export function joinChain({ store, ontology }: ChainKeysContext): boolean {
  const { answer, activeChain } = store.getState();
  const chosen = joinable(store, ontology);
  const [first] = chosen;
  const relation = equivalenceOf(ontology, first?.label);
  if (!first || !relation) return false;
  const anchor = answer.annotations.find(
    ({ uuid, label }) => uuid === activeChain && equivalenceOf(ontology, label)?.name === relation.name,
  );
  const members = chosen.map(({ uuid }) => uuid);
  if (!anchor) store.setActiveChain(first.uuid);
  store.dispatch(joinOps(answer, relation.name, anchor ? [anchor.uuid, ...members] : members));
  return true;
}

/** The chain of the selected one is in hand from now on; one that is in none begins one. */
export function beginChain({ store, ontology }: ChainKeysContext): boolean {
  const [first] = joinable(store, ontology);
  if (!first) return false;
  store.setActiveChain(first.uuid);
  return true;
}

export function leaveChain({ store, ontology }: ChainKeysContext): boolean {
  const chosen = joinable(store, ontology);
  for (const { uuid, label } of chosen) {
    const relation = equivalenceOf(ontology, label)?.name ?? "";
    const { answer, activeChain } = store.getState();
    const ops = leaveOps(answer, relation, uuid);
    const [other] = ops.flatMap((op) => (op.op === "link" ? [op.link.from] : []));
    if (uuid === activeChain) store.setActiveChain(other ?? neighbourOf(store, relation, uuid));
    store.dispatch(ops);
  }
  return chosen.length > 0;
}

function walkChain({ store, ontology, compare }: ChainKeysContext, step: 1 | -1): boolean {
  const { answer, selection } = store.getState();
  const current = selection.at(-1);
  const chain = chainsOf(answer, ontology, compare).find(({ members }) => members.includes(current ?? ""));
  if (!chain || current === undefined) return false;
  const { members } = chain;
  const next = members[(members.indexOf(current) + step + members.length) % members.length];
  if (next !== undefined) store.select([next]);
  return true;
}

/** Who is left when a chain of two is parted. */
function neighbourOf(store: AnswerStore, relation: string, uuid: string): string | null {
  const link = store
    .getState()
    .answer.links.find(({ type, from, to }) => type === relation && (from === uuid || to === uuid));
  return link ? (link.from === uuid ? link.to : link.from) : null;
}

/** The selected ones that the same equivalence joins as the first of them. */
function joinable(store: AnswerStore, ontology: Ontology): readonly Shape[] {
  const { answer, selection } = store.getState();
  const chosen = answer.annotations.filter(({ uuid }) => selection.includes(uuid));
  const name = equivalenceOf(ontology, chosen[0]?.label)?.name;
  if (name === undefined) return [];
  return chosen.filter(({ label }) => equivalenceOf(ontology, label)?.name === name);
}
