/** What a new part begins with, and what a question of each type can be set to. Pure. */
import type { AttributeType } from "../api";
import { LABEL_COLORS } from "../editors/colors";
import type { DraftAttribute, DraftChoice, DraftCriterion, DraftLabel, DraftRelation, DraftRole } from "./draft";
import { makeKey } from "./names";

const newPart = () => ({ key: makeKey(), isSaved: false, name: "", title: "", retired: false });

export function newLabel(others: readonly DraftLabel[]): DraftLabel {
  const free = LABEL_COLORS.find((color) => others.every((label) => label.color !== color));
  return { ...newLabelAt(others.length), ...(free && { color: free }) };
}

/** One of many that come together: its colour is that of its place. */
export function newLabelAt(place: number): DraftLabel {
  return {
    ...newPart(),
    color: colorAt(place),
    shapes: [],
    attributes: [],
    description: "",
    is_thing: true,
    skeleton: null,
    targets: "",
    comparison: null,
    writing: null,
    roles: [],
    parent: "",
  };
}

/** A label without a colour is drawn by its place; editing writes the colour down, so that moving it keeps it. */
export function colorAt(index: number): string {
  return LABEL_COLORS[index % LABEL_COLORS.length] as string;
}

export function newChoice(): DraftChoice {
  return { ...newPart(), parent: "" };
}

export function newRelation(): DraftRelation {
  return { ...newPart(), from: [], to: [], directed: true, is_equivalence: false };
}

export function newRole(): DraftRole {
  return { ...newPart(), labels: [], least: 0, most: null };
}

export function newCriterion(): DraftCriterion {
  return { ...newPart(), points: 1, description: "" };
}

/** What may be set of each type; the rest goes back to what it is where nothing is set. */
const SETTINGS: Readonly<Record<AttributeType, readonly (keyof typeof UNSET)[]>> = {
  category: ["choices", "allow_multiple", "least", "most", "only_leaves"],
  text: ["least", "most", "pattern", "is_long"],
  number: ["minimum", "maximum"],
  rating: ["minimum", "maximum", "step", "ends"],
  ranking: ["choices"],
  date: ["has_time", "earliest", "latest"],
  file: ["media_types", "most_bytes"],
  entity: ["knowledge_base"],
  time_range: ["maximum"],
  rubric: ["criteria"],
  group: ["questions", "least", "most"],
};

const UNSET = {
  choices: [] as DraftChoice[],
  allow_multiple: false,
  only_leaves: false,
  minimum: null as number | null,
  maximum: null as number | null,
  step: null as number | null,
  ends: [] as string[],
  least: null as number | null,
  most: null as number | null,
  pattern: "",
  is_long: false,
  has_time: false,
  earliest: null as string | null,
  latest: null as string | null,
  media_types: [] as string[],
  knowledge_base: "",
  most_bytes: null as number | null,
  criteria: [] as DraftCriterion[],
  questions: [] as DraftAttribute[],
};

/** What a question of this type begins with. */
function beginning(type: AttributeType): Partial<typeof UNSET> {
  if (type === "category" || type === "ranking") return { choices: [newChoice(), newChoice()] };
  if (type === "rating") return { minimum: 1, maximum: 5 };
  if (type === "rubric") return { criteria: [newCriterion(), newCriterion()] };
  return type === "group" ? { questions: [newAttribute("text")] } : {};
}

/** The question as one of another type: what both have stays, what it needs is there. */
export function withType(attribute: DraftAttribute, type: AttributeType): DraftAttribute {
  const shared = SETTINGS[type].filter((setting) => SETTINGS[attribute.type].includes(setting));
  const kept = Object.fromEntries(shared.map((setting) => [setting, attribute[setting]]));
  const changed = { ...attribute, ...UNSET, ...beginning(type), ...kept, type };
  return type === "category" ? changed : { ...changed, choices: changed.choices.map(atTheTop) };
}

/** Only choices of a category form a taxonomy. */
function atTheTop(choice: DraftChoice): DraftChoice {
  return { ...choice, parent: "" };
}

export function newAttribute(type: AttributeType): DraftAttribute {
  return {
    ...newPart(),
    ...UNSET,
    ...beginning(type),
    type,
    required: false,
    description: "",
    is_mutable: false,
    condition: null,
  };
}
