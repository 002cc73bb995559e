/** Models as labelers, as the screens read them. */
import { useQuery } from "@tanstack/react-query";
import { api } from "./client";
import { keys, readWhole } from "./queries";

/** Looked at again quickly while one runs, slowly while people's answers wake a learned one. */
export function useModels(projectId: string) {
  return useQuery({
    queryKey: keys.models(projectId),
    queryFn: ({ signal }) =>
      readWhole((query) =>
        api.get("/projects/{project_id}/models", { params: { path: { project_id: projectId }, query }, signal }),
      ),
    refetchInterval: ({ state }) => (state.data?.some(({ status }) => status === "running") ? 1_000 : 5_000),
  });
}
