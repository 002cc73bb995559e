/** The deliveries of a project: make one, watch it being built, take its files and its certificate. */
import { Button, Modal, TextInput } from "@mantine/core";
import { IconPackageExport } from "@tabler/icons-react";
import { useMutation, useQueryClient } from "@tanstack/react-query";
import type { ColumnDef } from "@tanstack/react-table";
import { type FormEvent, useState } from "react";
import { Link } from "react-router";
import { api, type Delivery, type Project } from "../../api";
import { keys, useDeliveries } from "../../api/queries";
import { may, useRole } from "../../api/session";
import { DataTable } from "../../components/DataTable";
import { EmptyState } from "../../components/EmptyState";
import { ErrorNote } from "../../components/ErrorNote";
import { formatCount, formatInterval, formatShare } from "../../components/format";
import { StateMark } from "../../components/Marks";
import { Page } from "../../components/Page";
import { Time } from "../../components/Time";
import { Loaded } from "../../components/Waiting";
import { type Text, useText } from "../../i18n/text";
import { acceptedTasks, count } from "../project/counts";
import { useThisProject } from "../project/ProjectLayout";
import { DownloadMenu } from "./DownloadMenu";
import classes from "./deliveries.module.css";

export function DeliveryList() {
  const t = useText();
  const project = useThisProject();
  const query = useDeliveries(project.id);
  const [isAsking, setAsking] = useState(false);
  const mayCreate = may(useRole(), "order");
  const create = mayCreate && (
    <Button
      leftSection={<IconPackageExport size={15} />}
      disabled={acceptedTasks(project.counts) === 0}
      onClick={() => setAsking(true)}
    >
      {t("deliveries.create")}
    </Button>
  );
  return (
    <Page title={t("nav.deliveries")} lead={t("deliveries.lead")} actions={query.data?.length ? create : null}>
      <Loaded query={query}>
        {(deliveries) =>
          deliveries.length === 0 ? (
            <EmptyState title={t("deliveries.emptyTitle")} action={create}>
              {t(acceptedTasks(project.counts) === 0 ? "deliveries.emptyNothing" : "deliveries.emptyText")}
            </EmptyState>
          ) : (
            <DataTable caption={t("nav.deliveries")} rows={deliveries} columns={makeColumns(t)} />
          )
        }
      </Loaded>
      {isAsking && <CreateDialog project={project} onClose={() => setAsking(false)} />}
    </Page>
  );
}

function makeColumns(t: Text): ColumnDef<Delivery>[] {
  return [
    {
      accessorKey: "name",
      header: t("fields.name"),
      cell: ({ row: { original } }) => <NameCell delivery={original} />,
    },
    {
      accessorKey: "status",
      header: t("fields.status"),
      cell: ({ row: { original } }) => <StatusCell delivery={original} />,
    },
    {
      accessorKey: "records",
      header: t("deliveries.records"),
      cell: ({ getValue }) => formatCount(getValue<number>()),
      meta: { isEnd: true, isExtra: true },
    },
    {
      id: "accuracy",
      header: t("deliveries.accuracy"),
      cell: ({ row: { original } }) => readAccuracy(original) ?? "—",
      enableSorting: false,
      meta: { isExtra: true },
    },
    {
      accessorKey: "created_at",
      header: t("fields.created"),
      cell: ({ getValue }) => <Time at={getValue<string>()} />,
      meta: { isEnd: true, isExtra: true },
    },
    {
      id: "files",
      header: "",
      cell: ({ row: { original } }) => <Files delivery={original} />,
      enableSorting: false,
      meta: { isEnd: true, width: "250px" },
    },
  ];
}

function NameCell({ delivery }: { delivery: Delivery }) {
  return delivery.status === "ready" ? (
    <Link to={`/deliveries/${delivery.id}`}>{delivery.name}</Link>
  ) : (
    <span>{delivery.name}</span>
  );
}

function StatusCell({ delivery }: { delivery: Delivery }) {
  return (
    <span title={delivery.error ?? undefined}>
      <StateMark state={delivery.status} />
      {delivery.error && ` ${delivery.error}`}
    </span>
  );
}

function readAccuracy({ certificate }: Delivery): string | null {
  const { estimate, low, high } = certificate?.quality ?? {};
  if (estimate == null || low == null || high == null) return null;
  return `${formatShare(estimate)} (${formatInterval(low, high)})`;
}

function Files({ delivery }: { delivery: Delivery }) {
  const t = useText();
  if (delivery.status !== "ready") return null;
  return (
    <span className={classes.files}>
      <Button component={Link} to={`/deliveries/${delivery.id}`} variant="default" size="compact-sm">
        {t("deliveries.certificate")}
      </Button>
      <DownloadMenu delivery={delivery} />
    </span>
  );
}

interface CreateDialogProps {
  project: Project;
  onClose(): void;
}

function CreateDialog({ project, onClose }: CreateDialogProps) {
  const t = useText();
  const queryClient = useQueryClient();
  const [name, setName] = useState("");
  const create = useMutation({
    mutationFn: () =>
      api.post("/projects/{project_id}/deliveries", {
        params: { path: { project_id: project.id } },
        body: name.trim() === "" ? {} : { name: name.trim() },
      }),
    onSuccess: () => {
      void queryClient.invalidateQueries({ queryKey: keys.deliveries(project.id) });
      onClose();
    },
  });
  const submit = (event: FormEvent) => {
    event.preventDefault();
    create.mutate();
  };
  const completed = acceptedTasks(project.counts);
  return (
    <Modal opened onClose={onClose} title={t("deliveries.create")} centered>
      <form className={classes.dialog} onSubmit={submit}>
        <p>{t("deliveries.createText", { count: completed, shown: formatCount(completed) })}</p>
        {count(project.counts, "audited") === 0 && <p className={classes.warning}>{t("deliveries.noAudits")}</p>}
        <TextInput
          label={t("fields.name")}
          description={t("deliveries.nameNote")}
          data-autofocus
          value={name}
          onChange={(event) => setName(event.currentTarget.value)}
        />
        {create.isError && <ErrorNote error={create.error} />}
        <div className={classes.dialogActions}>
          <Button variant="default" onClick={onClose}>
            {t("actions.cancel")}
          </Button>
          <Button type="submit" loading={create.isPending}>
            {t("deliveries.createDo")}
          </Button>
        </div>
      </form>
    </Modal>
  );
}
