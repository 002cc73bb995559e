/** A small form in a dialog: fields, an error, one action. */
import { Button, Modal } from "@mantine/core";
import type { FormEvent, ReactNode } from "react";
import { ErrorNote } from "../../components/ErrorNote";
import { useText } from "../../i18n/text";
import classes from "./settings.module.css";

interface AddDialogProps {
  title: string;
  action: string;
  error: unknown;
  isBusy: boolean;
  onSubmit(): void;
  onClose(): void;
  children: ReactNode;
}

export function AddDialog({ title, action, error, isBusy, onSubmit, onClose, children }: AddDialogProps) {
  const t = useText();
  const submit = (event: FormEvent) => {
    event.preventDefault();
    onSubmit();
  };
  return (
    <Modal opened onClose={onClose} title={title} centered>
      <form className={classes.form} onSubmit={submit}>
        {children}
        {error !== null && <ErrorNote error={error} />}
        <div className={classes.formActions}>
          <Button variant="default" onClick={onClose}>
            {t("actions.cancel")}
          </Button>
          <Button type="submit" loading={isBusy}>
            {action}
          </Button>
        </div>
      </form>
    </Modal>
  );
}
