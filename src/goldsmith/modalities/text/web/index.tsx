/** The editor of text.v1: spans with attributes, relations between them, questions about the whole text. */
import { defineEditor, type EditorProps } from "@goldsmith/editors";
import { useEffect, useState } from "react";
import { useTranslation } from "react-i18next";
import { knownText, loadText } from "./source";
import { compareSpans, isSpan, wordsOf } from "./spans";
import { strings } from "./strings";
import { TextEditor } from "./TextEditor";
import styles from "./text.module.css";

function Editor(props: EditorProps) {
  const { t } = useTranslation("editor.text.v1");
  const { content, assets } = props;
  const [loaded, setLoaded] = useState<string | null>(null);
  const [failure, setFailure] = useState<string | null>(null);
  const text = knownText({ content, assets }) ?? loaded;
  useEffect(() => {
    let isCurrent = true;
    loadText({ content, assets }).then(
      (found) => isCurrent && setLoaded(found),
      (error: Error) => isCurrent && setFailure(error.message),
    );
    return () => {
      isCurrent = false;
    };
  }, [content, assets]);
  if (text !== null) return <TextEditor {...props} text={text} />;
  return failure ? <p className={styles.failure}>{t("failed", { reason: failure })}</p> : null;
}

export default defineEditor({
  name: "text.v1",
  Editor,
  strings,
  compare: compareSpans,
  describe: (shape) => (isSpan(shape) ? wordsOf(shape).slice(0, 80) : shape.type),
  prepare: async (task) => {
    await loadText(task);
  },
  keys: [
    { keys: ["ArrowLeft", "ArrowRight", "ArrowUp", "ArrowDown"], does: "caret" },
    { keys: ["Ctrl+ArrowLeft", "Ctrl+ArrowDown"], does: "caretWord" },
    { keys: ["Shift+ArrowRight"], does: "extend" },
    { keys: ["[", "]"], does: "growEnd" },
    { keys: ["{", "}"], does: "growStart" },
    { keys: ["J"], does: "joinKey", shapes: ["span"] },
    { keys: ["X"], does: "cutKey", shapes: ["span"] },
    { keys: ["S"], does: "snapKey" },
    { keys: ["T"], does: "tagsKey" },
    { keys: ["+", "-"], does: "size" },
  ],
});
