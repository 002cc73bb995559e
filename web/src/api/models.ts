/** Models as labelers: their shapes on the wire, and how the screens read them. */
import { useQuery } from "@tanstack/react-query";
import { keys, readWhole } from "./queries";

export type ModelKind = "learned" | "chat" | "label_studio";
export type ModelStatus = "idle" | "running" | "stopped";

/** What was said when it was connected; which of these there are depends on its kind. */
export interface ModelSettings {
  url?: string;
  model?: string;
  price_in_micros?: number;
  price_out_micros?: number;
  most_cost_micros?: number;
  currency?: string;
}

export interface ModelSkill {
  question: string;
  answers: number;
  reliability: number;
  low: number;
  high: number;
}

export interface Model {
  id: string;
  project_id: string;
  labeler_id: string;
  kind: ModelKind;
  name: string;
  settings: ModelSettings;
  has_key: boolean;
  shown: boolean;
  on_duty: boolean;
  status: ModelStatus;
  reason: string | null;
  /** Stopped: when it tries again by itself; null when it waits for a person. */
  retry_at: string | null;
  tasks_answered: number;
  opinions: number;
  refusals: number;
  cost_micros: number;
  facts: { answers?: number; questions?: Record<string, { accuracy: number }> };
  skills: ModelSkill[];
  created_at: string;
  moved_at: string;
}

export interface NewModel {
  kind: ModelKind;
  name?: string;
  settings: ModelSettings;
  key?: string;
  shown?: boolean;
  on_duty?: boolean;
}

export interface ModelChange {
  on_duty?: boolean;
  most_cost_micros?: number;
}

/** Looked at again quickly while one runs, slowly while people's answers wake a learned one. */
export function useModels(projectId: string) {
  return useQuery({
    queryKey: keys.models(projectId),
    queryFn: ({ signal }) => readWhole<Model>(`/projects/${projectId}/models`, signal),
    refetchInterval: ({ state }) => (state.data?.some(({ status }) => status === "running") ? 1_000 : 5_000),
  });
}
