/** Alternates and their order: how they are shown, how each answer ranks them, how a ranking reads. Pure. */
import type { Answer, Shape } from "@goldsmith/editors";
import { type Graph, type Message, shuffled } from "../graph";
import type { Ask } from "./kinds";

export interface Ranking extends Shape {
  readonly type: "ranking";
  readonly after: string;
  readonly groups: readonly (readonly string[])[];
  readonly strength: number;
  readonly all_bad: boolean;
  readonly shown: readonly string[];
}

/** The order in which whoever ranked them saw the alternates; empty where nobody did. */
export function seenOrder(answer: Answer): readonly string[] {
  return answer.annotations.find((shape): shape is Ranking => shape.type === "ranking")?.shown ?? [];
}

/** What is compared: by chance where somebody is asked, as they saw it where one looks at their answer. */
export function inShownOrder(graph: Graph, seed: string | undefined, answer: Answer): readonly Message[] {
  const candidates = graph.candidates();
  if (seed !== undefined) return shuffled(candidates, seed);
  const order = seenOrder(answer);
  return candidates.toSorted((a, b) => order.indexOf(a.id) - order.indexOf(b.id));
}

export function letterOf(place: number): string {
  return String.fromCharCode(65 + place);
}

/** The side scale: from -strengths (the left is much better) over 0 (tie) to strengths; "bad" where none will do. */
export function sideOf({ groups, strength, all_bad }: Ranking, shown: readonly Message[]): string | null {
  const [left] = shown;
  if (groups.length === 0) return all_bad ? "bad" : null;
  if (groups.length === 1) return all_bad ? "bad" : "0";
  const much = Math.max(strength, 1);
  return String(groups[0]?.[0] === left?.id ? -much : much);
}

export function isWhole({ groups, all_bad }: Ranking, shown: readonly Message[]): boolean {
  return all_bad || groups.flat().length === shown.length;
}

type Ranked = Omit<Ranking, "uuid" | "label" | "attributes">;

export function pairRanking(ask: Ask & { kind: "pair" | "ranking" }, value: string): Ranked {
  const ids = ask.shown.map(({ id }) => id);
  const shape = { type: "ranking", after: ask.after, shown: ids } as const;
  if (value === "bad") return { ...shape, groups: [ids.toSorted()], strength: 0, all_bad: true };
  const side = Number(value);
  if (side === 0) return { ...shape, groups: [ids.toSorted()], strength: 0, all_bad: false };
  const [left = "", right = ""] = ids;
  const hasStrengths = (ask.label.comparison?.strengths ?? 1) > 1;
  return {
    ...shape,
    groups: side < 0 ? [[left], [right]] : [[right], [left]],
    strength: hasStrengths ? Math.abs(side) : 0,
    all_bad: false,
  };
}

/** The ranking with one more: as the next best, or as good as the last; one that was ranked is taken out again. */
export function withNext(
  ask: Ask & { kind: "pair" | "ranking" },
  found: Ranking | undefined,
  place: number,
  isEqual: boolean,
): Ranked | null {
  const ids = ask.shown.map(({ id }) => id);
  const id = ids[place] ?? "";
  const before = found?.groups ?? [];
  const without = before.map((group) => group.filter((each) => each !== id)).filter((group) => group.length > 0);
  const wasRanked = before.flat().includes(id);
  const last = without.at(-1);
  const joins = isEqual && last !== undefined && ask.label.comparison?.allow_ties !== false;
  const groups = wasRanked ? without : joins ? [...without.slice(0, -1), [...last, id].toSorted()] : [...without, [id]];
  if (groups.length === 0) return null;
  return { type: "ranking", after: ask.after, shown: ids, groups, strength: 0, all_bad: found?.all_bad ?? false };
}

/** How a ranking reads: "B > A = C", by the letters of the order in which they are shown. */
export function spellRanking({ groups, all_bad }: Ranking, shown: readonly string[]): string {
  const letters = new Map(shown.map((id, place) => [id, letterOf(place)]));
  const spelled = groups.map((group) => group.map((id) => letters.get(id) ?? id).join(" = ")).join(" > ");
  return all_bad ? `${spelled} ✕` : spelled;
}
