/** The changes that answers mean. Pure. */
import type { Answer, Attribute, AttributeValue, Op, Shape } from "@goldsmith/editors";
import { foundFor } from "./given";
import type { Ask } from "./kinds";
import { pairRanking, type Ranking, withNext } from "./rankings";

/** The changes that an answer means; null takes it back. `uuid` names what is new; `isEqual` ranks beside the last. */
export function give(ask: Ask, value: string | null, answer: Answer, uuid: string, isEqual = false): readonly Op[] {
  const found = foundFor(ask, answer);
  const base = { uuid: found?.uuid ?? uuid, label: ask.label.name, attributes: found?.attributes ?? {} };
  if (value === null && ask.kind !== "attribute") return found ? [{ op: "remove", uuid: found.uuid }] : [];
  const put = (shape: Omit<Shape, "uuid" | "label" | "attributes">): Op => ({
    op: "put",
    annotation: { ...base, ...shape } as Shape,
  });
  switch (ask.kind) {
    case "pair":
      return [put(pairRanking(ask, String(value)))];
    case "ranking": {
      const ranked = withNext(ask, found as Ranking | undefined, Number(value), isEqual);
      return ranked ? [put(ranked)] : [{ op: "remove", uuid: base.uuid }];
    }
    case "attribute":
      return giveAttribute(ask, value, found, base);
    case "mark":
      return [put({ type: "rating", message: ask.message.id })];
    case "step":
      return [put({ type: "step", message: ask.message.id, step: ask.step, rating: Number(value) })];
    case "grade":
      return [
        put({
          type: "grade",
          message: ask.message.id,
          criterion: ask.criterion.id,
          met: value === "met",
          explanation: String(found?.explanation ?? ""),
        }),
      ];
    case "writing":
      return [];
  }
}

function giveAttribute(
  ask: Ask & { kind: "attribute" },
  value: string | null,
  found: Shape | undefined,
  base: Pick<Shape, "uuid" | "label" | "attributes">,
): readonly Op[] {
  const { name } = ask.attribute;
  const { [name]: before, ...others } = base.attributes;
  const now = attributeValue(ask.attribute, value, before);
  const attributes = now === null ? others : { ...others, [name]: now };
  if (Object.keys(attributes).length === 0 && found) return [{ op: "remove", uuid: found.uuid }];
  if (Object.keys(attributes).length === 0) return [];
  return [{ op: "put", annotation: { ...base, type: "rating", message: ask.message.id, attributes } }];
}

function attributeValue(
  attribute: Attribute,
  value: string | null,
  before: AttributeValue | undefined,
): AttributeValue | null {
  if (value === null || value === "") return null;
  if (attribute.type === "number") return inRange(attribute, Number(value.replace(",", "."))) ?? before ?? null;
  if (!attribute.allow_multiple) return value;
  const chosen = new Set(Array.isArray(before) ? before : []);
  if (!chosen.delete(value)) chosen.add(value);
  const ordered = (attribute.choices ?? []).map((choice) => choice.name).filter((choice) => chosen.has(choice));
  return ordered.length > 0 ? ordered : null;
}

function inRange({ minimum, maximum }: Attribute, value: number): number | null {
  return value >= (minimum ?? -Infinity) && value <= (maximum ?? Infinity) ? value : null;
}

/** The step of a mistake, with all before it good: one press says all that a solution needs. */
export function firstMistake(ask: Ask & { kind: "step" }, answer: Answer, newId: () => string): readonly Op[] {
  const own = answer.annotations.filter(
    (each) => each.type === "step" && each.label === ask.label.name && each.message === ask.message.id,
  );
  const said = new Map(own.map((each) => [Number(each.step), each]));
  const later = own.filter((each) => Number(each.step) > ask.step);
  const steps = Array.from({ length: ask.step + 1 }, (_, step): Op => {
    const before = said.get(step);
    const rating = step === ask.step ? -1 : Math.max(Number(before?.rating ?? 1), 0);
    const shape = { type: "step", label: ask.label.name, message: ask.message.id, step, rating };
    return { op: "put", annotation: { uuid: before?.uuid ?? newId(), attributes: {}, ...shape } };
  });
  return [...steps, ...later.map((each): Op => ({ op: "remove", uuid: each.uuid }))];
}
