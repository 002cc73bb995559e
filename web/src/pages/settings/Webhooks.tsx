/** Webhooks: what is told to whom, and whether it arrived. */
import { Button, TagsInput, TextInput } from "@mantine/core";
import { notifications } from "@mantine/notifications";
import { IconPlus } from "@tabler/icons-react";
import { useMutation, useQueryClient } from "@tanstack/react-query";
import type { ColumnDef } from "@tanstack/react-table";
import { useState } from "react";
import { api, type Webhook, type WebhookAttempt } from "../../api";
import { keys, useWebhookAttempts, useWebhooks } from "../../api/queries";
import { DataTable } from "../../components/DataTable";
import { EmptyState } from "../../components/EmptyState";
import { ErrorNote } from "../../components/ErrorNote";
import { StateMark } from "../../components/Marks";
import { ShownOnce } from "../../components/ShownOnce";
import { Time } from "../../components/Time";
import { Loaded } from "../../components/Waiting";
import { type Text, useText } from "../../i18n/text";
import { AddDialog } from "./AddDialog";
import { useConfirm } from "./confirm";
import classes from "./settings.module.css";

const EVENTS = ["*", "task.completed", "task.canceled", "import.done", "import.failed", "delivery.ready"];

export function Webhooks() {
  const t = useText();
  const query = useWebhooks();
  const queryClient = useQueryClient();
  const [isAdding, setAdding] = useState(false);
  const [secret, setSecret] = useState<string | null>(null);
  const add = (
    <Button leftSection={<IconPlus size={15} />} onClick={() => setAdding(true)}>
      {t("webhooks.add")}
    </Button>
  );
  return (
    <div className={classes.part}>
      <div className={classes.top}>
        <p>{t("webhooks.lead")}</p>
        {query.data?.length ? add : null}
      </div>
      <Loaded query={query}>
        {(webhooks) =>
          webhooks.length === 0 ? (
            <EmptyState title={t("webhooks.emptyTitle")} action={add}>
              {t("webhooks.emptyText")}
            </EmptyState>
          ) : (
            webhooks.map((webhook) => <WebhookCard key={webhook.id} webhook={webhook} />)
          )
        }
      </Loaded>
      {isAdding && (
        <AddWebhook
          onClose={() => setAdding(false)}
          onAdded={(webhook) => {
            setAdding(false);
            setSecret(webhook.secret);
            void queryClient.invalidateQueries({ queryKey: keys.webhooks });
          }}
        />
      )}
      <ShownOnce
        title={t("webhooks.secretTitle")}
        explanation={t("webhooks.secretText")}
        secret={secret}
        onClose={() => setSecret(null)}
      />
    </div>
  );
}

function WebhookCard({ webhook }: { webhook: Webhook }) {
  const t = useText();
  const queryClient = useQueryClient();
  const confirm = useConfirm();
  const [isOpen, setOpen] = useState(false);
  const { id, url, events, disabled_at } = webhook;
  const remove = useMutation({
    mutationFn: () => api.delete("/webhooks/{webhook_id}", { params: { path: { webhook_id: id } } }),
    onSettled: () => queryClient.invalidateQueries({ queryKey: keys.webhooks, exact: true }),
  });
  const test = useMutation({
    mutationFn: () => api.post("/webhooks/{webhook_id}/test", { params: { path: { webhook_id: id } } }),
    onSuccess: () => {
      setOpen(true);
      notifications.show({ message: t("webhooks.testSent") });
      void queryClient.invalidateQueries({ queryKey: [...keys.webhooks, id] });
    },
  });
  const askRemove = () =>
    confirm({
      title: t("webhooks.removeTitle"),
      text: t("webhooks.removeText", { url }),
      action: t("webhooks.remove"),
      run: () => remove.mutate(),
    });
  const failure = remove.error ?? test.error;
  return (
    <article className={classes.webhook}>
      <div className={classes.webhookHead}>
        <strong className="mono">{url}</strong>
        {disabled_at && <StateMark state="paused" />}
        <span>
          <Button variant="default" size="compact-sm" loading={test.isPending} onClick={() => test.mutate()}>
            {t("webhooks.test")}
          </Button>
          <Button variant="default" size="compact-sm" aria-expanded={isOpen} onClick={() => setOpen(!isOpen)}>
            {t("webhooks.attempts")}
          </Button>
          <Button variant="default" size="compact-sm" onClick={askRemove}>
            {t("webhooks.remove")}
          </Button>
        </span>
      </div>
      <p className={classes.webhookNote}>{events.includes("*") ? t("webhooks.everything") : events.join(", ")}</p>
      {failure && <ErrorNote error={failure} />}
      {isOpen && <Attempts id={id} />}
    </article>
  );
}

function Attempts({ id }: { id: string }) {
  const t = useText();
  const query = useWebhookAttempts(id);
  const queryClient = useQueryClient();
  const again = useMutation({
    mutationFn: (message: string) =>
      api.post("/webhooks/{webhook_id}/attempts/{event_id}/replay", {
        params: { path: { webhook_id: id, event_id: message } },
      }),
    onSuccess: () => queryClient.invalidateQueries({ queryKey: [...keys.webhooks, id] }),
  });
  return (
    <div className={classes.attempts}>
      <Loaded query={query}>
        {({ items }) =>
          items.length === 0 ? (
            <p>{t("webhooks.noAttempts")}</p>
          ) : (
            <DataTable caption={t("webhooks.attempts")} rows={items} columns={makeColumns(t, again.mutate)} />
          )
        }
      </Loaded>
      {again.error && <ErrorNote error={again.error} />}
    </div>
  );
}

function makeColumns(t: Text, sendAgain: (id: string) => void): ColumnDef<WebhookAttempt>[] {
  return [
    {
      accessorKey: "event_kind",
      header: t("webhooks.event"),
      cell: ({ getValue }) => <span className="mono">{getValue<string>()}</span>,
    },
    {
      accessorKey: "status",
      header: t("fields.status"),
      cell: ({ getValue }) => <StateMark state={getValue<string>()} />,
    },
    { accessorKey: "attempts", header: t("webhooks.tries"), meta: { isEnd: true } },
    {
      accessorKey: "last_status",
      header: t("webhooks.answer"),
      cell: ({ getValue }) => getValue<number | null>() ?? "—",
      meta: { isEnd: true },
    },
    {
      accessorKey: "next_attempt_at",
      header: t("webhooks.next"),
      cell: ({ row: { original } }) =>
        original.status === "pending" && original.next_attempt_at ? <Time at={original.next_attempt_at} /> : "—",
      meta: { isEnd: true },
    },
    {
      accessorKey: "created_at",
      header: t("fields.created"),
      cell: ({ getValue }) => <Time at={getValue<string>()} />,
      meta: { isEnd: true },
    },
    {
      id: "again",
      header: "",
      cell: ({ row: { original } }) =>
        original.attempts === 0 ? null : (
          <Button variant="default" size="compact-xs" onClick={() => sendAgain(original.id)}>
            {t("webhooks.again")}
          </Button>
        ),
      meta: { isEnd: true },
    },
  ];
}

interface AddWebhookProps {
  onClose(): void;
  onAdded(webhook: Webhook): void;
}

function AddWebhook({ onClose, onAdded }: AddWebhookProps) {
  const t = useText();
  const [url, setUrl] = useState("");
  const [events, setEvents] = useState<string[]>(["delivery.ready"]);
  const add = useMutation({ mutationFn: () => api.post("/webhooks", { body: { url, events } }), onSuccess: onAdded });
  return (
    <AddDialog
      title={t("webhooks.add")}
      action={t("webhooks.add")}
      error={add.error}
      isBusy={add.isPending}
      onSubmit={() => add.mutate()}
      onClose={onClose}
    >
      <TextInput
        label={t("webhooks.url")}
        type="url"
        placeholder="https://"
        required
        data-autofocus
        value={url}
        onChange={(event) => setUrl(event.currentTarget.value)}
      />
      <TagsInput
        label={t("webhooks.events")}
        description={t("webhooks.eventsNote")}
        data={EVENTS}
        value={events}
        onChange={setEvents}
      />
    </AddDialog>
  );
}
