/** What can be answered by one press, each answer with its key. Pure. */
import { type Attribute, givableChoices, isListed, type Label } from "@goldsmith/editors";
import type { Ask, Option } from "./kinds";
import { letterOf } from "./rankings";

export type Words = (key: string, values?: Record<string, unknown>) => string;

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
