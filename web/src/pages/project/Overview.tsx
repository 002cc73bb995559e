/** A project at a glance: the figures that matter, the journey with live counts, progress, people. */
import { Button } from "@mantine/core";
import { IconPencil, IconPlus } from "@tabler/icons-react";
import { Link } from "react-router";
import type { Progress, Project } from "../../api";
import { useDeliveries, useProgress } from "../../api/queries";
import { may, useRole } from "../../api/session";
import { EmptyState } from "../../components/EmptyState";
import { StateMark } from "../../components/Marks";
import { Page, Section } from "../../components/Page";
import { Loaded } from "../../components/Waiting";
import { useText } from "../../i18n/text";
import { BatchTable } from "./BatchTable";
import { count, totalTasks } from "./counts";
import { Journey } from "./Journey";
import { KeyFigures } from "./KeyFigures";
import { LabelerTable } from "./LabelerTable";
import { ProgressPlots } from "./ProgressPlots";
import { useThisProject } from "./ProjectLayout";

export function Overview() {
  const t = useText();
  const project = useThisProject();
  const hasTasks = totalTasks(project.counts) + count(project.counts, "canceled") > 0;
  return (
    <Page
      title={project.name}
      beside={<StateMark state={project.status} />}
      lead={t("overview.lead", { modality: project.modality, count: project.answers_needed })}
      actions={<OverviewActions project={project} hasTasks={hasTasks} />}
    >
      {hasTasks ? <Running project={project} /> : <NoTasks project={project} />}
    </Page>
  );
}

function OverviewActions({ project, hasTasks }: { project: Project; hasTasks: boolean }) {
  const t = useText();
  const role = useRole();
  if (!hasTasks) return null;
  return (
    <>
      {may(role, "order") && (
        <Button component={Link} to="add" variant="default" leftSection={<IconPlus size={15} />}>
          {t("add.title")}
        </Button>
      )}
      {may(role, "label") && count(project.counts, "label") > 0 && (
        <Button component={Link} to={`/work/${project.id}/label`} leftSection={<IconPencil size={15} />}>
          {t("overview.label")}
        </Button>
      )}
    </>
  );
}

function NoTasks({ project }: { project: Project }) {
  const t = useText();
  const mayAdd = may(useRole(), "order");
  return (
    <EmptyState
      title={t("overview.emptyTitle")}
      action={
        mayAdd && (
          <Button component={Link} to={`/projects/${project.id}/add`} leftSection={<IconPlus size={15} />}>
            {t("add.title")}
          </Button>
        )
      }
    >
      {t("overview.emptyText")}
    </EmptyState>
  );
}

function Running({ project }: { project: Project }) {
  const query = useProgress(project.id);
  const mayOrder = may(useRole(), "order");
  const { data: deliveries } = useDeliveries(mayOrder ? project.id : "");
  const delivered = deliveries?.find(({ status }) => status === "ready")?.records ?? 0;
  return (
    <>
      <KeyFigures project={project} progress={query.data} />
      <Journey project={project} delivered={delivered} />
      <Loaded query={query}>{(progress) => <ProgressSections project={project} progress={progress} />}</Loaded>
    </>
  );
}

function ProgressSections({ project, progress }: { project: Project; progress: Progress }) {
  const t = useText();
  return (
    <>
      <ProgressPlots project={project} progress={progress} />
      {progress.labelers.length > 0 && (
        <Section title={t("labelers.title")} lead={t("labelers.lead")}>
          <LabelerTable labelers={progress.labelers} />
        </Section>
      )}
      {progress.batches.length > 0 && (
        <Section title={t("batches.title")} lead={t("batches.lead")}>
          <BatchTable projectId={project.id} batches={progress.batches} />
        </Section>
      )}
    </>
  );
}
