/** Shown in place of a page that broke. Work in progress is kept by the server; loading the page again is safe. */
import { Button } from "@mantine/core";
import { useRouteError } from "react-router";
import { ApiError } from "../api";
import { EmptyState } from "../components/EmptyState";
import { useText } from "../i18n/text";
import { NotFound } from "./NotFound";

export function RouteError() {
  const t = useText();
  const error = useRouteError();
  if (error instanceof ApiError && error.status === 404) return <NotFound />;
  return (
    <EmptyState
      title={t("broken.title")}
      action={<Button onClick={() => window.location.reload()}>{t("broken.action")}</Button>}
    >
      {error instanceof ApiError ? error.message : t("broken.text")}
    </EmptyState>
  );
}
