/** The honest line at the bottom: what is saved, what is not, what is wrong. */
import { useEffect, useState, useSyncExternalStore } from "react";
import { useTranslation } from "react-i18next";
import type { DraftState } from "./drafts";
import type { OutgoingQueue, OutgoingState } from "./outgoing";
import styles from "./work.module.css";

export interface StatusLineProps {
  readonly outgoing: OutgoingQueue;
  readonly draft: DraftState;
  readonly editorStatus: string;
  readonly warning: string | null;
  /** The most useful keys, where they are not the desk's. */
  readonly keys?: string;
}

export function StatusLine({ outgoing, draft, editorStatus, warning, keys }: StatusLineProps) {
  const { t } = useTranslation("work");
  const sending = useOutgoing(outgoing);
  const trouble = sending.isOffline || draft === "offline" || draft === "lost";
  return (
    <footer className={styles.status}>
      {warning ? (
        <span className={styles.warning} role="alert">
          {warning}
        </span>
      ) : (
        <span className={trouble ? styles.warning : undefined} role="status">
          <span className={styles.lamp} data-state={trouble ? "trouble" : isBusy(sending, draft) ? "busy" : "calm"} />
          <SavingWords sending={sending} draft={draft} />
        </span>
      )}
      <span className="tabular">{editorStatus}</span>
      <span className={styles.spring} />
      <span className={styles.statusKeys}>{keys ?? t("statusKeys")}</span>
    </footer>
  );
}

function isBusy(sending: OutgoingState, draft: DraftState): boolean {
  return sending.waiting.length > 0 || draft === "saving";
}

function SavingWords({ sending, draft }: { readonly sending: OutgoingState; readonly draft: DraftState }) {
  const { t } = useTranslation("work");
  const ago = useAgo(sending.savedAt);
  if (sending.isOffline && sending.waiting.length > 0) return t("offline", { count: sending.waiting.length });
  if (draft === "offline") return t("draftOffline");
  if (draft === "lost") return t("draftLost");
  if (sending.waiting.length > 0) return t("sending");
  if (draft === "saving") return t("draftSaving");
  if (draft === "saved") return t("draftSaved");
  return ago === null ? t("allSaved") : t("saved", { ago });
}

/** "0.3 s", then whole seconds, then minutes; it ticks only as often as the words change. */
function useAgo(at: number | null): string | null {
  const { t } = useTranslation("work");
  const [now, setNow] = useState(Date.now);
  useEffect(() => {
    setNow(Date.now());
    const ticking = setInterval(() => setNow(Date.now()), 1000);
    return () => clearInterval(ticking);
  }, []);
  if (at === null) return null;
  const seconds = Math.max(0, now - at) / 1000;
  if (seconds >= 60) return t("minutesAgo", { minutes: Math.floor(seconds / 60) });
  return t("secondsAgo", { seconds: seconds < 1 ? seconds.toFixed(1) : Math.floor(seconds) });
}

export function useOutgoing(outgoing: OutgoingQueue): OutgoingState {
  return useSyncExternalStore(
    (listener) => outgoing.onChange(listener),
    () => outgoing.state,
  );
}
