/** What came of it: how many tasks, and each row that was turned away with its reason. */
import { Button } from "@mantine/core";
import { IconCheck } from "@tabler/icons-react";
import type { ColumnDef } from "@tanstack/react-table";
import { Link } from "react-router";
import type { Project, RejectedRow } from "../../api";
import { DataTable } from "../../components/DataTable";
import { formatCount } from "../../components/format";
import { type Text, useText } from "../../i18n/text";
import classes from "./add.module.css";
import type { Outcome } from "./intake";

interface OutcomeNoteProps {
  outcome: Outcome;
  project: Project;
}

export function OutcomeNote({ outcome, project }: OutcomeNoteProps) {
  const t = useText();
  const { created, existing, rejectedCount, rejected } = outcome;
  return (
    <section className={classes.outcome} aria-live="polite">
      <p className={classes.verdict}>
        <IconCheck size={16} aria-hidden="true" />
        <span>
          {t("add.created", { count: created, shown: formatCount(created) })}
          {existing > 0 && ` ${t("add.existing", { count: existing, shown: formatCount(existing) })}`}
        </span>
        {created + existing > 0 && (
          <Button component={Link} to={`/projects/${project.id}/tasks`} variant="default">
            {t("add.seeTasks")}
          </Button>
        )}
      </p>
      {rejected.length > 0 && (
        <>
          <h2 className={classes.rejectedTitle}>
            {t("add.rejected", { count: rejectedCount, shown: formatCount(rejectedCount) })}
          </h2>
          <RejectedTable rows={rejected} />
        </>
      )}
    </section>
  );
}

export function RejectedTable({ rows }: { rows: RejectedRow[] }) {
  const t = useText();
  return <DataTable caption={t("add.rejectedCaption")} rows={rows} columns={makeColumns(t)} />;
}

function makeColumns(t: Text): ColumnDef<RejectedRow>[] {
  return [
    { accessorKey: "row", header: t("add.row"), meta: { isEnd: true, width: "70px" } },
    {
      accessorKey: "unique_id",
      header: t("fields.uniqueId"),
      cell: ({ getValue }) => <span className="mono">{getValue<string | null>() ?? "—"}</span>,
    },
    { accessorKey: "error", header: t("add.reason") },
    {
      accessorKey: "field",
      header: t("add.field"),
      cell: ({ getValue }) => <span className="mono">{getValue<string | null>() ?? "—"}</span>,
    },
  ];
}
