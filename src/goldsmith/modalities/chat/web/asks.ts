/** Everything that is asked about a conversation, one question after the other, and what each answer changes. Pure. */
import {
  type Answer,
  type Attribute,
  type AttributeValue,
  givableChoices,
  isListed,
  isMet,
  type Label,
  type Ontology,
  type Op,
  type Shape,
} from "@goldsmith/editors";
import { type ChatContent, type Criterion, type Graph, type Message, shuffled, stepsOf } from "./graph";
import type { Turn } from "./talking";

export interface Ranking extends Shape {
  readonly type: "ranking";
  readonly after: string;
  readonly groups: readonly (readonly string[])[];
  readonly strength: number;
  readonly all_bad: boolean;
  readonly shown: readonly string[];
}

interface Asked {
  readonly key: string;
  readonly label: Label;
}

export type Ask =
  | (Asked & { readonly kind: "pair" | "ranking"; readonly after: string; readonly shown: readonly Message[] })
  | (Asked & { readonly kind: "attribute"; readonly message: Message; readonly attribute: Attribute })
  | (Asked & { readonly kind: "mark"; readonly message: Message })
  | (Asked & { readonly kind: "step"; readonly message: Message; readonly step: number; readonly text: string })
  | (Asked & { readonly kind: "grade"; readonly message: Message; readonly criterion: Criterion })
  | (Asked & { readonly kind: "writing" });

/** One answer that can be given: `digit` is its key, `value` what `give` takes. */
export interface Option {
  readonly value: string;
  readonly title: string;
  readonly digit: string;
}

/** The questions in the order in which they are read; `shown` is the order of what is compared. */
export function asksOf(
  ontology: Ontology,
  content: ChatContent,
  graph: Graph,
  shown: readonly Message[],
  turns: readonly Turn[] = [],
): Ask[] {
  const labels = (ontology.labels ?? []).filter((label) => !label.retired);
  const of = (shape: string) => labels.filter(({ shapes }) => shapes?.includes(shape));
  const places = placesOf(graph, shown);
  const inOrder = (messages: readonly Message[]) =>
    messages.toSorted((a, b) => (places.get(a.id) ?? 0) - (places.get(b.id) ?? 0));
  const each = (label: Label) => inOrder(graph.targets(label.targets || "candidates"));
  const asks: Ask[] = [];
  for (const label of of("step")) {
    for (const message of each(label)) {
      stepsOf(message).forEach((text, step) => {
        asks.push({ kind: "step", key: `${label.name}/${message.id}/${step}`, label, message, step, text });
      });
    }
  }
  for (const label of of("grade")) {
    for (const message of each(label)) {
      for (const criterion of content.rubric ?? []) {
        asks.push({ kind: "grade", key: `${label.name}/${message.id}/${criterion.id}`, label, message, criterion });
      }
    }
  }
  for (const label of of("rating")) {
    for (const message of each(label)) {
      const attributes = (label.attributes ?? []).filter(({ retired }) => !retired);
      if (attributes.length === 0) asks.push({ kind: "mark", key: `${label.name}/${message.id}`, label, message });
      for (const attribute of attributes) {
        asks.push({
          kind: "attribute",
          key: `${label.name}/${message.id}/${attribute.name}`,
          label,
          message,
          attribute,
        });
      }
    }
  }
  if (shown.length > 1) {
    const after = graph.branching();
    const kind = shown.length === 2 ? "pair" : "ranking";
    for (const label of of("ranking")) asks.push({ kind, key: label.name, label, after, shown });
  }
  for (const { user, replies } of turns.filter((turn) => turn.replies.length > 1)) {
    const kind = replies.length === 2 ? "pair" : "ranking";
    for (const label of of("ranking")) {
      asks.push({ kind, key: `${label.name}/${user.id}`, label, after: user.id, shown: replies });
    }
  }
  for (const label of of("message")) asks.push({ kind: "writing", key: label.name, label });
  return asks;
}

/** Where each message stands on the page: those that are compared in the order of their showing, the others as said. */
function placesOf(graph: Graph, shown: readonly Message[]): ReadonlyMap<string, number> {
  const compared = shown[Symbol.iterator]();
  const ids = new Set(shown.map(({ id }) => id));
  const inPlace = [...graph.messages.keys()].map((id) => (ids.has(id) ? (compared.next().value?.id ?? id) : id));
  return new Map(inPlace.map((id, place) => [id, place]));
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

/** What an ask is about, among the annotations; none while it is unanswered. */
export function foundFor(ask: Ask, answer: Answer): Shape | undefined {
  const own = answer.annotations.filter(({ label }) => label === ask.label.name);
  switch (ask.kind) {
    case "pair":
    case "ranking":
      return own.find((shape) => shape.type === "ranking" && shape.after === ask.after);
    case "attribute":
    case "mark":
      return own.find((shape) => shape.type === "rating" && shape.message === ask.message.id);
    case "step":
      return own.find((each) => each.type === "step" && each.message === ask.message.id && each.step === ask.step);
    case "grade":
      return own.find(
        (each) => each.type === "grade" && each.message === ask.message.id && each.criterion === ask.criterion.id,
      );
    case "writing":
      return own.find((shape) => shape.type === "message");
  }
}

/** How an ask is answered now, as the value of an option; for a ranking whether it is whole. */
export function givenTo(ask: Ask, answer: Answer): AttributeValue | null {
  const found = foundFor(ask, answer);
  if (!found) return null;
  switch (ask.kind) {
    case "pair":
      return sideOf(found as Ranking, ask.shown);
    case "ranking":
      return isWhole(found as Ranking, ask.shown) ? "whole" : null;
    case "attribute":
      return found.attributes[ask.attribute.name] ?? null;
    case "mark":
      return "marked";
    case "step":
      return String(found.rating);
    case "grade":
      return found.met ? "met" : "unmet";
    case "writing":
      return found.content === "" ? null : String(found.content);
  }
}

/** Whether something must still be said here, before the answer is complete. */
export function isOpen(ask: Ask, answer: Answer): boolean {
  if (ask.kind === "writing" && isTooShort(ask, answer)) return true;
  if (givenTo(ask, answer) !== null) return false;
  if (ask.kind === "attribute") return Boolean(ask.attribute.required) && isAttributeAsked(ask, answer);
  if (ask.kind === "mark") return ask.label.targets !== "" && ask.label.targets !== undefined;
  if (ask.kind === "step" || ask.kind === "grade") return Boolean(ask.label.targets) && !isAfterMistake(ask, answer);
  return ask.kind !== "writing" || Boolean(ask.label.writing);
}

/** Replies of models, and what tools gave back, are as long as they are. */
function isTooShort({ label }: Ask, answer: Answer): boolean {
  const written = answer.annotations.filter(
    (each) => each.label === label.name && each.type === "message" && !each.reply && each.role !== "tool",
  );
  return written.some(({ content }) => [...String(content)].length < (label.writing?.least ?? 0));
}

/** What follows from a mistake is not judged. */
export function isAfterMistake(ask: Ask, answer: Answer): boolean {
  if (ask.kind !== "step") return false;
  return answer.annotations.some(
    (each) =>
      each.type === "step" &&
      each.label === ask.label.name &&
      each.message === ask.message.id &&
      Number(each.rating) < 0 &&
      Number(each.step) < ask.step,
  );
}

export function isAttributeAsked(ask: Ask & { kind: "attribute" }, answer: Answer): boolean {
  const { condition } = ask.attribute;
  return !condition || isMet(condition, foundFor(ask, answer)?.attributes ?? {});
}

/** The side scale: from -strengths (the left is much better) over 0 (tie) to strengths; "bad" where none will do. */
function sideOf({ groups, strength, all_bad }: Ranking, shown: readonly Message[]): string | null {
  const [left] = shown;
  if (groups.length === 0) return all_bad ? "bad" : null;
  if (groups.length === 1) return all_bad ? "bad" : "0";
  const much = Math.max(strength, 1);
  return String(groups[0]?.[0] === left?.id ? -much : much);
}

export function isWhole({ groups, all_bad }: Ranking, shown: readonly Message[]): boolean {
  return all_bad || groups.flat().length === shown.length;
}

type Words = (key: string, values?: Record<string, unknown>) => string;

/** What can be answered by one press. */
export function optionsOf(ask: Ask, t: Words): readonly Option[] {
  switch (ask.kind) {
    case "pair":
      return pairOptions(ask.label, t);
    case "ranking":
      return ask.shown.map((_, place) => numbered(String(place), t("nextBest", { letter: letterOf(place) }), place));
    case "attribute":
      return attributeOptions(ask.attribute);
    case "mark":
      return [numbered("marked", ask.label.title, 0)];
    case "step":
      return ["1", "0", "-1"].map((value, place) => numbered(value, t(`step${value}`), place));
    case "grade":
      return ["met", "unmet"].map((value, place) => numbered(value, t(value), place));
    case "writing":
      return [];
  }
}

function numbered(value: string, title: string, place: number): Option {
  return { value, title, digit: place < 9 ? String(place + 1) : "" };
}

function pairOptions({ comparison }: Label, t: Words): readonly Option[] {
  const strengths = comparison?.strengths ?? 1;
  const sides = Array.from({ length: 2 * strengths + 1 }, (_, place) => place - strengths);
  const asked = comparison?.allow_ties === false ? sides.filter((side) => side !== 0) : sides;
  const options = asked.map((side, place) => numbered(String(side), sideTitle(side, strengths, t), place));
  return comparison?.allow_all_bad ? [...options, { value: "bad", title: t("allBad"), digit: "0" }] : options;
}

function sideTitle(side: number, strengths: number, t: Words): string {
  if (side === 0) return t("tie");
  const much = strengths === 1 ? 1 : Math.ceil((Math.abs(side) / strengths) * 3);
  const key = strengths === 1 ? "better" : `better${much}`;
  return t(key, { letter: letterOf(side < 0 ? 0 : 1) });
}

function attributeOptions(attribute: Attribute): readonly Option[] {
  if (attribute.type === "category") {
    if (isListed(attribute)) return [];
    return givableChoices(attribute).map(({ name, title }, place) => numbered(name, title || name, place));
  }
  const { minimum, maximum } = attribute;
  if (attribute.type === "text" || minimum == null || maximum == null || maximum - minimum > 10) return [];
  return Array.from({ length: Math.floor(maximum) - Math.ceil(minimum) + 1 }, (_, place) => {
    const value = String(Math.ceil(minimum) + place);
    return { value, title: value, digit: value.length === 1 ? value : "" };
  });
}

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

type Ranked = Omit<Ranking, "uuid" | "label" | "attributes">;

function pairRanking(ask: Ask & { kind: "pair" | "ranking" }, value: string): Ranked {
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
function withNext(
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

/** How a ranking reads: "B > A = C", by the letters of the order in which they are shown. */
export function spellRanking({ groups, all_bad }: Ranking, shown: readonly string[]): string {
  const letters = new Map(shown.map((id, place) => [id, letterOf(place)]));
  const spelled = groups.map((group) => group.map((id) => letters.get(id) ?? id).join(" = ")).join(" > ");
  return all_bad ? `${spelled} ✕` : spelled;
}
