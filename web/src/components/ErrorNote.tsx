/** What happened, and a way to try again where that can help. */
import { Button } from "@mantine/core";
import { IconAlertTriangle } from "@tabler/icons-react";
import { ApiError } from "../api";
import { useText } from "../i18n/text";
import classes from "./states.module.css";

interface ErrorNoteProps {
  error: unknown;
  onRetry?: () => void;
}

/** The sentence of an error; one that is not the server's is not shown raw. */
export function useErrorSentence(): (error: unknown) => string {
  const t = useText();
  return (error) => (error instanceof ApiError ? error.message : t("errors.unexpected"));
}

export function ErrorNote({ error, onRetry }: ErrorNoteProps) {
  const t = useText();
  const sentenceOf = useErrorSentence();
  const canHelp = !(error instanceof ApiError) || error.isTemporary;
  return (
    <div className={classes.error} role="alert">
      <IconAlertTriangle size={16} aria-hidden="true" />
      <span>{sentenceOf(error)}</span>
      {onRetry && canHelp && (
        <Button variant="default" onClick={onRetry}>
          {t("actions.tryAgain")}
        </Button>
      )}
    </div>
  );
}
