/** A file that answers a question: chosen or dropped, sent, looked at by the server, and named by its id. */
import { useContext, useEffect, useId, useRef, useState } from "react";
import { useTranslation } from "react-i18next";
import styles from "../panel.module.css";
import { type Files, FilesContext, type StoredFile } from "./files";
import type { QuestionProps } from "./question";
import forms from "./questions.module.css";

const LOOK_AGAIN_MILLISECONDS = 700;

export function FileEntry({ attribute, value, disabled, onAnswer }: QuestionProps) {
  const { t } = useTranslation("editors");
  const files = useContext(FilesContext);
  const input = useRef<HTMLInputElement>(null);
  const note = useId();
  const id = typeof value === "string" ? value : null;
  const stored = useStoredFile(files, id);
  const [sending, setSending] = useState<string | null>(null);
  const [refusal, setRefusal] = useState<string | null>(null);
  const attach = files?.attach ?? null;
  const send = (file: File | undefined) => {
    if (!file || !attach) return;
    const most = attribute.most_bytes;
    if (most != null && file.size > most) {
      setRefusal(t("fileLarge", { size: showBytes(most) }));
      return;
    }
    setRefusal(null);
    setSending(file.name);
    attach(attribute.name, file, AbortSignal.timeout(600_000))
      .then((kept) => onAnswer(kept.id))
      .catch((error: Error) => setRefusal(error.message))
      .finally(() => setSending(null));
  };
  return (
    <div className={forms.file}>
      {id !== null && (
        <p className={forms.stored}>
          {stored?.url ? (
            <a href={stored.url} download={stored.name}>
              {stored.name}
            </a>
          ) : (
            <span>{stored?.name ?? t("fileAttached")}</span>
          )}
          {stored?.bytes != null && <span className={styles.count}>{showBytes(stored.bytes)}</span>}
          {!disabled && (
            <button type="button" className={styles.bare} onClick={() => onAnswer(null)}>
              {t("fileRemove")}
            </button>
          )}
        </p>
      )}
      {attach && !disabled && (
        <input
          ref={input}
          type="file"
          className={forms.chooser}
          aria-label={attribute.title}
          aria-describedby={note}
          accept={attribute.media_types?.join(",") || undefined}
          disabled={sending !== null}
          onChange={(event) => {
            send(event.currentTarget.files?.[0]);
            event.currentTarget.value = "";
          }}
        />
      )}
      <p id={note} className={forms.note} role="status">
        {sending !== null
          ? t("fileSending", { name: sending })
          : (refusal ?? (stored?.status === "rejected" ? t("fileRejected", { reason: stored.reason ?? "" }) : null)) ||
            (id !== null && stored?.status === "pending" ? t("fileLooking") : "")}
      </p>
    </div>
  );
}

/** What is known of a file; asked again until the server has looked at it. */
function useStoredFile(files: Files | null, id: string | null): StoredFile | null {
  const [stored, setStored] = useState<StoredFile | null>(null);
  useEffect(() => {
    setStored(null);
    if (!files || id === null) return;
    const leave = new AbortController();
    let timer = 0;
    const look = async () => {
      const found = await files.find(id, leave.signal).catch(() => null);
      if (leave.signal.aborted) return;
      setStored(found);
      if (found?.status === "pending") timer = window.setTimeout(look, LOOK_AGAIN_MILLISECONDS);
    };
    void look();
    return () => {
      leave.abort();
      window.clearTimeout(timer);
    };
  }, [files, id]);
  return stored?.id === id ? stored : null;
}

function showBytes(bytes: number): string {
  if (bytes < 1000) return `${bytes} B`;
  return bytes < 1e6 ? `${Math.round(bytes / 1000)} kB` : `${Math.round(bytes / 1e5) / 10} MB`;
}
