/** What a model's figures mean to the person who looks at them. */
import type { Model } from "../../api";
import type { Personality } from "./connect";

/** What was said when it was connected; which of these there are depends on its kind. */
type Settings = Partial<Extract<Model["settings"], { model: string }>> & { least_score?: number };

/** What a learned model found out about itself; the others have no such facts. */
interface Facts {
  answers?: number;
  questions?: Record<string, { accuracy: number }>;
}

export const settingsOf = ({ settings }: { settings: object }): Settings => settings as Settings;
export const factsOf = ({ facts }: Pick<Model, "facts">): Facts => facts as Facts;

export type ModelState = "learning" | "running" | "waiting" | "idle" | "stopped";

/** A learned model learns whenever it runs; before it ever did, it waits for people's answers. */
export function stateOf(model: Pick<Model, "kind" | "status" | "facts">): ModelState {
  const { kind, status } = model;
  if (kind !== "learned" || status === "stopped") return status;
  if (status === "running") return "learning";
  return Object.keys(factsOf(model).questions ?? {}).length === 0 ? "waiting" : "idle";
}

/** When it last moved in a run; null when it never ran. */
export function lastRunOf({ created_at, moved_at }: Pick<Model, "created_at" | "moved_at">): string | null {
  return created_at === moved_at ? null : moved_at;
}

/** Whether a stop means something: it runs, or it would begin by itself. */
export function canStop({ kind, status, retry_at }: Pick<Model, "kind" | "status" | "retry_at">): boolean {
  return status === "running" || retry_at !== null || (kind === "learned" && status === "idle");
}

/** Whether it has prices or a budget, and so a cost worth showing. */
export function isPriced(model: { settings: object }): boolean {
  const settings = settingsOf(model);
  return [settings.price_in_micros, settings.price_out_micros, settings.most_cost_micros].some(Boolean);
}

/** How a practice model talks; null for the others. */
export function personalityOf({ kind, settings }: Pick<Model, "kind" | "settings">): Personality | null {
  return kind === "practice" ? ((settings as { personality?: Personality }).personality ?? "plain") : null;
}

/** Where it is asked: the host, and the model's name there. */
export function addressOf(model: { settings: object }): string | null {
  const settings = settingsOf(model);
  if (settings.url === undefined) return null;
  const host = URL.canParse(settings.url) ? new URL(settings.url).host : settings.url;
  return settings.model === undefined ? host : `${settings.model} · ${host}`;
}
