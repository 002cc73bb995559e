/** A form that connects a model: what it sends, and which of its fields a refusal is about. */
import { ApiError, type ModelKind, type ModelSettings, type NewModel } from "../../api";

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
}

export type FormField = "name" | "url" | "model" | "key" | "priceIn" | "priceOut" | "budget";

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
};

/** What the form says, without what does not belong to its kind. */
export function toNewModel(form: ModelForm): NewModel {
  const { kind, name, key, isShown, isOnDuty } = form;
  const common = { kind, settings: settingsOf(form), shown: isShown, ...(name.trim() && { name: name.trim() }) };
  if (kind === "learned") return common;
  return { ...common, on_duty: isOnDuty, ...(key && { key }) };
}

function settingsOf({ kind, url, model, priceIn, priceOut, budget, currency }: ModelForm): ModelSettings {
  if (kind === "learned") return {};
  if (kind === "label_studio") return { url: url.trim() };
  return {
    url: url.trim(),
    model: model.trim(),
    currency,
    price_in_micros: toMicros(priceIn),
    price_out_micros: toMicros(priceOut),
    most_cost_micros: toMicros(budget),
  };
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
  "settings.model": "model",
  "settings.price_in_micros": "priceIn",
  "settings.price_out_micros": "priceOut",
  "settings.most_cost_micros": "budget",
};

/** The field that a refusal is about; null when it is about the whole. */
export function fieldOf(error: unknown): FormField | null {
  return error instanceof ApiError && error.field !== null ? (FIELDS[error.field] ?? null) : null;
}
