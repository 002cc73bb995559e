/** An ontology while somebody edits it. Pure: a reducer, its checks, and the way back to the wire's shape.
 *
 * Every part has a `key` for the screen and `isSaved`: a saved name is forever, because answers hold names. A saved part is
 * retired, never deleted.
 */
import type { Attribute, AttributeType, Choice, Label, Ontology, Relation } from "../api";
import { LABEL_COLORS } from "../editors/colors";

type Editable<T> = T & { key: string; isSaved: boolean };

export type DraftChoice = Editable<Choice>;
export type DraftAttribute = Editable<Omit<Attribute, "choices">> & { choices: DraftChoice[] };
export type DraftLabel = Editable<Omit<Label, "attributes">> & { attributes: DraftAttribute[] };
export type DraftRelation = Editable<Relation>;

export interface Draft {
  labels: DraftLabel[];
  attributes: DraftAttribute[];
  relations: DraftRelation[];
}

/** Where an attribute stands: on a label (by its key), or on the whole item. */
export type Owner = string | null;

export type Action =
  | { type: "load"; ontology: Ontology; isSaved: boolean }
  | { type: "addLabel" }
  | { type: "addAttribute"; owner: Owner; kind?: AttributeType }
  | { type: "addChoice"; owner: Owner; attribute: string }
  | { type: "addRelation" }
  | { type: "changeLabel"; key: string; change: Partial<DraftLabel> }
  | { type: "changeAttribute"; owner: Owner; key: string; change: Partial<DraftAttribute> }
  | { type: "changeChoice"; owner: Owner; attribute: string; key: string; change: Partial<DraftChoice> }
  | { type: "changeRelation"; key: string; change: Partial<DraftRelation> }
  | { type: "remove"; key: string }
  | { type: "move"; key: string; by: -1 | 1 };

const NAME = /^[a-z0-9_][a-z0-9_.-]{0,63}$/;

let keysMade = 0;
const makeKey = () => `part-${++keysMade}`;

export const EMPTY: Draft = { labels: [], attributes: [], relations: [] };

/** "Traffic light" → "traffic_light". */
export function nameFromTitle(title: string): string {
  return title
    .normalize("NFKD")
    .replace(/\p{M}/gu, "")
    .toLowerCase()
    .replace(/[^a-z0-9]+/g, "_")
    .replace(/^_+|_+$/g, "")
    .slice(0, 64);
}

export function reduce(draft: Draft, action: Action): Draft {
  switch (action.type) {
    case "load":
      return toDraft(action.ontology, action.isSaved);
    case "addLabel":
      return { ...draft, labels: [...draft.labels, newLabel(draft.labels)] };
    case "addRelation":
      return { ...draft, relations: [...draft.relations, newRelation()] };
    case "addAttribute":
      return withAttributes(draft, action.owner, (attributes) => [
        ...attributes,
        newAttribute(action.kind ?? "category"),
      ]);
    case "addChoice":
      return withChoices(draft, action.owner, action.attribute, (choices) => [...choices, newChoice()]);
    case "changeLabel":
      return { ...draft, labels: change(draft.labels, action.key, action.change) };
    case "changeRelation":
      return { ...draft, relations: change(draft.relations, action.key, action.change) };
    case "changeAttribute":
      return withAttributes(draft, action.owner, (attributes) => change(attributes, action.key, action.change));
    case "changeChoice":
      return withChoices(draft, action.owner, action.attribute, (choices) =>
        change(choices, action.key, action.change),
      );
    case "remove":
      return everywhere(draft, (parts) => remove(parts, action.key));
    case "move":
      return everywhere(draft, (parts) => move(parts, action.key, action.by));
  }
}

interface Part {
  key: string;
  name: string;
  title: string;
  isSaved: boolean;
  retired: boolean;
}

/** A title typed for a part whose name is still free carries the name along, until somebody types a name of their own. */
function change<T extends Part>(parts: T[], key: string, wanted: Partial<T>): T[] {
  return parts.map((part) => {
    if (part.key !== key) return part;
    const changed = { ...part, ...wanted };
    if (part.isSaved) return { ...changed, name: part.name };
    const followsTitle =
      wanted.title !== undefined && wanted.name === undefined && part.name === nameFromTitle(part.title);
    return followsTitle ? { ...changed, name: nameFromTitle(changed.title) } : changed;
  });
}

/** New parts disappear; saved ones are retired, and come back when removed again. */
function remove<T extends Part>(parts: T[], key: string): T[] {
  return parts.flatMap((part) => {
    if (part.key !== key) return [part];
    return part.isSaved ? [{ ...part, retired: !part.retired }] : [];
  });
}

function move<T extends Part>(parts: T[], key: string, by: -1 | 1): T[] {
  const from = parts.findIndex((part) => part.key === key);
  const to = from + by;
  const moved = parts[from];
  if (moved === undefined || to < 0 || to >= parts.length) return parts;
  const rest = parts.toSpliced(from, 1);
  return rest.toSpliced(to, 0, moved);
}

type OnParts = <T extends Part>(parts: T[]) => T[];

function everywhere(draft: Draft, on: OnParts): Draft {
  const onAttributes = (attributes: DraftAttribute[]) =>
    on(attributes).map((attribute) => ({ ...attribute, choices: on(attribute.choices) }));
  return {
    labels: on(draft.labels).map((label) => ({ ...label, attributes: onAttributes(label.attributes) })),
    attributes: onAttributes(draft.attributes),
    relations: on(draft.relations),
  };
}

function withAttributes(draft: Draft, owner: Owner, on: (attributes: DraftAttribute[]) => DraftAttribute[]): Draft {
  if (owner === null) return { ...draft, attributes: on(draft.attributes) };
  const labels = draft.labels.map((label) =>
    label.key === owner ? { ...label, attributes: on(label.attributes) } : label,
  );
  return { ...draft, labels };
}

function withChoices(draft: Draft, owner: Owner, key: string, on: (choices: DraftChoice[]) => DraftChoice[]): Draft {
  return withAttributes(draft, owner, (attributes) =>
    attributes.map((attribute) =>
      attribute.key === key ? { ...attribute, choices: on(attribute.choices) } : attribute,
    ),
  );
}

const newPart = () => ({ key: makeKey(), isSaved: false, name: "", title: "", retired: false });

function newLabel(others: readonly DraftLabel[]): DraftLabel {
  const free = LABEL_COLORS.find((color) => others.every((label) => label.color !== color));
  return { ...newPart(), color: free ?? colorAt(others.length), shapes: [], attributes: [], description: "" };
}

/** A label without a colour is drawn by its place; editing writes the colour down, so that moving it keeps it. */
function colorAt(index: number): string {
  return LABEL_COLORS[index % LABEL_COLORS.length] as string;
}

function newChoice(): DraftChoice {
  return newPart();
}

function newRelation(): DraftRelation {
  return { ...newPart(), from: [], to: [], directed: true };
}

function newAttribute(type: AttributeType): DraftAttribute {
  const choices = type === "category" ? [newChoice(), newChoice()] : [];
  return {
    ...newPart(),
    type,
    choices,
    allow_multiple: false,
    required: false,
    description: "",
    minimum: null,
    maximum: null,
  };
}

export function toDraft(ontology: Ontology, isSaved: boolean): Draft {
  const part = ({ name, title }: { name: string; title: string }) => ({
    key: makeKey(),
    isSaved,
    title: title || name,
  });
  const attribute = (one: Attribute): DraftAttribute => ({
    ...one,
    ...part(one),
    choices: one.choices.map((choice) => ({ ...choice, ...part(choice) })),
  });
  return {
    labels: ontology.labels.map((label, index) => ({
      ...label,
      ...part(label),
      color: label.color ?? colorAt(index),
      attributes: label.attributes.map(attribute),
    })),
    attributes: ontology.attributes.map(attribute),
    relations: ontology.relations.map((relation) => ({ ...relation, ...part(relation) })),
  };
}

function withoutKeys<T extends { key: string; isSaved: boolean }>({ key: _key, isSaved: _isSaved, ...rest }: T) {
  return rest;
}

export function toOntology(draft: Draft): Ontology {
  const attribute = (one: DraftAttribute): Attribute => ({
    ...withoutKeys(one),
    choices: one.type === "category" ? one.choices.map(withoutKeys) : [],
  });
  return {
    labels: draft.labels.map((label) => ({ ...withoutKeys(label), attributes: label.attributes.map(attribute) })),
    attributes: draft.attributes.map(attribute),
    relations: draft.relations.map(withoutKeys),
  };
}

export type Fault = "title" | "name" | "nameTaken" | "choices" | "range" | "nothing";

/** What stops this draft from being saved, by the key of the part at fault; "" is the ontology as a whole. */
export function findFaults(draft: Draft): Map<string, Fault> {
  const faults = new Map<string, Fault>();
  const isEmpty = draft.labels.length + draft.attributes.length === 0;
  if (isEmpty) faults.set("", "nothing");
  checkNames(draft.labels, faults);
  checkNames(draft.relations, faults);
  checkAttributes(draft.attributes, faults);
  for (const label of draft.labels) checkAttributes(label.attributes, faults);
  return faults;
}

function checkAttributes(attributes: DraftAttribute[], faults: Map<string, Fault>): void {
  checkNames(attributes, faults);
  for (const attribute of attributes) {
    checkNames(attribute.choices, faults);
    const { key, type, choices, minimum, maximum } = attribute;
    if (type === "category" && choices.every(({ retired }) => retired)) faults.set(key, "choices");
    if (type === "number" && minimum !== null && maximum !== null && minimum > maximum) faults.set(key, "range");
  }
}

function checkNames(parts: readonly Part[], faults: Map<string, Fault>): void {
  const seen = new Set<string>();
  for (const { key, name, title } of parts) {
    if (title.trim() === "") faults.set(key, "title");
    else if (!NAME.test(name)) faults.set(key, "name");
    else if (seen.has(name)) faults.set(key, "nameTaken");
    seen.add(name);
  }
}
