/** What a model's figures mean to the person who looks at them. */
import type { Model } from "../../api";

export type ModelState = "learning" | "running" | "waiting" | "idle" | "stopped";

/** A learned model learns whenever it runs; before it ever did, it waits for people's answers. */
export function stateOf({ kind, status, facts }: Pick<Model, "kind" | "status" | "facts">): ModelState {
  if (kind !== "learned" || status === "stopped") return status;
  if (status === "running") return "learning";
  return Object.keys(facts.questions ?? {}).length === 0 ? "waiting" : "idle";
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
export function isPriced({ settings }: Pick<Model, "settings">): boolean {
  return [settings.price_in_micros, settings.price_out_micros, settings.most_cost_micros].some(Boolean);
}

/** Where it is asked: the host, and the model's name there. */
export function addressOf({ settings }: Pick<Model, "settings">): string | null {
  if (settings.url === undefined) return null;
  const host = URL.canParse(settings.url) ? new URL(settings.url).host : settings.url;
  return settings.model === undefined ? host : `${settings.model} · ${host}`;
}
