/** A form that connects a model: what it sends, and which of its fields a refusal is about. */
import { ApiError, type ModelKind, type NewModel } from "../../api";
import type { Ontology } from "../../editors/contract";

const MILLION = 1_000_000;

/** Numbers are empty until they are typed. */
export interface ModelForm {
  kind: ModelKind;
  name: string;
  url: string;
  model: string;
  key: string;
  priceIn: number | "";
  priceOut: number | "";
  budget: number | "";
  currency: string;
  isShown: boolean;
  isOnDuty: boolean;
  /** A detector's file, or a segmenter's encoder. */
  file: File | null;
  decoder: File | null;
  /** A detector's classes, a line each, in the order of its outputs. */
  classes: string;
  /** People may ask a Label Studio backend while they mark. */
  isInteractive: boolean;
  /** A chat model that is talked to may be shown pictures. */
  takesPictures: boolean;
  /** How a practice model talks, and which of several that talk so it is. */
  personality: Personality;
  seed: number;
}

export const PERSONALITIES = ["plain", "terse", "verbose", "wrong", "silent"] as const;
export type Personality = (typeof PERSONALITIES)[number];

export type FormField =
  | ("name" | "url" | "model" | "key" | "priceIn" | "priceOut" | "budget")
  | ("file" | "decoder" | "classes");

/** The files of a form once they are uploaded, by the hash of their bytes. */
export interface UploadedFiles {
  readonly file?: string;
  readonly decoder?: string;
}

export const EMPTY_FORM: ModelForm = {
  kind: "chat",
  name: "",
  url: "",
  model: "",
  key: "",
  priceIn: "",
  priceOut: "",
  budget: "",
  currency: "EUR",
  isShown: false,
  isOnDuty: false,
  file: null,
  decoder: null,
  classes: "",
  isInteractive: false,
  takesPictures: true,
  personality: "plain",
  seed: 0,
};

const OF_TEXTS: readonly ModelKind[] = ["learned", "chat", "label_studio"];
const KINDS: Readonly<Record<string, readonly ModelKind[]>> = {
  "chat.v1": ["chat", "practice"],
  "text.v1": [...OF_TEXTS, "practice"],
  "image.v1": [...OF_TEXTS, "detector", "segmenter"],
};

/** The kinds of models that have something to say about a modality. */
export function kindsFor(modality: string): readonly ModelKind[] {
  return KINDS[modality] ?? ["label_studio"];
}

/** Whether labelers talk to such a model there, and it has nothing to say about tasks by itself. */
export function onlyTalks(kind: ModelKind, modality: string, ontology?: Ontology): boolean {
  return kind === "practice" || (kind === "chat" && modality === "chat.v1" && !isJudged(ontology));
}

/** Whether responses are ranked, rated or graded: then a chat model may judge them. */
function isJudged(ontology?: Ontology): boolean {
  return (ontology?.labels ?? []).some(({ shapes, targets, attributes, retired }) => {
    if (retired) return false;
    const isMarked = shapes?.includes("grade") || (shapes?.includes("rating") && attributes?.some(isAxis));
    return shapes?.includes("ranking") || (Boolean(targets) && isMarked);
  });
}

/** A required question with few answers, which a model can be asked. */
function isAxis({ type, required, retired }: { type: string; required?: boolean; retired?: boolean }): boolean {
  return Boolean(required) && !retired && ["category", "number", "rating"].includes(type);
}

/** What the form begins with: a project has one learned model at most. */
export function firstKind(kinds: readonly ModelKind[], hasLearned: boolean): ModelKind {
  return kinds.find((kind) => kind !== "learned" || !hasLearned) ?? "label_studio";
}

/** What the form says, without what does not belong to its kind. */
export function toNewModel(form: ModelForm, files: UploadedFiles = {}): NewModel {
  const { kind, name, key, isShown, isOnDuty } = form;
  const common = { kind, settings: settingsOf(form, files), shown: isShown, ...(name.trim() && { name: name.trim() }) };
  if (kind === "learned" || kind === "practice") return common;
  return { ...common, on_duty: isOnDuty, ...(key && { key }) };
}

function settingsOf(form: ModelForm, { file = "", decoder = "" }: UploadedFiles): NewModel["settings"] {
  const { kind, url, model, priceIn, priceOut, budget, currency, isInteractive, takesPictures } = form;
  if (kind === "learned") return {};
  if (kind === "label_studio") return { url: url.trim(), ...(isInteractive && { is_interactive: true }) };
  if (kind === "detector") return { file, classes: classesOf(form.classes) };
  if (kind === "practice") return { personality: form.personality, seed: form.seed };
  if (kind === "segmenter") return { encoder: file, decoder };
  return {
    url: url.trim(),
    model: model.trim(),
    currency,
    price_in_micros: toMicros(priceIn),
    price_out_micros: toMicros(priceOut),
    most_cost_micros: toMicros(budget),
    ...(!takesPictures && { takes_pictures: false }),
  };
}

/** One class a line; empty lines mean nothing. */
export function classesOf(lines: string): string[] {
  return lines
    .split("\n")
    .map((line) => line.trim())
    .filter((line) => line !== "");
}

/** An amount in millionths, as prices and budgets are kept. */
export function toMicros(amount: number | ""): number {
  return amount === "" ? 0 : Math.round(amount * MILLION);
}

const FIELDS: Record<string, FormField> = {
  name: "name",
  key: "key",
  most_cost_micros: "budget",
  "settings.url": "url",
  "settings.file": "file",
  "settings.encoder": "file",
  "settings.decoder": "decoder",
  "settings.classes": "classes",
  "settings.labels": "classes",
  "settings.output": "classes",
  "settings.model": "model",
  "settings.price_in_micros": "priceIn",
  "settings.price_out_micros": "priceOut",
  "settings.most_cost_micros": "budget",
};

/** The field that a refusal is about; null when it is about the whole. */
export function fieldOf(error: unknown): FormField | null {
  return error instanceof ApiError && error.field !== null ? (FIELDS[error.field] ?? null) : null;
}
