/** Who claimed the task, for what, and how each claim ended. */
import type { ColumnDef } from "@tanstack/react-table";
import type { Assignment } from "../../api";
import { DataTable } from "../../components/DataTable";
import { StateMark } from "../../components/Marks";
import { Time } from "../../components/Time";
import { type Text, useText } from "../../i18n/text";

export function AssignmentTable({ assignments }: { assignments: Assignment[] }) {
  const t = useText();
  return <DataTable caption={t("assignments.title")} rows={assignments} columns={makeColumns(t)} />;
}

function makeColumns(t: Text): ColumnDef<Assignment>[] {
  return [
    { id: "labeler", accessorFn: ({ labeler }) => labeler?.name ?? "", header: t("labelers.labeler") },
    {
      accessorKey: "purpose",
      header: t("assignments.purpose"),
      cell: ({ row: { original } }) => t(`purpose.${original.purpose}`),
    },
    {
      accessorKey: "state",
      header: t("assignments.state"),
      cell: ({ row: { original } }) => <StateCell {...original} />,
    },
    {
      accessorKey: "leased_at",
      header: t("assignments.leased"),
      cell: ({ getValue }) => <Time at={getValue<string>()} />,
    },
    {
      accessorKey: "ended_at",
      header: t("assignments.ended"),
      cell: ({ getValue }) => {
        const at = getValue<string | null>();
        return at === null ? "—" : <Time at={at} />;
      },
    },
  ];
}

function StateCell({ state, reason }: Pick<Assignment, "state" | "reason">) {
  return (
    <span title={reason ?? undefined}>
      <StateMark state={state} />
      {reason && ` ${reason}`}
    </span>
  );
}
