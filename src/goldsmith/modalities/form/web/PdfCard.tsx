/** A PDF as a card: what it is called, and a way to open it. The one place that knows how PDFs are shown. */
import type { EditorAsset } from "@goldsmith/editors";
import { useTranslation } from "react-i18next";
import styles from "./form.module.css";

export function PdfCard({ asset, title }: { readonly asset: EditorAsset; readonly title: string }) {
  const { t } = useTranslation("editor.form.v1");
  return (
    <p className={styles.card}>
      <a href={asset.url ?? undefined} download={asset.name}>
        {t("download", { title })}
      </a>
      <span className={styles.quiet}>{t("pdfNote")}</span>
    </p>
  );
}
