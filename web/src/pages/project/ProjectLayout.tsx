/** Around every page of one project: knows it, remembers it, listens to its live counts. */
import { useEffect } from "react";
import { Outlet, useOutletContext, useParams } from "react-router";
import { ApiError, type Project } from "../../api";
import { useLiveCounts } from "../../api/live";
import { useProject } from "../../api/queries";
import { NotFound } from "../../app/NotFound";
import { useShellStore } from "../../app/store";
import { Loaded } from "../../components/Waiting";

export function ProjectLayout() {
  const { projectId = "" } = useParams();
  const query = useProject(projectId);
  const chooseProject = useShellStore((state) => state.chooseProject);
  const isHere = query.data !== undefined;
  const isMissing = query.error instanceof ApiError && query.error.status === 404;

  useEffect(() => {
    if (isHere) chooseProject(projectId);
    if (isMissing) chooseProject(null);
  }, [isHere, isMissing, projectId, chooseProject]);
  useLiveCounts(isHere ? projectId : "");

  if (isMissing) return <NotFound />;
  return <Loaded query={query}>{(project) => <Outlet context={project} key={project.id} />}</Loaded>;
}

/** The project whose page this is. */
export function useThisProject(): Project {
  return useOutletContext<Project>();
}
