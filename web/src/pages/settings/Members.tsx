/** The people of a customer and what each may do. */
import { ActionIcon, Button, Select, TextInput } from "@mantine/core";
import { IconPlus, IconTrash } from "@tabler/icons-react";
import { useMutation, useQueryClient } from "@tanstack/react-query";
import type { ColumnDef } from "@tanstack/react-table";
import { useState } from "react";
import { api, type Member, type Role } from "../../api";
import { keys, useMembers } from "../../api/queries";
import { may, useRole } from "../../api/session";
import { DataTable } from "../../components/DataTable";
import { ErrorNote } from "../../components/ErrorNote";
import { ShownOnce } from "../../components/ShownOnce";
import { Time } from "../../components/Time";
import { Loaded } from "../../components/Waiting";
import { type Text, useText } from "../../i18n/text";
import { AddDialog } from "./AddDialog";
import { useConfirm } from "./confirm";
import classes from "./settings.module.css";

const ROLES: Role[] = ["labeler", "reviewer", "member", "operator", "admin"];

export function roleOptions(t: Text) {
  return ROLES.map((value) => ({ value, label: t(`role.${value}`) }));
}

export function Members() {
  const t = useText();
  const query = useMembers();
  const queryClient = useQueryClient();
  const confirm = useConfirm();
  const [isAdding, setAdding] = useState(false);
  const [added, setAdded] = useState<Member | null>(null);
  const refresh = () => void queryClient.invalidateQueries({ queryKey: keys.members });
  const change = useMutation({
    mutationFn: ({ id, role }: { id: string; role: Role }) =>
      api.patch("/members/{person_id}", { params: { path: { person_id: id } }, body: { role } }),
    onSettled: refresh,
  });
  const remove = useMutation({
    mutationFn: (id: string) => api.delete("/members/{person_id}", { params: { path: { person_id: id } } }),
    onSettled: refresh,
  });
  const askRemove = ({ person_id, name }: Member) =>
    confirm({
      title: t("members.removeTitle", { name }),
      text: t("members.removeText"),
      action: t("members.remove"),
      run: () => remove.mutate(person_id),
    });
  const mayRemove = may(useRole(), "administer");
  const failure = change.error ?? remove.error;
  return (
    <div className={classes.part}>
      <div className={classes.top}>
        <p>{t("members.lead")}</p>
        <Button leftSection={<IconPlus size={15} />} onClick={() => setAdding(true)}>
          {t("members.add")}
        </Button>
      </div>
      {failure && <ErrorNote error={failure} />}
      <Loaded query={query}>
        {(members) => (
          <DataTable
            caption={t("settings.members")}
            rows={members}
            columns={makeColumns(t, (id, role) => change.mutate({ id, role }), mayRemove ? askRemove : null)}
            sortBy={[{ id: "name", desc: false }]}
          />
        )}
      </Loaded>
      {isAdding && (
        <AddMember
          onClose={() => setAdding(false)}
          onAdded={(member) => {
            setAdding(false);
            setAdded(member);
            refresh();
          }}
        />
      )}
      <ShownOnce
        title={t("members.passwordTitle", { name: added?.name ?? "" })}
        explanation={t("members.passwordText", { email: added?.email ?? "" })}
        secret={added?.one_time_password ?? null}
        onClose={() => setAdded(null)}
      />
    </div>
  );
}

function makeColumns(
  t: Text,
  onRole: (id: string, role: Role) => void,
  onRemove: ((member: Member) => void) | null,
): ColumnDef<Member>[] {
  return [
    { accessorKey: "name", header: t("fields.name") },
    { accessorKey: "email", header: t("fields.email"), meta: { isExtra: true } },
    {
      accessorKey: "role",
      header: t("members.role"),
      cell: ({ row: { original } }) => (
        <Select
          aria-label={t("members.roleOf", { name: original.name })}
          w={150}
          data={roleOptions(t)}
          value={original.role}
          allowDeselect={false}
          onChange={(role) => role && onRole(original.person_id, role as Role)}
        />
      ),
    },
    {
      accessorKey: "created_at",
      header: t("members.since"),
      cell: ({ getValue }) => <Time at={getValue<string>()} />,
      meta: { isEnd: true, isExtra: true },
    },
    {
      id: "remove",
      header: "",
      enableSorting: false,
      cell: ({ row: { original } }) =>
        onRemove && (
          <ActionIcon aria-label={t("members.removeTitle", { name: original.name })} onClick={() => onRemove(original)}>
            <IconTrash size={15} />
          </ActionIcon>
        ),
      meta: { isEnd: true, width: "48px" },
    },
  ];
}

interface AddMemberProps {
  onClose(): void;
  onAdded(member: Member): void;
}

function AddMember({ onClose, onAdded }: AddMemberProps) {
  const t = useText();
  const [name, setName] = useState("");
  const [email, setEmail] = useState("");
  const [role, setRole] = useState<Role>("labeler");
  const add = useMutation({
    mutationFn: () => api.post("/members", { body: { name, email, role } }),
    onSuccess: onAdded,
  });
  return (
    <AddDialog
      title={t("members.add")}
      action={t("members.add")}
      error={add.error}
      isBusy={add.isPending}
      onSubmit={() => add.mutate()}
      onClose={onClose}
    >
      <TextInput
        label={t("fields.name")}
        required
        data-autofocus
        value={name}
        onChange={(event) => setName(event.currentTarget.value)}
      />
      <TextInput
        label={t("fields.email")}
        type="email"
        required
        value={email}
        onChange={(event) => setEmail(event.currentTarget.value)}
      />
      <Select
        label={t("members.role")}
        description={t(`roleNote.${role}`)}
        data={roleOptions(t)}
        value={role}
        allowDeselect={false}
        onChange={(chosen) => chosen && setRole(chosen as Role)}
      />
    </AddDialog>
  );
}
