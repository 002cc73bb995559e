/** An address that leads nowhere, or to something that is not ours. */
import { Button } from "@mantine/core";
import { Link } from "react-router";
import { EmptyState } from "../components/EmptyState";
import { useText } from "../i18n/text";

export function NotFound() {
  const t = useText();
  return (
    <EmptyState
      title={t("notFound.title")}
      action={
        <Button component={Link} to="/" variant="default">
          {t("notFound.action")}
        </Button>
      }
    >
      {t("notFound.text")}
    </EmptyState>
  );
}
