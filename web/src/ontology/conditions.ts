/** Conditions while somebody edits them: tests by the keys of what they name, as names may still change. Pure. */
import type { Attribute } from "../api";
import type { DraftAttribute } from "./draft";

type Condition = NonNullable<Attribute["condition"]>;
type Keyed = Pick<DraftAttribute, "key" | "name" | "type" | "choices">;

/** One test of the answer to a question, by its key. */
export interface DraftTest {
  attribute: string;
  choices: string[];
  at_least: number | null;
  at_most: number | null;
  is_answered: boolean | null;
}

/** Tests of which all or any hold. `kept` is a condition too deep to be edited here: it stays until it is taken away. */
export interface DraftCondition {
  join: "all" | "any";
  tests: DraftTest[];
  kept: Condition | null;
}

const NO_TEST = { choices: [], at_least: null, at_most: null, is_answered: null };

/** The first test of a question: of a choice its choices, of a number its least, of all others whether it is answered. */
export function testOf({ key, type }: Keyed): DraftTest {
  const test: DraftTest = { ...NO_TEST, attribute: key };
  if (type === "category") return test;
  return type === "number" || type === "rating" ? { ...test, at_least: 0 } : { ...test, is_answered: true };
}

export function toDraftCondition(
  condition: Condition | null | undefined,
  beside: readonly Keyed[],
): DraftCondition | null {
  if (!condition) return null;
  const join = condition.any.length > 0 ? "any" : "all";
  const parts = condition.any.length + condition.all.length > 0 ? [...condition.all, ...condition.any] : [condition];
  if (parts.some((part) => part.all.length + part.any.length > 0)) return { join, tests: [], kept: condition };
  const tests = parts.flatMap((part): DraftTest[] => {
    const asked = beside.find(({ name }) => name === part.attribute);
    if (!asked) return [];
    const choices = asked.choices.filter(({ name }) => part.choices.includes(name)).map(({ key }) => key);
    return [{ ...part, attribute: asked.key, choices }];
  });
  return { join, tests, kept: null };
}

/** What is gone meanwhile is no longer a condition. */
export function toCondition(draft: DraftCondition | null, beside: readonly Keyed[]): Condition | null {
  if (draft?.kept) return draft.kept;
  const tests = (draft?.tests ?? []).flatMap((test): Condition[] => {
    const asked = beside.find(({ key }) => key === test.attribute);
    if (!asked) return [];
    const choices = asked.choices.filter(({ key }) => test.choices.includes(key)).map(({ name }) => name);
    const { at_least, at_most, is_answered } = test;
    return [{ attribute: asked.name, choices, at_least, at_most, is_answered, all: [], any: [] }];
  });
  const [first] = tests;
  if (!first) return null;
  if (tests.length === 1) return first;
  const together: Condition = { attribute: "", ...NO_TEST, all: [], any: [] };
  return { ...together, [draft?.join ?? "all"]: tests };
}

/** Whether a test of choices names none, or a range has neither end. */
export function isUnfinished(condition: Condition | null): boolean {
  if (!condition) return false;
  const parts = [...condition.all, ...condition.any];
  if (parts.length > 0) return parts.some(isUnfinished);
  const { choices, at_least, at_most, is_answered } = condition;
  return choices.length === 0 && at_least === null && at_most === null && is_answered === null;
}

/** Questions that another one may hang on without a circle. */
export function conditionsFor(attribute: DraftAttribute, beside: readonly DraftAttribute[]): readonly DraftAttribute[] {
  return beside.filter((other) => other.key !== attribute.key && !leadsTo(other, attribute.key, beside));
}

function leadsTo(
  from: DraftAttribute,
  key: string,
  beside: readonly DraftAttribute[],
  seen = new Set<string>(),
): boolean {
  if (seen.has(from.key)) return false;
  seen.add(from.key);
  return namedBy(from, beside).some((named) => named === key || leadsOn(named, key, beside, seen));
}

function leadsOn(named: string, key: string, beside: readonly DraftAttribute[], seen: Set<string>): boolean {
  const next = beside.find((other) => other.key === named);
  return next !== undefined && leadsTo(next, key, beside, seen);
}

function namedBy({ condition }: DraftAttribute, beside: readonly DraftAttribute[]): string[] {
  if (!condition?.kept) return (condition?.tests ?? []).map(({ attribute }) => attribute);
  const names = namesIn(condition.kept);
  return beside.filter(({ name }) => names.includes(name)).map(({ key }) => key);
}

function namesIn(condition: Condition): string[] {
  return [condition.attribute, ...[...condition.all, ...condition.any].flatMap(namesIn)];
}
