/** An empty place teaches the next step, with one button. */
import type { ReactNode } from "react";
import classes from "./states.module.css";

interface EmptyStateProps {
  title: string;
  children: ReactNode;
  action?: ReactNode;
}

export function EmptyState({ title, children, action }: EmptyStateProps) {
  return (
    <div className={classes.empty}>
      <svg className={classes.mark} viewBox="0 0 48 48" aria-hidden="true">
        <path d="M24 4 44 24 24 44 4 24Z" />
        <path d="M24 14 34 24 24 34 14 24Z" />
      </svg>
      <h2 className={classes.emptyTitle}>{title}</h2>
      <p className={classes.emptyText}>{children}</p>
      {action}
    </div>
  );
}
