/** What went wrong, what was kept, what to do: refused answers and a lost lease. */
import { useState } from "react";
import { useTranslation } from "react-i18next";
import type { Outgoing, OutgoingQueue } from "./outgoing";
import { useOutgoing } from "./StatusLine";
import styles from "./work.module.css";

interface NoticesProps {
  readonly outgoing: OutgoingQueue;
  readonly isLost: boolean;
  readonly onLeave: () => void;
}

export function Notices({ outgoing, isLost, onLeave }: NoticesProps) {
  const { t } = useTranslation("work");
  const { refused } = useOutgoing(outgoing);
  if (refused.length === 0 && !isLost) return null;
  return (
    <aside className={styles.notices} role="alert">
      {isLost && (
        <div className={styles.notice}>
          <strong>{t("lostTitle")}</strong>
          <p>{t("lostAbout")}</p>
          <div className={styles.noticeActions}>
            <button type="button" className={styles.secondary} onClick={onLeave}>
              {t("nextItem")}
            </button>
          </div>
        </div>
      )}
      {refused.map((entry) => (
        <Refused key={entry.id} entry={entry} onDismiss={() => void outgoing.dismiss(entry.id)} />
      ))}
    </aside>
  );
}

function Refused({ entry, onDismiss }: { readonly entry: Outgoing; readonly onDismiss: () => void }) {
  const { t } = useTranslation("work");
  const [isCopied, setCopied] = useState(false);
  const copy = async () => {
    const { answer } = entry.body as { answer?: unknown };
    await navigator.clipboard.writeText(JSON.stringify(answer ?? entry.body, null, 2));
    setCopied(true);
  };
  return (
    <div className={styles.notice}>
      <strong>{t("refusedTitle", { title: entry.title })}</strong>
      <p>{t("refusedAbout", { reason: entry.refused?.sentence })}</p>
      <div className={styles.noticeActions}>
        <button type="button" className={styles.secondary} onClick={() => void copy()}>
          {isCopied ? t("copied") : t("copyAnswer")}
        </button>
        <button type="button" className={styles.secondary} onClick={onDismiss}>
          {t("dismiss")}
        </button>
      </div>
    </div>
  );
}
