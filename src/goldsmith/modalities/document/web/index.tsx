/** The editor of document.v1: blocks, words, tables and the reading order on the pages of a document. */
import { defineEditor, type EditorProps, type Shape } from "@goldsmith/editors";
import { useEffect, useMemo } from "react";
import { useTranslation } from "react-i18next";
import { DocumentEditor } from "./DocumentEditor";
import styles from "./document.module.css";
import { KEY_HELP } from "./keys";
import { byPlace, isMark, isTable, pagesOf } from "./marks/shapes";
import { columnsOf, rowsOf } from "./marks/tables";
import { openDocument } from "./pages/openDocument";
import { strings } from "./strings";

function Editor(props: EditorProps) {
  const { t } = useTranslation("editor.document.v1");
  const { assets, content } = props;
  const document = useMemo(() => openDocument({ assets, content }), [assets, content]);
  useEffect(() => () => document?.close(), [document]);
  if (document) return <DocumentEditor key={document.key} {...props} document={document} />;
  return (
    <p className={styles.notice} role="alert">
      {t("missing")}
    </p>
  );
}

function describe(shape: Shape): string {
  if (!isMark(shape)) return shape.type;
  const page = `p. ${(pagesOf(shape)[0] ?? 0) + 1}`;
  if (isTable(shape)) return `${page} · ${rowsOf(shape)} × ${columnsOf(shape)}`;
  const text = "text" in shape ? String(shape.text ?? "").slice(0, 60) : "";
  return text ? `${page} · ${text}` : page;
}

export default defineEditor({ name: "document.v1", Editor, strings, keys: KEY_HELP, describe, compare: byPlace });
