/** Sending completed tasks to audit, at random. */
import { notifications } from "@mantine/notifications";
import { useMutation, useQueryClient } from "@tanstack/react-query";
import { api } from "../../api";
import { keys } from "../../api/queries";
import { useText } from "../../i18n/text";

/** The server draws at most so many at a time. */
export const MOST_DRAWN = 10_000;

export function useDrawAudits(projectId: string) {
  const t = useText();
  const queryClient = useQueryClient();
  return useMutation({
    mutationFn: (count: number) =>
      api.post("/projects/{project_id}/audits", { params: { path: { project_id: projectId } }, body: { count } }),
    onSuccess: ({ drawn }) => {
      void queryClient.invalidateQueries({ queryKey: keys.project(projectId) });
      notifications.show({ message: t("qualityPage.drawn", { count: drawn }) });
    },
  });
}
