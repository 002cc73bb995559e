/** A titled part of the panel. */
import { type ReactNode, useId } from "react";
import styles from "./panel.module.css";

interface SectionProps {
  readonly title: string;
  readonly children: ReactNode;
  readonly aside?: ReactNode;
  readonly grows?: boolean;
}

export function Section({ title, children, aside, grows }: SectionProps) {
  const id = useId();
  return (
    <section className={styles.section} data-grows={grows || undefined} aria-labelledby={id}>
      <header className={styles.sectionHead}>
        <h2 id={id} className={styles.sectionTitle}>
          {title}
        </h2>
        {aside}
      </header>
      {children}
    </section>
  );
}
