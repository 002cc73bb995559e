/** What a press on a choice does to an attribute, and which required questions are still open. Pure. */
import type { Answer, Attribute, AttributeValue, AttributeView, Choice, Ontology, Op } from "./contract";
import { liveAttributes } from "./hotkeys";

/** Single choice: pressing the chosen one again clears it. Multiple: toggles, kept in the ontology's order. */
export function pressChoice(
  attribute: Attribute,
  choice: Choice,
  value: AttributeValue | undefined,
): AttributeValue | null {
  if (!attribute.allow_multiple) return value === choice.name ? null : choice.name;
  const chosen = new Set(chosenOf(value));
  if (!chosen.delete(choice.name)) chosen.add(choice.name);
  const ordered = (attribute.choices ?? []).map(({ name }) => name).filter((name) => chosen.has(name));
  return ordered.length > 0 ? ordered : null;
}

export function chosenOf(value: AttributeValue | undefined): readonly string[] {
  if (value === undefined) return [];
  return typeof value === "object" ? value : [String(value)];
}

type Values = Readonly<Record<string, AttributeValue>>;

/** Whether a question is asked, given the answers to those beside it. */
export function isAsked({ condition }: Attribute, values: Values): boolean {
  return !condition || chosenOf(values[condition.attribute]).some((choice) => condition.choices.includes(choice));
}

/** The questions on screen, given the answers so far. */
export function askedAttributes(attributes: readonly Attribute[] | undefined, values: Values): readonly Attribute[] {
  return liveAttributes(attributes).filter((attribute) => isAsked(attribute, values));
}

/** An answer given, or taken back with null; answers to questions that are then no longer asked go with it. */
export function withAnswer(
  attributes: readonly Attribute[] | undefined,
  values: Values,
  name: string,
  value: AttributeValue | null,
): Values {
  const { [name]: _previous, ...others } = values;
  const isEmpty = value === null || value === "" || (typeof value === "object" && value.length === 0);
  const answered: Values = isEmpty ? others : { ...values, [name]: value };
  const unasked = new Set((attributes ?? []).filter((one) => !isAsked(one, answered)).map((one) => one.name));
  if (unasked.size === 0) return answered;
  return Object.fromEntries(Object.entries(answered).filter(([key]) => !unasked.has(key)));
}

/** Where answers do not change along the item. */
export const ON_THE_OBJECT: AttributeView = {
  valuesOf: (shape) => shape.attributes,
  valuesAtStart: (shape) => shape.attributes,
  withValue: (shape, attributes, { name }, value) => ({
    ...shape,
    attributes: withAnswer(attributes, shape.attributes, name, value),
  }),
};

/** The same for the whole item, as operations. */
export function answerOps(
  attributes: readonly Attribute[] | undefined,
  values: Values,
  name: string,
  value: AttributeValue | null,
): Op[] {
  const after = withAnswer(attributes, values, name, value);
  const gone = Object.keys(values).filter((key) => key !== name && after[key] === undefined);
  return [{ op: "set", name, value }, ...gone.map((key): Op => ({ op: "set", name: key, value: null }))];
}

export interface OpenQuestion {
  readonly attribute: Attribute;
  /** The object it is asked about; absent for the whole item. */
  readonly uuid?: string;
}

export function openQuestions(answer: Answer, ontology: Ontology, view = ON_THE_OBJECT): OpenQuestion[] {
  const whole = required(ontology.attributes)
    .filter((attribute) => isOpen(attribute, answer.global_attributes))
    .map((attribute) => ({ attribute }));
  const byLabel = new Map((ontology.labels ?? []).map((label) => [label.name, required(label.attributes)]));
  const objects = answer.annotations.flatMap((shape) =>
    (byLabel.get(shape.label) ?? [])
      .filter((attribute) => isOpen(attribute, view.valuesAtStart(shape)))
      .map((attribute) => ({ attribute, uuid: shape.uuid })),
  );
  return [...whole, ...objects];
}

function isOpen(attribute: Attribute, values: Values): boolean {
  return values[attribute.name] === undefined && isAsked(attribute, values);
}

function required(attributes: readonly Attribute[] | undefined): Attribute[] {
  return liveAttributes(attributes).filter((attribute) => attribute.required);
}
