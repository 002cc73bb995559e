/** One message: who speaks, what is said, what is attached, what is called. */
import type { EditorAsset } from "@goldsmith/editors";
import { type ReactNode, useEffect, useState } from "react";
import { useTranslation } from "react-i18next";
import { AddedPicture } from "./AddedPicture";
import styles from "./chat.module.css";
import type { Message } from "./graph";
import { PlainText, RichText } from "./RichText";

/** More than spaces and characters without width. */
const HAS_VISIBLE = /[^\s\p{Cf}]/u;

interface MessageViewProps {
  readonly message: Message;
  readonly assets: readonly EditorAsset[];
  readonly isPlain: boolean;
  readonly title?: string;
  /** Shown in place of the text, such as its steps. */
  readonly body?: ReactNode;
  readonly children?: ReactNode;
}

export function MessageView({ message, assets, isPlain, title, body, children }: MessageViewProps) {
  const { t } = useTranslation("editor.chat.v1");
  const name = title ?? t(`role_${message.role}`);
  return (
    <article className={styles.message} data-role={message.role} data-message={message.id} aria-label={name}>
      <header className={styles.speaker}>
        {name}
        {message.name && <bdi className={styles.name}>{message.name}</bdi>}
      </header>
      {message.reasoning && (
        <details className={styles.reasoning}>
          <summary>{t("reasoning")}</summary>
          <PlainText text={message.reasoning} />
        </details>
      )}
      {body ?? <Words message={message} isPlain={isPlain} />}
      {(message.tool_calls ?? []).map((call, place) => (
        <div key={place} className={styles.call}>
          <span className={styles.callName}>{t("toolCall", { name: call.function.name })}</span>
          <pre className={styles.arguments}>
            {/* What is broken stands as the model wrote it: what it got wrong is to be seen. */}
            {spelledJson(call.function.arguments ?? "") ?? call.function.arguments}
          </pre>
        </div>
      ))}
      {(message.attachments ?? []).map((file, place) =>
        typeof file === "string" ? (
          <AddedPicture key={file} id={file} number={place + 1} />
        ) : (
          <AttachedFile key={file} asset={assets[file]} number={file + 1} />
        ),
      )}
      {children}
    </article>
  );
}

function Words({ message, isPlain }: { message: Message; isPlain: boolean }) {
  const { content: text, role, tool_calls } = message;
  const { t } = useTranslation("editor.chat.v1");
  if (!HAS_VISIBLE.test(text)) return tool_calls?.length ? null : <p className={styles.quiet}>{t("empty")}</p>;
  if (isPlain) return <PlainText text={text} />;
  const result = role === "tool" ? spelledJson(text) : null;
  return result === null ? <RichText text={text} /> : <pre className={styles.arguments}>{result}</pre>;
}

/** An object or a list, a line for each part; null for anything else. */
function spelledJson(text: string): string | null {
  try {
    const value: unknown = JSON.parse(text);
    return typeof value === "object" && value !== null ? JSON.stringify(value, null, 2) : null;
  } catch {
    return null;
  }
}

function AttachedFile({ asset, number }: { asset: EditorAsset | undefined; number: number }) {
  const { t } = useTranslation("editor.chat.v1");
  if (!asset?.url) return <p className={styles.quiet}>{t("fileMissing")}</p>;
  if (asset.media_type?.startsWith("image/")) {
    const { width, height } = (asset.facts ?? {}) as { width?: number; height?: number };
    return (
      <img className={styles.attached} src={asset.url} alt={t("file", { number })} width={width} height={height} />
    );
  }
  return <AttachedText url={asset.url} name={asset.name} />;
}

function AttachedText({ url, name }: { url: string; name: string }) {
  const { t } = useTranslation("editor.chat.v1");
  const [text, setText] = useState<string | null>(null);
  const [isLost, setLost] = useState(false);
  useEffect(() => {
    const leaving = new AbortController();
    fetch(url, { signal: leaving.signal })
      .then(async (answer) => (answer.ok ? setText(await answer.text()) : setLost(true)))
      .catch(() => !leaving.signal.aborted && setLost(true));
    return () => leaving.abort();
  }, [url]);
  return (
    <figure className={styles.attachedText}>
      <figcaption>{name}</figcaption>
      {text === null ? (
        <p className={styles.quiet}>{t(isLost ? "fileUnread" : "readingFile")}</p>
      ) : (
        <PlainText text={text} />
      )}
    </figure>
  );
}
