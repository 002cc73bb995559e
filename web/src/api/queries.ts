/** Reading the server through one cache. Keys start with what they belong to, so that a change invalidates just that. */
import { keepPreviousData, useInfiniteQuery, useQuery } from "@tanstack/react-query";
import { api, queryString } from "./client";
import type { FunctionsSource, LabelFunctions } from "./functions";
import type {
  ApiKey,
  Batch,
  Delivery,
  HistoryEvent,
  InstructionsVersion,
  Member,
  Modality,
  OntologyVersion,
  Page,
  Progress,
  Project,
  RejectedRow,
  Task,
  TaskSummary,
  Webhook,
  WebhookAttempt,
  WorkItem,
} from "./types";

export const keys = {
  projects: ["projects"] as const,
  project: (id: string) => ["project", id] as const,
  progress: (id: string) => ["project", id, "progress"] as const,
  tasks: (id: string) => ["project", id, "tasks"] as const,
  deliveries: (id: string) => ["project", id, "deliveries"] as const,
  functions: (id: string) => ["project", id, "functions"] as const,
  models: (id: string) => ["project", id, "models"] as const,
  task: (id: string) => ["task", id] as const,
  delivery: (id: string) => ["delivery", id] as const,
  members: ["members"] as const,
  keys: ["keys"] as const,
  webhooks: ["webhooks"] as const,
};

/** Every item of a list that is known to be short (people, keys, projects): follows the cursor to its end. */
export async function readWhole<T>(path: string, signal?: AbortSignal): Promise<T[]> {
  const items: T[] = [];
  let cursor: string | null = null;
  do {
    const page: Page<T> = await api.get<Page<T>>(path + queryString({ cursor }), { signal });
    items.push(...page.items);
    cursor = page.next;
  } while (cursor !== null);
  return items;
}

export function useProjects() {
  return useQuery({ queryKey: keys.projects, queryFn: ({ signal }) => readWhole<Project>("/projects", signal) });
}

export function useProject(id: string) {
  return useQuery({
    queryKey: keys.project(id),
    queryFn: ({ signal }) => api.get<Project>(`/projects/${id}`, { signal }),
    enabled: id !== "",
  });
}

export function useProgress(id: string) {
  return useQuery({
    queryKey: keys.progress(id),
    queryFn: ({ signal }) => api.get<Progress>(`/projects/${id}/progress`, { signal }),
    refetchInterval: 15_000,
  });
}

export function useBatches(id: string) {
  return useQuery({
    queryKey: [...keys.project(id), "batches"],
    queryFn: ({ signal }) => readWhole<Batch>(`/projects/${id}/batches`, signal),
    staleTime: 30_000,
  });
}

export function useModalities() {
  return useQuery({
    queryKey: ["modalities"],
    queryFn: ({ signal }) => readWhole<Modality>("/modalities", signal),
    staleTime: 600_000,
  });
}

export function useOntology(projectId: string, version?: number) {
  const path = `/projects/${projectId}/ontology${version === undefined ? "" : `/${version}`}`;
  return useQuery({
    queryKey: [...keys.project(projectId), "ontology", version ?? "latest"],
    queryFn: ({ signal }) => api.get<OntologyVersion>(path, { signal }),
    staleTime: version === undefined ? 5_000 : Number.POSITIVE_INFINITY,
    enabled: projectId !== "",
  });
}

export function useInstructions(projectId: string) {
  return useQuery({
    queryKey: [...keys.project(projectId), "instructions"],
    queryFn: ({ signal }) => api.get<InstructionsVersion>(`/projects/${projectId}/instructions`, { signal }),
  });
}

/** Looked at again quickly while functions run, slowly while people's answers change their figures. */
export function useFunctions(projectId: string) {
  return useQuery({
    queryKey: keys.functions(projectId),
    queryFn: ({ signal }) => api.get<LabelFunctions>(`/projects/${projectId}/functions`, { signal }),
    refetchInterval: ({ state }) => (state.data?.is_settled === false ? 1_000 : 10_000),
  });
}

export function useFunctionsSource(projectId: string, version: number) {
  return useQuery({
    queryKey: [...keys.functions(projectId), "source", version],
    queryFn: ({ signal }) =>
      api.get<FunctionsSource>(`/projects/${projectId}/functions/versions/${version}`, { signal }),
    staleTime: Number.POSITIVE_INFINITY,
  });
}

export interface TaskFilters {
  stage: string | null;
  status: string | null;
  batch: string | null;
  unique_id: string | null;
}

export function useTaskPages(projectId: string, filters: TaskFilters) {
  return useInfiniteQuery({
    queryKey: [...keys.tasks(projectId), filters],
    queryFn: ({ pageParam, signal }) =>
      api.get<Page<TaskSummary>>(
        `/projects/${projectId}/tasks${queryString({ ...filters, limit: 200, cursor: pageParam })}`,
        { signal },
      ),
    initialPageParam: null as string | null,
    getNextPageParam: (page) => page.next,
    placeholderData: keepPreviousData,
  });
}

export function useTask(id: string) {
  return useQuery({ queryKey: keys.task(id), queryFn: ({ signal }) => api.get<Task>(`/tasks/${id}`, { signal }) });
}

export function useTaskHistory(id: string) {
  return useQuery({
    queryKey: [...keys.task(id), "history"],
    queryFn: ({ signal }) => readWhole<HistoryEvent>(`/tasks/${id}/history`, signal),
  });
}

export function useDeliveries(projectId: string) {
  return useQuery({
    queryKey: keys.deliveries(projectId),
    queryFn: ({ signal }) => readWhole<Delivery>(`/projects/${projectId}/deliveries`, signal),
    refetchInterval: ({ state }) => (state.data?.some(({ status }) => status === "building") ? 1_000 : false),
    enabled: projectId !== "",
  });
}

export function useDelivery(id: string) {
  return useQuery({
    queryKey: keys.delivery(id),
    queryFn: ({ signal }) => api.get<Delivery>(`/deliveries/${id}`, { signal }),
    refetchInterval: ({ state }) => (state.data?.status === "building" ? 1_000 : false),
  });
}

export function useMembers() {
  return useQuery({ queryKey: keys.members, queryFn: ({ signal }) => readWhole<Member>("/members", signal) });
}

export function useKeys() {
  return useQuery({ queryKey: keys.keys, queryFn: ({ signal }) => readWhole<ApiKey>("/keys", signal) });
}

export function useWebhooks() {
  return useQuery({ queryKey: keys.webhooks, queryFn: ({ signal }) => readWhole<Webhook>("/webhooks", signal) });
}

export function useWebhookAttempts(id: string) {
  return useQuery({
    queryKey: [...keys.webhooks, id, "attempts"],
    queryFn: ({ signal }) => api.get<Page<WebhookAttempt>>(`/webhooks/${id}/attempts?limit=50`, { signal }),
    refetchInterval: 5_000,
  });
}

const REJECTS_SHOWN = 500;

/** The first rows that an import turned away; a manifest can have millions. */
export function useRejects(importId: string, isWanted = true) {
  return useQuery({
    queryKey: ["import", importId, "rejects"],
    queryFn: ({ signal }) =>
      api.get<Page<RejectedRow>>(`/imports/${importId}/rejects${queryString({ limit: REJECTS_SHOWN })}`, { signal }),
    enabled: isWanted,
  });
}

export function useWork() {
  return useQuery({ queryKey: ["work"], queryFn: ({ signal }) => readWhole<WorkItem>("/work", signal) });
}
