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

const REOPEN_MS = 5_000;

/** Opens the stream and, when the server turned it away for good, opens it again. Returns how to stop. */
function watch(url: string, onProgress: (event: MessageEvent<string>) => void): () => void {
  let timer: ReturnType<typeof setTimeout> | undefined;
  let stream: EventSource;
  const open = () => {
    stream = new EventSource(url, { withCredentials: true });
    stream.onopen = () => setLive("live");
    stream.onerror = () => {
      setLive("away");
      if (stream.readyState === EventSource.CLOSED) timer = setTimeout(open, REOPEN_MS);
    };
    stream.addEventListener("progress", onProgress);
  };
  open();
  return () => {
    clearTimeout(timer);
    stream.close();
    setLive("idle");
  };
}

export function useLiveCounts(projectId: string): void {
  const queryClient = useQueryClient();
  useEffect(() => {
    if (projectId === "") return;
    setLive("connecting");
    return watch(apiUrl("/projects/{project_id}/live", { path: { project_id: projectId } }), ({ data }) => {
      const { counts } = JSON.parse(data) as { counts: Counts };
      queryClient.setQueryData<Project>(keys.project(projectId), (project) => project && { ...project, counts });
      queryClient.setQueryData<Progress>(keys.progress(projectId), (progress) => progress && { ...progress, counts });
    });
  }, [projectId, queryClient]);
}
