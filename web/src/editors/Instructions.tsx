/** The project's instructions; what changed since this person last read them is marked. */
import { useMemo, useState } from "react";
import { useTranslation } from "react-i18next";
import Markdown from "react-markdown";
import rehypeSanitize from "rehype-sanitize";
import remarkGfm from "remark-gfm";
import styles from "./editors.module.css";
import { diffInstructions } from "./lineDiff";

interface InstructionsProps {
  readonly markdown: string;
  /** What this person read last; null when never. */
  readonly lastRead: string | null;
  readonly onRead: () => void;
}

const REMARK = [remarkGfm];
const REHYPE = [rehypeSanitize];

export function Instructions({ markdown, lastRead, onRead }: InstructionsProps) {
  const { t } = useTranslation("editors");
  const isChanged = lastRead !== null && lastRead !== markdown;
  const [showsChanges, setShowsChanges] = useState(true);
  if (markdown.trim() === "") return <p className={styles.quiet}>{t("instructionsNone")}</p>;
  return (
    <div className={styles.instructions}>
      {isChanged && (
        <p className={styles.changed} role="status">
          {t("instructionsChanged")}
          <button type="button" className={styles.linkButton} onClick={() => setShowsChanges(!showsChanges)}>
            {showsChanges ? t("instructionsShowAll") : t("instructionsShowChanges")}
          </button>
        </p>
      )}
      {isChanged && showsChanges ? (
        <Changes before={lastRead} after={markdown} />
      ) : (
        <div className={styles.markdown} dir="auto">
          <Rendered markdown={markdown} />
        </div>
      )}
      {lastRead !== markdown && (
        <button type="button" className={styles.button} onClick={onRead}>
          {t("instructionsRead")}
        </button>
      )}
    </div>
  );
}

export function Rendered({ markdown }: { readonly markdown: string }) {
  return (
    <Markdown
      remarkPlugins={REMARK}
      rehypePlugins={REHYPE}
      components={{
        a: ({ href, children }) => (
          <a href={href} target="_blank" rel="noreferrer noopener">
            {children}
          </a>
        ),
      }}
    >
      {markdown}
    </Markdown>
  );
}

function Changes({ before, after }: { readonly before: string; readonly after: string }) {
  const parts = useMemo(() => diffInstructions(before, after), [before, after]);
  return (
    <div className={styles.markdown} dir="auto">
      {parts.map((part, index) => {
        const Tag = part.kind === "added" ? "ins" : part.kind === "removed" ? "del" : "div";
        return (
          // biome-ignore lint/suspicious/noArrayIndexKey: the parts of one diff never move
          <Tag key={index} className={styles[part.kind]}>
            <Rendered markdown={part.text} />
          </Tag>
        );
      })}
    </div>
  );
}
