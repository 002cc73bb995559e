/** Which part of something long is in hand, in gold where a neighbour shows the same. */
import type { ReactNode } from "react";
import styles from "./editors.module.css";

interface PartMarkProps {
  readonly title: string;
  readonly name: string;
  readonly isShared: boolean;
  /** What holds at this place, told to screen readers when it changes. */
  readonly children: ReactNode;
}

export function PartMark({ title, name, isShared, children }: PartMarkProps) {
  return (
    <span className={styles.part} title={title} data-shared={isShared || undefined}>
      {name}
      <span role="status">{children}</span>
    </span>
  );
}
