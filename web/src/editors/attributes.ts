/** What a press on a choice does to an attribute, and which required questions are still open. Pure. */
import { askedNames, type Values } from "./conditions";
import type { Answer, Attribute, AttributeValue, AttributeView, Choice, Ontology, Op } from "./contract";
import { type Fault, faultOf, isEmpty } from "./faults";
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
  if (Array.isArray(value)) return value.filter((each) => typeof each === "string");
  return typeof value === "object" ? [] : [String(value)];
}

/** The questions on screen, given the answers so far. */
export function askedAttributes(attributes: readonly Attribute[] | undefined, values: Values): readonly Attribute[] {
  const asked = askedNames(attributes ?? [], values);
  return liveAttributes(attributes).filter(({ name }) => asked.has(name));
}

/** An answer given, or taken back with null; answers to questions that are then no longer asked go with it. */
export function withAnswer(
  attributes: readonly Attribute[] | undefined,
  values: Values,
  name: string,
  value: AttributeValue | null,
): Values {
  const { [name]: _previous, ...others } = values;
  const answered: Values = value === null || isEmpty(value) ? others : { ...values, [name]: value };
  const asked = askedNames(attributes ?? [], answered);
  const unasked = new Set((attributes ?? []).map((one) => one.name).filter((each) => !asked.has(each)));
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
  /** What is wrong with the answer; absent where there is none. */
  readonly fault?: Fault;
}

export function openQuestions(answer: Answer, ontology: Ontology, view = ON_THE_OBJECT): OpenQuestion[] {
  const whole = openAmong(ontology.attributes, answer.global_attributes);
  const byLabel = new Map((ontology.labels ?? []).map((label) => [label.name, label.attributes]));
  const objects = answer.annotations.flatMap((shape) =>
    openAmong(byLabel.get(shape.label), view.valuesAtStart(shape)).map((open) => ({ ...open, uuid: shape.uuid })),
  );
  return [...whole, ...objects];
}

/** Required questions without an answer, and answers that the server would refuse. */
function openAmong(attributes: readonly Attribute[] | undefined, values: Values): OpenQuestion[] {
  return askedAttributes(attributes, values).flatMap((attribute): OpenQuestion[] => {
    const value = values[attribute.name];
    if (value === undefined) return attribute.required ? [{ attribute }] : [];
    const fault = faultOf(attribute, value);
    return fault ? [{ attribute, fault }] : [];
  });
}

/** How many of the questions that are asked have an answer. */
export function progressOf(attributes: readonly Attribute[] | undefined, values: Values) {
  const asked = askedAttributes(attributes, values);
  return { done: asked.filter(({ name }) => values[name] !== undefined).length, total: asked.length };
}
