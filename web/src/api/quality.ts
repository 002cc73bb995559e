/** Quality, as the screens read it. */
import { keepPreviousData, useInfiniteQuery, useQuery } from "@tanstack/react-query";
import { api } from "./client";
import { keys } from "./queries";

/** Measured on the server within seconds of a change; reading it costs next to nothing. */
const FRESH_MS = 3_000;

export function useQuality(projectId: string) {
  return useQuery({
    queryKey: [...keys.project(projectId), "quality"],
    queryFn: ({ signal }) =>
      api.get("/projects/{project_id}/quality", { params: { path: { project_id: projectId } }, signal }),
    refetchInterval: FRESH_MS,
  });
}

/** Votes under a question, ranked free of what is named; the first question where none is. */
export function useLeaderboard(projectId: string, question: string | null, freeOf: "position" | "style") {
  return useQuery({
    queryKey: [...keys.project(projectId), "leaderboard", question, freeOf],
    queryFn: ({ signal }) =>
      api.get("/projects/{project_id}/leaderboard", {
        params: { path: { project_id: projectId }, query: { free_of: freeOf, ...(question && { question }) } },
        signal,
      }),
    placeholderData: keepPreviousData,
    refetchInterval: 15_000,
  });
}

export type LeaderboardOf = NonNullable<ReturnType<typeof useLeaderboard>["data"]>;

/** Models that judge, beside the people who judged the same. */
export function useJudges(projectId: string) {
  return useQuery({
    queryKey: [...keys.project(projectId), "judges"],
    queryFn: ({ signal }) =>
      api.get("/projects/{project_id}/judges", { params: { path: { project_id: projectId } }, signal }),
    staleTime: 60_000,
  });
}

export type GraderOf = NonNullable<ReturnType<typeof useJudges>["data"]>["graders"][number];
export type JudgeOf = NonNullable<ReturnType<typeof useJudges>["data"]>["items"][number];

/** Error rates in the terms of the field, as they were last measured. */
export function useErrorRates(projectId: string) {
  return useQuery({
    queryKey: [...keys.project(projectId), "error-rates"],
    queryFn: ({ signal }) =>
      api.get("/projects/{project_id}/error-rates", { params: { path: { project_id: projectId } }, signal }),
    refetchInterval: 15_000,
  });
}

export type MeasureOf = NonNullable<ReturnType<typeof useErrorRates>["data"]>["items"][number];

export function useSkillPages(projectId: string) {
  return useInfiniteQuery({
    queryKey: [...keys.project(projectId), "skills"],
    queryFn: ({ pageParam, signal }) =>
      api.get("/projects/{project_id}/skills", {
        params: { path: { project_id: projectId }, query: { limit: 200, cursor: pageParam } },
        signal,
      }),
    initialPageParam: undefined as string | undefined,
    getNextPageParam: (page) => page.next ?? undefined,
    refetchInterval: 15_000,
  });
}

export function useWhy(taskId: string) {
  return useQuery({
    queryKey: [...keys.task(taskId), "why"],
    queryFn: ({ signal }) => api.get("/tasks/{task_id}/why", { params: { path: { task_id: taskId } }, signal }),
  });
}

/** Answers of a round never change, so this is read once. */
export function useTaskObjects(taskId: string, isWanted: boolean) {
  return useQuery({
    queryKey: [...keys.task(taskId), "objects"],
    queryFn: ({ signal }) => api.get("/tasks/{task_id}/objects", { params: { path: { task_id: taskId } }, signal }),
    enabled: isWanted,
    staleTime: Infinity,
  });
}
