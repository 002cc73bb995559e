/** Models as labelers: who answers before people do, how well, at what cost, and how to connect one more. */
import { Button } from "@mantine/core";
import { notifications } from "@mantine/notifications";
import { IconPlus, IconSchool } from "@tabler/icons-react";
import { useMutation, useQueryClient } from "@tanstack/react-query";
import { useState } from "react";
import { api } from "../../api";
import { useModels } from "../../api/models";
import { keys } from "../../api/queries";
import { may, useRole } from "../../api/session";
import { EmptyState } from "../../components/EmptyState";
import { ErrorNote } from "../../components/ErrorNote";
import { Page } from "../../components/Page";
import { Loaded } from "../../components/Waiting";
import { useText } from "../../i18n/text";
import { useThisProject } from "../project/ProjectLayout";
import { ConnectModel } from "./ConnectModel";
import { EMPTY_FORM, kindsFor, toNewModel } from "./connect";
import { ModelCard } from "./ModelCard";
import classes from "./models.module.css";

export function Models() {
  const t = useText();
  const { id, modality } = useThisProject();
  const query = useModels(id);
  const mayOperate = may(useRole(), "operate");
  const [isConnecting, setConnecting] = useState(false);
  const connect = (isFirst: boolean) =>
    mayOperate && (
      <Button
        variant={isFirst ? "default" : undefined}
        leftSection={<IconPlus size={15} />}
        onClick={() => setConnecting(true)}
      >
        {t("models.connect")}
      </Button>
    );
  return (
    <Page title={t("nav.models")} lead={t("models.lead")} actions={query.data?.length ? connect(false) : null}>
      <Loaded query={query}>
        {(models) =>
          models.length === 0 ? (
            <NoModels projectId={id} modality={modality} mayOperate={mayOperate} connect={connect(true)} />
          ) : (
            <div className={classes.list}>
              {models.map((model) => (
                <ModelCard key={model.id} model={model} mayOperate={mayOperate} />
              ))}
            </div>
          )
        }
      </Loaded>
      {isConnecting && (
        <ConnectModel
          projectId={id}
          modality={modality}
          hasLearned={query.data?.some(({ kind }) => kind === "learned") ?? false}
          onClose={() => setConnecting(false)}
        />
      )}
    </Page>
  );
}

interface NoModelsProps {
  projectId: string;
  modality: string;
  mayOperate: boolean;
  connect: React.ReactNode;
}

/** Says what models are for; the one that needs nothing is one click away. */
function NoModels({ projectId, modality, mayOperate, connect }: NoModelsProps) {
  const t = useText();
  const queryClient = useQueryClient();
  const learn = useMutation({
    mutationFn: () =>
      api.post("/projects/{project_id}/models", {
        params: { path: { project_id: projectId } },
        body: toNewModel({ ...EMPTY_FORM, kind: "learned" }),
      }),
    onSuccess: ({ name }) => {
      notifications.show({ message: t("models.connected", { name }) });
      return queryClient.invalidateQueries({ queryKey: keys.models(projectId) });
    },
  });
  return (
    <>
      {learn.isError && <ErrorNote error={learn.error} />}
      <EmptyState
        title={t("models.emptyTitle")}
        action={
          mayOperate && (
            <span className={classes.firstSteps}>
              {kindsFor(modality).includes("learned") && (
                <Button leftSection={<IconSchool size={15} />} loading={learn.isPending} onClick={() => learn.mutate()}>
                  {t("models.learn")}
                </Button>
              )}
              {connect}
            </span>
          )
        }
      >
        {t("models.emptyText")}
      </EmptyState>
    </>
  );
}
