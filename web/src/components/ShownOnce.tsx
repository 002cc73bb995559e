/** A secret that is shown once: read, copy, close. */
import { Button, CopyButton, Modal } from "@mantine/core";
import { IconCheck, IconCopy } from "@tabler/icons-react";
import { useText } from "../i18n/text";
import classes from "./shownOnce.module.css";

interface ShownOnceProps {
  title: string;
  explanation: string;
  secret: string | null;
  onClose(): void;
}

export function ShownOnce({ title, explanation, secret, onClose }: ShownOnceProps) {
  const t = useText();
  return (
    <Modal opened={secret !== null} onClose={onClose} title={title} closeOnClickOutside={false} centered>
      <p className={classes.text}>{explanation}</p>
      <code className={classes.secret}>{secret}</code>
      <div className={classes.actions}>
        <CopyButton value={secret ?? ""}>
          {({ copied, copy }) => (
            <Button
              variant="default"
              onClick={copy}
              leftSection={copied ? <IconCheck size={14} /> : <IconCopy size={14} />}
            >
              {copied ? t("actions.copied") : t("actions.copy")}
            </Button>
          )}
        </CopyButton>
        <Button onClick={onClose}>{t("actions.storedIt")}</Button>
      </div>
    </Modal>
  );
}
