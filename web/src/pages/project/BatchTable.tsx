/** The batches of a project and how far each is. */
import type { ColumnDef } from "@tanstack/react-table";
import { Link } from "react-router";
import type { Batch } from "../../api";
import { DataTable } from "../../components/DataTable";
import { formatCount, formatShare } from "../../components/format";
import { Meter } from "../../components/Meter";
import { type Text, useText } from "../../i18n/text";
import { totalTasks } from "./counts";

interface BatchTableProps {
  projectId: string;
  batches: Batch[];
}

export function BatchTable({ projectId, batches }: BatchTableProps) {
  const t = useText();
  return <DataTable caption={t("batches.title")} rows={batches} columns={makeColumns(t, projectId)} />;
}

const doneOf = ({ counts }: Batch) => (counts.done ?? 0) / Math.max(1, totalTasks(counts));

function makeColumns(t: Text, projectId: string): ColumnDef<Batch>[] {
  return [
    {
      accessorKey: "name",
      header: t("batches.batch"),
      cell: ({ row: { original } }) => (
        <Link to={`/projects/${projectId}/tasks?batch=${original.id}`}>{original.name}</Link>
      ),
    },
    { accessorKey: "priority", header: t("fields.priority"), meta: { isEnd: true } },
    {
      id: "tasks",
      accessorFn: ({ counts }) => totalTasks(counts),
      header: t("fields.tasks"),
      cell: ({ getValue }) => formatCount(getValue<number>()),
      meta: { isEnd: true },
    },
    {
      id: "done",
      accessorFn: doneOf,
      header: t("fields.done"),
      cell: ({ getValue }) => <Meter share={getValue<number>()} label={formatShare(getValue<number>(), 0)} />,
      meta: { width: "260px" },
    },
  ];
}
