/** Labeling functions: the file that votes, how each function does, and a way to push the next one. */
import { Button, FileButton, Progress } from "@mantine/core";
import { notifications } from "@mantine/notifications";
import { IconUpload } from "@tabler/icons-react";
import { useMutation, useQueryClient } from "@tanstack/react-query";
import { useRef } from "react";
import { api, type LabelFunctions } from "../../api";
import { keys, useFunctions } from "../../api/queries";
import { may, useRole } from "../../api/session";
import { EmptyState } from "../../components/EmptyState";
import { ErrorNote } from "../../components/ErrorNote";
import { formatCount } from "../../components/format";
import { Page, Section } from "../../components/Page";
import { Time } from "../../components/Time";
import { Loaded } from "../../components/Waiting";
import { useText } from "../../i18n/text";
import { useThisProject } from "../project/ProjectLayout";
import { FunctionTable } from "./FunctionTable";
import classes from "./functions.module.css";
import { ExampleFile, VotingFile } from "./Source";

export function Functions() {
  const t = useText();
  const project = useThisProject();
  const query = useFunctions(project.id);
  const push = usePush(project.id);
  const upload = may(useRole(), "operate") && (
    <FileButton accept=".py,text/x-python" onChange={(file) => file && push.mutate(file)} resetRef={push.resetRef}>
      {(props) => (
        <Button {...props} leftSection={<IconUpload size={15} />} loading={push.isPending}>
          {t("functions.upload")}
        </Button>
      )}
    </FileButton>
  );
  return (
    <Page title={t("nav.functions")} lead={t("functions.lead")} actions={query.data?.version != null && upload}>
      {push.isError && <ErrorNote error={push.error} />}
      <Loaded query={query}>
        {(functions) =>
          functions.version === null ? (
            <>
              <EmptyState title={t("functions.emptyTitle")} action={upload}>
                {t("functions.emptyText")}
              </EmptyState>
              <ExampleFile project={project} />
            </>
          ) : (
            <Voting projectId={project.id} functions={functions} version={functions.version} />
          )
        }
      </Loaded>
    </Page>
  );
}

function usePush(projectId: string) {
  const t = useText();
  const queryClient = useQueryClient();
  const resetRef = useRef<() => void>(null);
  const push = useMutation({
    mutationFn: async (file: File) =>
      api.post("/projects/{project_id}/functions", {
        params: { path: { project_id: projectId } },
        body: { source: await file.text() },
      }),
    onSuccess: ({ version }) => notifications.show({ message: t("functions.pushed", { version }) }),
    onSettled: () => {
      resetRef.current?.();
      return queryClient.invalidateQueries({ queryKey: keys.functions(projectId) });
    },
  });
  return { ...push, resetRef };
}

interface VotingProps {
  projectId: string;
  functions: LabelFunctions;
  version: number;
}

function Voting({ projectId, functions, version }: VotingProps) {
  const t = useText();
  return (
    <>
      <RunState functions={functions} />
      {functions.functions.length > 0 && <FunctionTable projectId={projectId} functions={functions.functions} />}
      <Section
        title={t("functions.file", { version })}
        lead={
          functions.pushed_at && (
            <>
              {t("functions.pushedAt")} <Time at={functions.pushed_at} />
            </>
          )
        }
      >
        <VotingFile projectId={projectId} version={version} />
      </Section>
    </>
  );
}

function RunState({ functions: { status, error, passed, tasks, looked } }: { functions: LabelFunctions }) {
  const t = useText();
  const counts = { passed: formatCount(passed), tasks: formatCount(tasks) };
  if (status === "failed") return <p role="alert">{t("functions.failed", { error })}</p>;
  if (status === "done" && looked >= tasks) {
    return <p className={classes.state}>{t("functions.done", { count: tasks, shown: counts.tasks })}</p>;
  }
  return (
    <div className={classes.running} role="status">
      <Progress value={(passed / Math.max(1, tasks)) * 100} aria-label={t("functions.running", counts)} />
      <span>{t("functions.running", counts)}</span>
    </div>
  );
}
