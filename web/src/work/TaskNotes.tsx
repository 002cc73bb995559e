/** What is said of this item alone: its own instruction, and why it was sent back. */
import { useTranslation } from "react-i18next";
import { Rendered } from "../editors";
import styles from "./work.module.css";

export function TaskInstruction({ markdown }: { readonly markdown: string }) {
  const { t } = useTranslation("work");
  return (
    <section className={styles.taskInstruction} aria-label={t("taskInstruction")} dir="auto">
      <Rendered markdown={markdown} />
    </section>
  );
}

export function SentBack({ comment }: { readonly comment: string }) {
  const { t } = useTranslation("work");
  return (
    <p className={styles.sentBack}>
      <strong>{t("sentBack")}</strong> <bdi>{comment}</bdi>
    </p>
  );
}
