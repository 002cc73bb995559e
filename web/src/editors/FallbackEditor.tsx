/** For a modality without an editor in this build: shows the content as it is; whole-item questions still work. */
import { useEffect } from "react";
import { useTranslation } from "react-i18next";
import { CANVAS, defineEditor, type EditorProps } from "./contract";
import styles from "./editors.module.css";

function FallbackEditor({ content, assets, onPainted }: EditorProps) {
  const { t } = useTranslation("editors");
  useEffect(onPainted, [onPainted]);
  return (
    <section className={styles.fallback} {...CANVAS} aria-label={t("wholeItem")}>
      {assets.length > 0 && (
        <ul className={styles.files} aria-label={t("filesOfTask")}>
          {assets.map((asset) => (
            <li key={asset.url ?? asset.name}>
              {asset.url ? (
                <a href={asset.url} target="_blank" rel="noreferrer">
                  {asset.name}
                </a>
              ) : (
                asset.name
              )}
            </li>
          ))}
        </ul>
      )}
      <pre className={styles.json}>{readable(content)}</pre>
    </section>
  );
}

function readable(content: EditorProps["content"]): string {
  const entries = Object.entries(content);
  const [only] = entries;
  if (entries.length === 1 && typeof only?.[1] === "string") return only[1];
  return JSON.stringify(content, null, 2);
}

export const fallbackEditor = defineEditor({ name: "*", Editor: FallbackEditor, keys: [] });
