/** The editor of audio.v1: regions on tiers, transcripts, and questions about the whole recording. */
import { defineEditor, type EditorProps, type Shape } from "@goldsmith/editors";
import { useMemo } from "react";
import { useTranslation } from "react-i18next";
import { AudioEditor } from "./AudioEditor";
import styles from "./audio.module.css";
import { KEY_HELP } from "./keys";
import { byTime, isRegion } from "./regions/shapes";
import { openAudio } from "./sound/openAudio";
import { strings } from "./strings";
import { showTime } from "./time";

function Editor(props: EditorProps) {
  const { t } = useTranslation("editor.audio.v1");
  const { assets, content } = props;
  const audio = useMemo(() => openAudio({ assets, content }), [assets, content]);
  if (audio) return <AudioEditor key={audio.peaks.url} {...props} audio={audio} />;
  return (
    <p className={styles.notice} role="alert">
      {t("missing")}
    </p>
  );
}

function describe(shape: Shape): string {
  if (!isRegion(shape)) return shape.type;
  return `${showTime(shape.start)} · ${shape.transcript?.slice(0, 60) || `${(shape.end - shape.start).toFixed(2)} s`}`;
}

export default defineEditor({ name: "audio.v1", Editor, strings, keys: KEY_HELP, describe, compare: byTime });
