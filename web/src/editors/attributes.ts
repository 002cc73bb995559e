/** What a press on a choice does to an attribute, and which required questions are still open. Pure. */
import type { Answer, Attribute, AttributeValue, Choice, Ontology } from "./contract";
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

export interface OpenQuestion {
  readonly attribute: Attribute;
  /** The object it is asked about; absent for the whole item. */
  readonly uuid?: string;
}

export function openQuestions(answer: Answer, ontology: Ontology): OpenQuestion[] {
  const whole = required(ontology.attributes)
    .filter((attribute) => answer.global_attributes[attribute.name] === undefined)
    .map((attribute) => ({ attribute }));
  const byLabel = new Map((ontology.labels ?? []).map((label) => [label.name, required(label.attributes)]));
  const objects = answer.annotations.flatMap((shape) =>
    (byLabel.get(shape.label) ?? [])
      .filter((attribute) => shape.attributes[attribute.name] === undefined)
      .map((attribute) => ({ attribute, uuid: shape.uuid })),
  );
  return [...whole, ...objects];
}

function required(attributes: readonly Attribute[] | undefined): Attribute[] {
  return liveAttributes(attributes).filter((attribute) => attribute.required);
}
