/** A page's frame: what it is, one line that says what it is for, its one primary action, then its content. */
import { useDocumentTitle } from "@mantine/hooks";
import type { ReactNode } from "react";
import classes from "./page.module.css";

interface PageProps {
  title: string;
  /** What stands above the title: where we are. */
  above?: ReactNode;
  /** What stands beside the title: state marks. */
  beside?: ReactNode;
  lead?: ReactNode;
  actions?: ReactNode;
  /** Fills the width and height, for lists that scroll by themselves. */
  isFull?: boolean;
  children: ReactNode;
}

export function Page({ title, above, beside, lead, actions, isFull = false, children }: PageProps) {
  useDocumentTitle(`${title} · Goldsmith`);
  return (
    <div className={classes.page} data-full={isFull || undefined}>
      <header className={classes.header}>
        <div className={classes.heading}>
          {above && <div className={classes.above}>{above}</div>}
          <div className={classes.titleRow}>
            <h1 className={classes.title}>{title}</h1>
            {beside}
          </div>
          {lead && <p className={classes.lead}>{lead}</p>}
        </div>
        {actions && <div className={classes.actions}>{actions}</div>}
      </header>
      {children}
    </div>
  );
}

interface SectionProps {
  title: string;
  lead?: ReactNode;
  actions?: ReactNode;
  children: ReactNode;
}

/** A titled part of a page, set off by a hairline. */
export function Section({ title, lead, actions, children }: SectionProps) {
  return (
    <section className={classes.section}>
      <div className={classes.sectionHead}>
        <div>
          <h2 className={classes.sectionTitle}>{title}</h2>
          {lead && <p className={classes.sectionLead}>{lead}</p>}
        </div>
        {actions && <div className={classes.actions}>{actions}</div>}
      </div>
      {children}
    </section>
  );
}
