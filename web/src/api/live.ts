/** One event stream for the project in view; its counts replace those in the cache. */
import { useQueryClient } from "@tanstack/react-query";
import { useEffect } from "react";
import { create } from "zustand";
import { apiUrl } from "./client";
import { keys } from "./queries";
import type { Counts, Progress, Project } from "./types";

type LiveState = "idle" | "connecting" | "live" | "away";

export const useLiveState = create<{ state: LiveState }>(() => ({ state: "idle" }));

const setLive = (state: LiveState) => useLiveState.setState({ state });

export function useLiveCounts(projectId: string): void {
  const queryClient = useQueryClient();
  useEffect(() => {
    if (projectId === "") return;
    setLive("connecting");
    const stream = new EventSource(apiUrl(`/projects/${projectId}/live`), { withCredentials: true });
    stream.onopen = () => setLive("live");
    stream.onerror = () => setLive("away");
    stream.addEventListener("progress", (event) => {
      const { counts } = JSON.parse((event as MessageEvent<string>).data) as { counts: Counts };
      queryClient.setQueryData<Project>(keys.project(projectId), (project) => project && { ...project, counts });
      queryClient.setQueryData<Progress>(keys.progress(projectId), (progress) => progress && { ...progress, counts });
    });
    return () => {
      stream.close();
      setLive("idle");
    };
  }, [projectId, queryClient]);
}
