/** Change a project's settings; what the page shows of it is new at once. */
import { notifications } from "@mantine/notifications";
import { useMutation, useQueryClient } from "@tanstack/react-query";
import { api, type Project, type ProjectChange } from "../../api";
import { keys } from "../../api/queries";
import { useText } from "../../i18n/text";

export function useChangeProject(project: Project) {
  const t = useText();
  const queryClient = useQueryClient();
  return useMutation({
    mutationFn: (body: ProjectChange) =>
      api.patch("/projects/{project_id}", { params: { path: { project_id: project.id } }, body }),
    onSuccess: (changed) => {
      queryClient.setQueryData(keys.project(project.id), changed);
      void queryClient.invalidateQueries({ queryKey: keys.projects });
      notifications.show({ message: t("states.saved") });
    },
  });
}
