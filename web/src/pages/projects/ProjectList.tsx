/** All projects of the customer, each with how far it is. */
import { Button } from "@mantine/core";
import { IconPlus } from "@tabler/icons-react";
import type { ColumnDef } from "@tanstack/react-table";
import { Link } from "react-router";
import type { Project } from "../../api";
import { useProjects } from "../../api/queries";
import { may, useRole } from "../../api/session";
import { DataTable } from "../../components/DataTable";
import { EmptyState } from "../../components/EmptyState";
import { formatCount, formatShare } from "../../components/format";
import { StateMark } from "../../components/Marks";
import { Meter } from "../../components/Meter";
import { Page } from "../../components/Page";
import { Time } from "../../components/Time";
import { Loaded } from "../../components/Waiting";
import { type Text, useText } from "../../i18n/text";
import { doneShare, totalTasks } from "../project/counts";

export function ProjectList() {
  const t = useText();
  const query = useProjects();
  const mayCreate = may(useRole(), "operate");
  const create = mayCreate && (
    <Button component={Link} to="/projects/new" leftSection={<IconPlus size={15} />}>
      {t("projects.new")}
    </Button>
  );
  return (
    <Page title={t("nav.projects")} lead={t("projects.lead")} actions={query.data?.length ? create : null}>
      <Loaded query={query}>
        {(projects) =>
          projects.length === 0 ? (
            <EmptyState title={t("projects.emptyTitle")} action={create}>
              {t(mayCreate ? "projects.emptyText" : "projects.emptyTextMember")}
            </EmptyState>
          ) : (
            <DataTable
              caption={t("nav.projects")}
              rows={projects}
              columns={makeColumns(t)}
              sortBy={[{ id: "created_at", desc: true }]}
            />
          )
        }
      </Loaded>
    </Page>
  );
}

function makeColumns(t: Text): ColumnDef<Project>[] {
  return [
    {
      accessorKey: "name",
      header: t("fields.name"),
      cell: ({ row: { original } }) => <Link to={`/projects/${original.id}`}>{original.name}</Link>,
    },
    {
      accessorKey: "modality",
      header: t("fields.modality"),
      cell: ({ getValue }) => <span className="mono">{getValue<string>()}</span>,
      meta: { isExtra: true },
    },
    {
      accessorKey: "status",
      header: t("fields.status"),
      cell: ({ getValue }) => <StateMark state={getValue<string>()} />,
    },
    {
      id: "tasks",
      accessorFn: ({ counts }) => totalTasks(counts),
      header: t("fields.tasks"),
      cell: ({ getValue }) => formatCount(getValue<number>()),
      meta: { isEnd: true, isExtra: true },
    },
    {
      id: "done",
      accessorFn: ({ counts }) => doneShare(counts) ?? -1,
      header: t("fields.done"),
      cell: ({ row: { original } }) => <DoneCell project={original} />,
      meta: { width: "190px" },
    },
    {
      accessorKey: "created_at",
      header: t("fields.created"),
      cell: ({ getValue }) => <Time at={getValue<string>()} />,
      meta: { isEnd: true, isExtra: true },
    },
  ];
}

function DoneCell({ project }: { project: Project }) {
  const t = useText();
  const share = doneShare(project.counts);
  if (share === null) return <span>{t("projects.noTasks")}</span>;
  return <Meter share={share} label={formatShare(share, 0)} />;
}
