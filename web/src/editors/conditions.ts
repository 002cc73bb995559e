/** When questions are asked, as the server has it: `tests/unit/conditions.json` holds what both answer alike. Pure. */
import type { Attribute, AttributeValue, Condition } from "./contract";

export type Values = Readonly<Record<string, AttributeValue>>;

export function isMet(condition: Condition, values: Values): boolean {
  if (condition.all?.length) return condition.all.every((each) => isMet(each, values));
  if (condition.any?.length) return condition.any.some((each) => isMet(each, values));
  const value = values[condition.attribute ?? ""];
  if (condition.is_answered != null) return isGiven(value) === condition.is_answered;
  if (condition.choices?.length) return holdsOne(value, condition.choices);
  return isBetween(value, condition);
}

/** The names of the questions that are asked; an answer to one that is not asked meets no condition. */
export function askedNames(attributes: readonly Attribute[], values: Values): ReadonlySet<string> {
  let standing = values;
  for (;;) {
    const holding = standing;
    const asked = new Set(
      attributes.filter(({ condition }) => !condition || isMet(condition, holding)).map(({ name }) => name),
    );
    const kept = Object.fromEntries(Object.entries(standing).filter(([name]) => asked.has(name)));
    if (Object.keys(kept).length === Object.keys(standing).length) return asked;
    standing = kept;
  }
}

function isGiven(value: AttributeValue | undefined): boolean {
  if (value === undefined || value === "") return false;
  return typeof value !== "object" || Object.keys(value).length > 0;
}

function holdsOne(value: AttributeValue | undefined, choices: readonly string[]): boolean {
  const given: readonly unknown[] = Array.isArray(value) ? value : [value];
  return given.some((each) => typeof each === "string" && choices.includes(each));
}

function isBetween(value: AttributeValue | undefined, { at_least, at_most }: Condition): boolean {
  return typeof value === "number" && value >= (at_least ?? -Infinity) && value <= (at_most ?? Infinity);
}
