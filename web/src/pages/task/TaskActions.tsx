/** What one may do to a task: raise its priority, cancel it, reopen it with a reason. */
import { ActionIcon, Button, CopyButton, Menu, Modal, NumberInput, Textarea, Tooltip } from "@mantine/core";
import { IconBan, IconCheck, IconCopy, IconDots, IconFlag, IconRotate } from "@tabler/icons-react";
import { useMutation, useQueryClient } from "@tanstack/react-query";
import { type FormEvent, useState } from "react";
import { api, type Task } from "../../api";
import { keys } from "../../api/queries";
import { may, useRole } from "../../api/session";
import { ErrorNote } from "../../components/ErrorNote";
import { useText } from "../../i18n/text";
import classes from "./task.module.css";

type Dialog = "cancel" | "reopen" | "priority";

export function TaskActions({ task }: { task: Task }) {
  const t = useText();
  const [dialog, setDialog] = useState<Dialog | null>(null);
  const role = useRole();
  const isClosed = task.status !== "pending";
  return (
    <>
      <CopyButton value={task.id}>
        {({ copied, copy }) => (
          <Tooltip label={copied ? t("actions.copied") : t("task.copyId")}>
            <ActionIcon aria-label={t("task.copyId")} onClick={copy}>
              {copied ? <IconCheck size={16} /> : <IconCopy size={16} />}
            </ActionIcon>
          </Tooltip>
        )}
      </CopyButton>
      {may(role, "order") && (
        <Menu position="bottom-end">
          <Menu.Target>
            <ActionIcon aria-label={t("task.actions")}>
              <IconDots size={17} />
            </ActionIcon>
          </Menu.Target>
          <Menu.Dropdown>
            <Menu.Item leftSection={<IconFlag size={15} />} disabled={isClosed} onClick={() => setDialog("priority")}>
              {t("task.changePriority")}
            </Menu.Item>
            <Menu.Item
              leftSection={<IconRotate size={15} />}
              disabled={!isClosed || !may(role, "operate")}
              onClick={() => setDialog("reopen")}
            >
              {t("task.reopen")}
            </Menu.Item>
            <Menu.Item leftSection={<IconBan size={15} />} disabled={isClosed} onClick={() => setDialog("cancel")}>
              {t("task.cancel")}
            </Menu.Item>
          </Menu.Dropdown>
        </Menu>
      )}
      {dialog && <TaskDialog task={task} dialog={dialog} onClose={() => setDialog(null)} />}
    </>
  );
}

interface TaskDialogProps {
  task: Task;
  dialog: Dialog;
  onClose(): void;
}

function TaskDialog({ task, dialog, onClose }: TaskDialogProps) {
  const t = useText();
  const queryClient = useQueryClient();
  const [reason, setReason] = useState("");
  const [priority, setPriority] = useState(task.priority);
  const change = useMutation({
    mutationFn: () => sendChange(task.id, dialog, reason, priority),
    onSuccess: () => {
      void queryClient.invalidateQueries({ queryKey: keys.task(task.id) });
      void queryClient.invalidateQueries({ queryKey: keys.tasks(task.project_id) });
      onClose();
    },
  });
  const submit = (event: FormEvent) => {
    event.preventDefault();
    change.mutate();
  };
  return (
    <Modal opened onClose={onClose} title={t(`task.${dialog}Title`)} centered>
      <form className={classes.dialog} onSubmit={submit}>
        <p>{t(dialog === "reopen" && task.status === "error" ? "task.reopenErrorText" : `task.${dialog}Text`)}</p>
        {dialog === "reopen" && (
          <Textarea
            label={t("task.reason")}
            required
            autosize
            minRows={2}
            data-autofocus
            value={reason}
            onChange={(event) => setReason(event.currentTarget.value)}
          />
        )}
        {dialog === "priority" && (
          <NumberInput
            label={t("fields.priority")}
            min={0}
            max={100}
            data-autofocus
            value={priority}
            onChange={(value) => setPriority(Number(value))}
          />
        )}
        {change.isError && <ErrorNote error={change.error} />}
        <div className={classes.dialogActions}>
          <Button variant="default" onClick={onClose}>
            {t("actions.keep")}
          </Button>
          <Button type="submit" color={dialog === "cancel" ? "red" : undefined} loading={change.isPending}>
            {t(`task.${dialog}Do`)}
          </Button>
        </div>
      </form>
    </Modal>
  );
}

function sendChange(id: string, dialog: Dialog, reason: string, priority: number): Promise<unknown> {
  const params = { path: { task_id: id } };
  if (dialog === "cancel") return api.post("/tasks/{task_id}/cancel", { params });
  if (dialog === "reopen") return api.post("/tasks/{task_id}/reopen", { params, body: { reason } });
  return api.patch("/tasks/{task_id}", { params, body: { priority } });
}
