/** An answer to a question in a few words, for lists and comparisons. Pure. */
import type { Attribute, AttributeValue, TimeRange } from "./contract";
import { showClock } from "./panel/questions/clock";
import { pathOf } from "./taxonomy";

export function spellValue(value: AttributeValue, attribute?: Attribute): string {
  if (typeof value !== "object") return titleOf(String(value), attribute);
  if (Array.isArray(value)) return value.map((each) => spellPart(each, attribute)).join(", ");
  if (isTimeRange(value)) return `${showClock(value.start)}–${showClock(value.end)}`;
  const met = Object.keys(value).filter((name) => (value as Readonly<Record<string, unknown>>)[name] === true);
  return met.map((name) => titleOf(name, attribute)).join(", ") || "–";
}

function spellPart(part: string | object, attribute: Attribute | undefined): string {
  if (typeof part === "string") return titleOf(part, attribute);
  const cells = Object.entries(part as Readonly<Record<string, AttributeValue>>).map(([name, value]) =>
    spellValue(
      value,
      attribute?.questions?.find((question) => question.name === name),
    ),
  );
  return `(${cells.join(", ")})`;
}

function titleOf(name: string, attribute: Attribute | undefined): string {
  const criterion = attribute?.criteria?.find((each) => each.name === name);
  return criterion?.title || pathOf(attribute?.choices ?? [], name);
}

function isTimeRange(value: object): value is TimeRange {
  return Object.keys(value).sort().join() === "end,start";
}
