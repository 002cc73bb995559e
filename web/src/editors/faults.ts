/** What the server would refuse in an answer to a question, said before it is sent. Pure. */
import { askedNames, type Values } from "./conditions";
import type { Attribute, AttributeValue, Row, TimeRange, Verdicts } from "./contract";

/** A key of the panel's strings, and what it is filled with. */
export interface Fault {
  readonly says:
    | "faultShort"
    | "faultLong"
    | "faultPattern"
    | "faultFew"
    | "faultMany"
    | "faultOrder"
    | "faultEarly"
    | "faultLate"
    | "faultTime"
    | "faultLasts"
    | "faultRubric"
    | "faultRows"
    | "faultRowsMany"
    | "faultRow";
  readonly values?: Readonly<Record<string, string | number>>;
}

export function isEmpty(value: unknown): boolean {
  if (value === "" || value === null || value === undefined) return true;
  return typeof value === "object" && Object.keys(value).length === 0;
}

/** Null where an answer fits its question. */
export function faultOf(attribute: Attribute, value: AttributeValue): Fault | null {
  switch (attribute.type) {
    case "text":
      return textFault(attribute, String(value));
    case "category":
      return attribute.allow_multiple ? countFault(attribute, (value as readonly string[]).length) : null;
    case "ranking":
      return (value as readonly string[]).length < liveNames(attribute.choices).length ? { says: "faultOrder" } : null;
    case "date":
      return dateFault(attribute, String(value));
    case "time_range":
      return timeFault(attribute, value as TimeRange);
    case "rubric":
      return liveNames(attribute.criteria).some((name) => (value as Verdicts)[name] === undefined)
        ? { says: "faultRubric" }
        : null;
    case "group":
      return groupFault(attribute, value as readonly Row[]);
    default:
      return null;
  }
}

function textFault({ least, most, pattern }: Attribute, text: string): Fault | null {
  const characters = [...text].length;
  if (least != null && characters < least) return { says: "faultShort", values: { least, have: characters } };
  if (most != null && characters > most) return { says: "faultLong", values: { most, have: characters } };
  return pattern && !fitsPattern(pattern, text) ? { says: "faultPattern" } : null;
}

/** A pattern that this browser cannot read is left to the server. */
function fitsPattern(pattern: string, text: string): boolean {
  try {
    return new RegExp(`^(?:${pattern})$`, "u").test(text);
  } catch {
    return true;
  }
}

function countFault({ least, most }: Attribute, count: number): Fault | null {
  if (least != null && count < least) return { says: "faultFew", values: { least } };
  return most != null && count > most ? { says: "faultMany", values: { most } } : null;
}

function dateFault({ earliest, latest }: Attribute, day: string): Fault | null {
  // Written alike, dates are in order when their texts are; seconds may be left out.
  if (earliest && day < earliest) return { says: "faultEarly", values: { earliest } };
  return latest && day > latest ? { says: "faultLate", values: { latest } } : null;
}

function timeFault({ maximum }: Attribute, { start, end }: TimeRange): Fault | null {
  if (!(start >= 0 && end >= start)) return { says: "faultTime" };
  return maximum != null && end - start > maximum ? { says: "faultLasts", values: { maximum } } : null;
}

function groupFault(attribute: Attribute, rows: readonly Row[]): Fault | null {
  const { least, most, questions } = attribute;
  if (least != null && rows.length < least) return { says: "faultRows", values: { least } };
  if (most != null && rows.length > most) return { says: "faultRowsMany", values: { most } };
  const bad = rows.findIndex((row) => isEmpty(row) || rowFaults(questions, row).size > 0);
  return bad < 0 ? null : { says: "faultRow", values: { number: bad + 1 } };
}

/** By question, what is wrong in a row; null where a required answer is missing. */
export function rowFaults(questions: readonly Attribute[] | undefined, row: Row): ReadonlyMap<string, Fault | null> {
  const asked = askedNames(questions ?? [], row as Values);
  const found = new Map<string, Fault | null>();
  for (const question of questions ?? []) {
    if (question.retired || !asked.has(question.name)) continue;
    const value = row[question.name];
    if (value === undefined) {
      if (question.required) found.set(question.name, null);
      continue;
    }
    const fault = faultOf(question, value);
    if (fault) found.set(question.name, fault);
  }
  return found;
}

function liveNames(parts: readonly { name: string; retired?: boolean }[] | undefined): readonly string[] {
  return (parts ?? []).filter(({ retired }) => !retired).map(({ name }) => name);
}
