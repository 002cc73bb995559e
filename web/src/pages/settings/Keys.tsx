/** Keys for programs: made once, shown once, revoked at any time. */
import { Button, SegmentedControl, Select, TextInput } from "@mantine/core";
import { IconPlus } from "@tabler/icons-react";
import { useMutation, useQueryClient } from "@tanstack/react-query";
import type { ColumnDef } from "@tanstack/react-table";
import { useState } from "react";
import { type ApiKey, api, type KeyMode, type Role } from "../../api";
import { keys, useKeys } from "../../api/queries";
import { DataTable } from "../../components/DataTable";
import { EmptyState } from "../../components/EmptyState";
import { ErrorNote } from "../../components/ErrorNote";
import { ShownOnce } from "../../components/ShownOnce";
import { Time } from "../../components/Time";
import { Loaded } from "../../components/Waiting";
import { type Text, useText } from "../../i18n/text";
import { AddDialog } from "./AddDialog";
import { useConfirm } from "./confirm";
import { roleOptions } from "./Members";
import classes from "./settings.module.css";

export function Keys() {
  const t = useText();
  const query = useKeys();
  const queryClient = useQueryClient();
  const confirm = useConfirm();
  const [isAdding, setAdding] = useState(false);
  const [secret, setSecret] = useState<string | null>(null);
  const refresh = () => void queryClient.invalidateQueries({ queryKey: keys.keys });
  const revoke = useMutation({
    mutationFn: (id: string) => api.delete("/keys/{key_id}", { params: { path: { key_id: id } } }),
    onSettled: refresh,
  });
  const askRevoke = ({ id, name }: ApiKey) =>
    confirm({
      title: t("keysPage.revokeTitle", { name }),
      text: t("keysPage.revokeText"),
      action: t("keysPage.revoke"),
      run: () => revoke.mutate(id),
    });
  const add = (
    <Button leftSection={<IconPlus size={15} />} onClick={() => setAdding(true)}>
      {t("keysPage.add")}
    </Button>
  );
  return (
    <div className={classes.part}>
      <div className={classes.top}>
        <p>{t("keysPage.lead")}</p>
        {query.data?.length ? add : null}
      </div>
      {revoke.isError && <ErrorNote error={revoke.error} />}
      <Loaded query={query}>
        {(found) =>
          found.length === 0 ? (
            <EmptyState title={t("keysPage.emptyTitle")} action={add}>
              {t("keysPage.emptyText")}
            </EmptyState>
          ) : (
            <DataTable caption={t("settings.keys")} rows={found} columns={makeColumns(t, askRevoke)} />
          )
        }
      </Loaded>
      {isAdding && (
        <AddKey
          onClose={() => setAdding(false)}
          onAdded={({ key }) => {
            setAdding(false);
            setSecret(key);
            refresh();
          }}
        />
      )}
      <ShownOnce
        title={t("keysPage.secretTitle")}
        explanation={t("keysPage.secretText")}
        secret={secret}
        onClose={() => setSecret(null)}
      />
    </div>
  );
}

function makeColumns(t: Text, onRevoke: (key: ApiKey) => void): ColumnDef<ApiKey>[] {
  return [
    {
      accessorKey: "name",
      header: t("fields.name"),
      cell: ({ row: { original } }) => (
        <span className={original.revoked_at ? classes.revoked : undefined}>{original.name}</span>
      ),
    },
    {
      accessorKey: "prefix",
      header: t("keysPage.prefix"),
      cell: ({ getValue }) => <span className="mono">{getValue<string>()}…</span>,
    },
    {
      accessorKey: "role",
      header: t("members.role"),
      cell: ({ getValue }) => t(`role.${getValue<Role>()}`),
      meta: { isExtra: true },
    },
    { accessorKey: "mode", header: t("keysPage.mode"), cell: ({ getValue }) => t(`mode.${getValue<KeyMode>()}`) },
    {
      accessorKey: "created_at",
      header: t("fields.created"),
      cell: ({ getValue }) => <Time at={getValue<string>()} />,
      meta: { isEnd: true, isExtra: true },
    },
    {
      id: "revoke",
      header: "",
      enableSorting: false,
      cell: ({ row: { original } }) =>
        original.revoked_at ? (
          t("keysPage.revoked")
        ) : (
          <Button variant="default" size="compact-sm" onClick={() => onRevoke(original)}>
            {t("keysPage.revoke")}
          </Button>
        ),
      meta: { isEnd: true, width: "110px" },
    },
  ];
}

interface AddKeyProps {
  onClose(): void;
  onAdded(key: ApiKey): void;
}

function AddKey({ onClose, onAdded }: AddKeyProps) {
  const t = useText();
  const [name, setName] = useState("");
  const [role, setRole] = useState<Role>("operator");
  const [mode, setMode] = useState<KeyMode>("live");
  const add = useMutation({ mutationFn: () => api.post("/keys", { body: { name, role, mode } }), onSuccess: onAdded });
  return (
    <AddDialog
      title={t("keysPage.add")}
      action={t("keysPage.add")}
      error={add.error}
      isBusy={add.isPending}
      onSubmit={() => add.mutate()}
      onClose={onClose}
    >
      <TextInput
        label={t("fields.name")}
        description={t("keysPage.nameNote")}
        required
        data-autofocus
        value={name}
        onChange={(event) => setName(event.currentTarget.value)}
      />
      <Select
        label={t("members.role")}
        description={t(`roleNote.${role}`)}
        data={roleOptions(t)}
        value={role}
        allowDeselect={false}
        onChange={(chosen) => chosen && setRole(chosen as Role)}
      />
      <SegmentedControl
        aria-label={t("keysPage.mode")}
        value={mode}
        onChange={(chosen) => setMode(chosen as KeyMode)}
        data={(["live", "test"] as const).map((value) => ({ value, label: t(`mode.${value}`) }))}
      />
    </AddDialog>
  );
}
