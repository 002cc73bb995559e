/** Shown while something loads; invisible for the first 300 ms so that quick answers do not flicker. */
import { Loader } from "@mantine/core";
import type { UseQueryResult } from "@tanstack/react-query";
import type { ReactNode } from "react";
import { useText } from "../i18n/text";
import { ErrorNote } from "./ErrorNote";
import classes from "./states.module.css";

export function Waiting() {
  const t = useText();
  return (
    <div className={classes.waiting} role="status">
      <Loader />
      <span className="visually-hidden">{t("states.loading")}</span>
    </div>
  );
}

interface LoadedProps<T> {
  query: UseQueryResult<T>;
  children: (value: T) => ReactNode;
}

/** A query's three faces: waiting, failed, here. */
export function Loaded<T>({ query, children }: LoadedProps<T>) {
  if (query.data !== undefined) return children(query.data);
  if (query.isError) return <ErrorNote error={query.error} onRetry={() => void query.refetch()} />;
  return <Waiting />;
}
