/** Who labels here: how much and how fast. */
import { IconCode, IconCpu, IconGavel, IconUser, type TablerIcon } from "@tabler/icons-react";
import type { ColumnDef } from "@tanstack/react-table";
import type { LabelerKind, LabelerProgress } from "../../api";
import { DataTable } from "../../components/DataTable";
import { formatCount, formatSeconds } from "../../components/format";
import { type Text, useText } from "../../i18n/text";
import classes from "./labelers.module.css";

export const KIND_ICONS: Record<LabelerKind, TablerIcon> = {
  person: IconUser,
  model: IconCpu,
  judge: IconGavel,
  function: IconCode,
};

export function LabelerTable({ labelers }: { labelers: LabelerProgress[] }) {
  const t = useText();
  return (
    <DataTable
      caption={t("labelers.title")}
      rows={labelers}
      columns={makeColumns(t)}
      sortBy={[{ id: "submitted", desc: true }]}
    />
  );
}

function makeColumns(t: Text): ColumnDef<LabelerProgress>[] {
  return [
    {
      accessorKey: "name",
      header: t("labelers.labeler"),
      cell: ({ row: { original } }) => <LabelerName {...original} />,
    },
    {
      accessorKey: "submitted",
      header: t("labelers.submitted"),
      cell: ({ getValue }) => formatCount(getValue<number>()),
      meta: { isEnd: true },
    },
    countColumn("skipped", t("labelers.skipped")),
    countColumn("reviews", t("labelers.reviews")),
    countColumn("audits", t("labelers.audits")),
    {
      id: "pace",
      accessorFn: ({ seconds, submitted }) => (submitted === 0 ? 0 : seconds / submitted),
      header: t("labelers.pace"),
      cell: ({ getValue }) => (getValue<number>() === 0 ? "—" : formatSeconds(getValue<number>())),
      meta: { isEnd: true },
    },
  ];
}

function countColumn(name: "skipped" | "reviews" | "audits", header: string): ColumnDef<LabelerProgress> {
  return {
    accessorKey: name,
    header,
    cell: ({ getValue }) => formatCount(getValue<number>()),
    meta: { isEnd: true, isExtra: true },
  };
}

function LabelerName({ name, kind }: Pick<LabelerProgress, "name" | "kind">) {
  const t = useText();
  const Icon = KIND_ICONS[kind];
  return (
    <span className={classes.name} title={t(`labelerKind.${kind}`)}>
      <Icon size={15} stroke={1.6} aria-label={t(`labelerKind.${kind}`)} />
      {name}
    </span>
  );
}
