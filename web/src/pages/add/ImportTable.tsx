/** The manifests that came before: how far each is, what became of its rows, and a way to stop one. */
import { Button, Modal } from "@mantine/core";
import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import type { ColumnDef } from "@tanstack/react-table";
import { useState } from "react";
import { api, type Import, type Project } from "../../api";
import { useRejects } from "../../api/queries";
import { DataTable } from "../../components/DataTable";
import { formatCount } from "../../components/format";
import { StateMark } from "../../components/Marks";
import { Time } from "../../components/Time";
import { Loaded } from "../../components/Waiting";
import { type Text, useText } from "../../i18n/text";
import classes from "./add.module.css";
import { RejectedTable } from "./OutcomeNote";

const isOpen = ({ status }: Import) => status === "uploading" || status === "running";

export function ImportTable({ project }: { project: Project }) {
  const t = useText();
  const queryClient = useQueryClient();
  const [shown, setShown] = useState<Import | null>(null);
  const queryKey = ["project", project.id, "imports"];
  const { data } = useQuery({
    queryKey,
    queryFn: ({ signal }) =>
      api.get("/projects/{project_id}/imports", {
        params: { path: { project_id: project.id }, query: { limit: 20 } },
        signal,
      }),
    refetchInterval: ({ state }) => (state.data?.items.some(isOpen) ? 2_000 : false),
  });
  const cancel = useMutation({
    mutationFn: (id: string) => api.post("/imports/{import_id}/cancel", { params: { path: { import_id: id } } }),
    onSettled: () => queryClient.invalidateQueries({ queryKey }),
  });
  if (data === undefined || data.items.length === 0) return null;
  return (
    <section>
      <h2 className={classes.rejectedTitle}>{t("imports.title")}</h2>
      <DataTable caption={t("imports.title")} rows={data.items} columns={makeColumns(t, setShown, cancel.mutate)} />
      {shown && <Rejects shown={shown} onClose={() => setShown(null)} />}
    </section>
  );
}

function makeColumns(t: Text, onShow: (one: Import) => void, onCancel: (id: string) => void): ColumnDef<Import>[] {
  const number = (accessorKey: "created" | "existing", header: string): ColumnDef<Import> => ({
    accessorKey,
    header,
    cell: ({ getValue }) => formatCount(getValue<number>()),
    meta: { isEnd: true, isExtra: accessorKey === "existing" },
  });
  return [
    { accessorKey: "name", header: t("fields.name") },
    { accessorKey: "status", header: t("fields.status"), cell: ({ row: { original } }) => <Status one={original} /> },
    number("created", t("imports.created")),
    number("existing", t("imports.existing")),
    {
      accessorKey: "rejected",
      header: t("imports.rejected"),
      cell: ({ row: { original } }) =>
        original.rejected === 0 ? (
          "0"
        ) : (
          <Button variant="default" size="compact-xs" onClick={() => onShow(original)}>
            {formatCount(original.rejected)}
          </Button>
        ),
      meta: { isEnd: true },
    },
    {
      accessorKey: "created_at",
      header: t("fields.created"),
      cell: ({ getValue }) => <Time at={getValue<string>()} />,
      meta: { isEnd: true, isExtra: true },
    },
    {
      id: "cancel",
      header: "",
      enableSorting: false,
      cell: ({ row: { original } }) =>
        isOpen(original) && (
          <Button variant="default" size="compact-xs" onClick={() => onCancel(original.id)}>
            {t("actions.cancel")}
          </Button>
        ),
      meta: { isEnd: true, width: "80px" },
    },
  ];
}

function Status({ one }: { one: Import }) {
  return (
    <span title={one.error ?? undefined}>
      <StateMark state={one.status} />
      {one.error && ` ${one.error}`}
    </span>
  );
}

interface RejectsProps {
  shown: Import;
  onClose(): void;
}

function Rejects({ shown, onClose }: RejectsProps) {
  const t = useText();
  const query = useRejects(shown.id);
  return (
    <Modal opened onClose={onClose} size={760} title={t("imports.rejectedOf", { name: shown.name })}>
      <Loaded query={query}>{({ items }) => <RejectedTable rows={items} />}</Loaded>
    </Modal>
  );
}
