/** Reading the server through one cache. Keys start with what they belong to, so that a change invalidates just that. */
import { keepPreviousData, useInfiniteQuery, useQuery } from "@tanstack/react-query";
import { api, given } from "./client";

export const keys = {
  projects: ["projects"] as const,
  project: (id: string) => ["project", id] as const,
  progress: (id: string) => ["project", id, "progress"] as const,
  tasks: (id: string) => ["project", id, "tasks"] as const,
  deliveries: (id: string) => ["project", id, "deliveries"] as const,
  functions: (id: string) => ["project", id, "functions"] as const,
  models: (id: string) => ["project", id, "models"] as const,
  rubricTesting: (id: string) => ["project", id, "rubric-testing"] as const,
  talk: (id: string) => ["project", id, "talk"] as const,
  task: (id: string) => ["task", id] as const,
  delivery: (id: string) => ["delivery", id] as const,
  members: ["members"] as const,
  keys: ["keys"] as const,
  buckets: ["buckets"] as const,
  knowledgeBases: ["knowledge-bases"] as const,
  knowledgeBaseLoads: (name: string) => ["knowledge-bases", name, "loads"] as const,
  webhooks: ["webhooks"] as const,
};

interface Page<T> {
  items: T[];
  next: string | null;
}

/** Every item of a list that is known to be short (people, keys, projects): follows the cursor to its end. */
export async function readWhole<T>(readPage: (query: { cursor?: string }) => Promise<Page<T>>): Promise<T[]> {
  const items: T[] = [];
  let cursor: string | null = null;
  do {
    const page: Page<T> = await readPage(cursor === null ? {} : { cursor });
    items.push(...page.items);
    cursor = page.next;
  } while (cursor !== null);
  return items;
}

const inProject = (id: string) => ({ path: { project_id: id } });

export function useProjects() {
  return useQuery({
    queryKey: keys.projects,
    queryFn: ({ signal }) => readWhole((query) => api.get("/projects", { params: { query }, signal })),
  });
}

export function useProject(id: string) {
  return useQuery({
    queryKey: keys.project(id),
    queryFn: ({ signal }) => api.get("/projects/{project_id}", { params: inProject(id), signal }),
    enabled: id !== "",
  });
}

export function useProgress(id: string) {
  return useQuery({
    queryKey: keys.progress(id),
    queryFn: ({ signal }) => api.get("/projects/{project_id}/progress", { params: inProject(id), signal }),
    refetchInterval: 15_000,
  });
}

export function useBatches(id: string) {
  return useQuery({
    queryKey: [...keys.project(id), "batches"],
    queryFn: ({ signal }) =>
      readWhole((query) => api.get("/projects/{project_id}/batches", { params: { ...inProject(id), query }, signal })),
    staleTime: 30_000,
  });
}

export function useModalities() {
  return useQuery({
    queryKey: ["modalities"],
    queryFn: ({ signal }) => readWhole(() => api.get("/modalities", { signal })),
    staleTime: 600_000,
  });
}

export function useOntology(projectId: string, version?: number) {
  return useQuery({
    queryKey: [...keys.project(projectId), "ontology", version ?? "latest"],
    queryFn: ({ signal }) =>
      version === undefined
        ? api.get("/projects/{project_id}/ontology", { params: inProject(projectId), signal })
        : api.get("/projects/{project_id}/ontology/{version}", {
            params: { path: { project_id: projectId, version } },
            signal,
          }),
    staleTime: version === undefined ? 5_000 : Number.POSITIVE_INFINITY,
    enabled: projectId !== "",
  });
}

export function useInstructions(projectId: string) {
  return useQuery({
    queryKey: [...keys.project(projectId), "instructions"],
    queryFn: ({ signal }) => api.get("/projects/{project_id}/instructions", { params: inProject(projectId), signal }),
  });
}

/** Looked at again quickly while functions run, slowly while people's answers change their figures. */
export function useFunctions(projectId: string) {
  return useQuery({
    queryKey: keys.functions(projectId),
    queryFn: ({ signal }) => api.get("/projects/{project_id}/functions", { params: inProject(projectId), signal }),
    refetchInterval: ({ state }) => (state.data?.is_settled === false ? 1_000 : 10_000),
  });
}

export function useFunctionsSource(projectId: string, version: number) {
  return useQuery({
    queryKey: [...keys.functions(projectId), "source", version],
    queryFn: ({ signal }) =>
      api.get("/projects/{project_id}/functions/versions/{version}", {
        params: { path: { project_id: projectId, version } },
        signal,
      }),
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
      api.get("/projects/{project_id}/tasks", {
        params: { ...inProject(projectId), query: given({ ...filters, limit: 200, cursor: pageParam }) },
        signal,
      }),
    initialPageParam: null as string | null,
    getNextPageParam: (page) => page.next,
    placeholderData: keepPreviousData,
  });
}

export function useTask(id: string) {
  return useQuery({
    queryKey: keys.task(id),
    queryFn: ({ signal }) => api.get("/tasks/{task_id}", { params: { path: { task_id: id } }, signal }),
  });
}

export function useTaskHistory(id: string) {
  return useQuery({
    queryKey: [...keys.task(id), "history"],
    queryFn: ({ signal }) =>
      readWhole(() => api.get("/tasks/{task_id}/history", { params: { path: { task_id: id } }, signal })),
  });
}

export function useDeliveries(projectId: string) {
  return useQuery({
    queryKey: keys.deliveries(projectId),
    queryFn: ({ signal }) =>
      readWhole((query) =>
        api.get("/projects/{project_id}/deliveries", { params: { ...inProject(projectId), query }, signal }),
      ),
    refetchInterval: ({ state }) => (state.data?.some(({ status }) => status === "building") ? 1_000 : false),
    enabled: projectId !== "",
  });
}

export function useDelivery(id: string) {
  return useQuery({
    queryKey: keys.delivery(id),
    queryFn: ({ signal }) => api.get("/deliveries/{delivery_id}", { params: { path: { delivery_id: id } }, signal }),
    refetchInterval: ({ state }) => (state.data?.status === "building" ? 1_000 : false),
  });
}

export function useMembers() {
  return useQuery({
    queryKey: keys.members,
    queryFn: ({ signal }) => readWhole((query) => api.get("/members", { params: { query }, signal })),
  });
}

export function useKeys() {
  return useQuery({
    queryKey: keys.keys,
    queryFn: ({ signal }) => readWhole((query) => api.get("/keys", { params: { query }, signal })),
  });
}

export function useBuckets() {
  return useQuery({
    queryKey: keys.buckets,
    queryFn: ({ signal }) => readWhole((query) => api.get("/buckets", { params: { query }, signal })),
  });
}

export function useKnowledgeBases() {
  return useQuery({
    queryKey: keys.knowledgeBases,
    queryFn: ({ signal }) => readWhole((query) => api.get("/knowledge-bases", { params: { query }, signal })),
  });
}

/** The last files that were loaded, newest first; asked again while one is being read. */
export function useKnowledgeBaseLoads(name: string) {
  return useQuery({
    queryKey: keys.knowledgeBaseLoads(name),
    queryFn: ({ signal }) =>
      api.get("/knowledge-bases/{knowledge_base}/loads", {
        params: { path: { knowledge_base: name }, query: { limit: 5 } },
        signal,
      }),
    refetchInterval: ({ state }) => (state.data?.items.some(({ status }) => status === "running") ? 1_000 : false),
  });
}

export function useWebhooks() {
  return useQuery({
    queryKey: keys.webhooks,
    queryFn: ({ signal }) => readWhole((query) => api.get("/webhooks", { params: { query }, signal })),
  });
}

export function useWebhookAttempts(id: string) {
  return useQuery({
    queryKey: [...keys.webhooks, id, "attempts"],
    queryFn: ({ signal }) =>
      api.get("/webhooks/{webhook_id}/attempts", {
        params: { path: { webhook_id: id }, query: { limit: 50 } },
        signal,
      }),
    refetchInterval: 5_000,
  });
}

const REJECTS_SHOWN = 500;

/** The first rows that an import turned away; a manifest can have millions. */
export function useRejects(importId: string, isWanted = true) {
  return useQuery({
    queryKey: ["import", importId, "rejects"],
    queryFn: ({ signal }) =>
      api.get("/imports/{import_id}/rejects", {
        params: { path: { import_id: importId }, query: { limit: REJECTS_SHOWN } },
        signal,
      }),
    enabled: isWanted,
  });
}

export function useWork() {
  return useQuery({ queryKey: ["work"], queryFn: ({ signal }) => readWhole(() => api.get("/work", { signal })) });
}
