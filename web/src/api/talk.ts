/** How a project talks to models, as the screens read it. */
import { useQuery } from "@tanstack/react-query";
import { api } from "./client";
import { keys } from "./queries";

export function useTalk(projectId: string) {
  return useQuery({
    queryKey: keys.talk(projectId),
    queryFn: ({ signal }) =>
      api.get("/projects/{project_id}/talk", { params: { path: { project_id: projectId } }, signal }),
  });
}
