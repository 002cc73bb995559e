/** The editor of form.v1: what the questions are about. The questions themselves stand in the panel beside it. */
import { CANVAS, defineEditor, type EditorProps } from "@goldsmith/editors";
import { useEffect, useMemo } from "react";
import { useTranslation } from "react-i18next";
import { Attachment } from "./Attachment";
import { type FormContent, placeAssets } from "./content";
import styles from "./form.module.css";
import { strings } from "./strings";

function Editor({ content, assets, onPainted }: EditorProps) {
  const { t } = useTranslation("editor.form.v1");
  const shown = useMemo(() => placeAssets(content as FormContent, assets), [content, assets]);
  // once for each task
  useEffect(onPainted, [content]);
  return (
    <section
      className={styles.scroller}
      data-empty={shown.length === 0 || undefined}
      {...CANVAS}
      aria-label={t("about")}
    >
      {shown.length === 0 && <p className={styles.quiet}>{t("nothing")}</p>}
      {shown.map((each, place) => (
        <Attachment key={place} shown={each} number={place + 1} />
      ))}
    </section>
  );
}

export default defineEditor({ name: "form.v1", Editor, strings, keys: [], isForm: true });
