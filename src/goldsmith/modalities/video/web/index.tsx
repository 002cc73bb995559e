/** The editor of video.v1: objects followed as tracks, events in time, and questions about the whole video. */
import { defineEditor, type EditorProps, type EditorTask, type Shape } from "@goldsmith/editors";
import { useEffect, useState } from "react";
import { useTranslation } from "react-i18next";
import { DecodingError } from "./frames/FrameDecoder";
import { type OpenVideo, openVideo, prepareVideo, videoOf } from "./frames/openVideo";
import { KEY_HELP } from "./keys";
import { strings } from "./strings";
import { byTime } from "./timeline/rows";
import { isEvent, isTrack } from "./tracks/shapes";
import { VideoEditor } from "./VideoEditor";
import styles from "./video.module.css";

function Editor(props: EditorProps) {
  const { t } = useTranslation("editor.video.v1");
  const [video, setVideo] = useState<OpenVideo | null>(null);
  const [failure, setFailure] = useState<string | null>(null);
  const { assets, content } = props;
  useEffect(() => {
    let isCurrent = true;
    let opened: OpenVideo | null = null;
    openVideo({ assets, content }).then(
      (found) => {
        opened = found;
        if (isCurrent) setVideo(found);
        else found.frames.dispose();
      },
      (error: unknown) => isCurrent && setFailure(failureOf(error)),
    );
    return () => {
      isCurrent = false;
      opened?.frames.dispose();
      setVideo(null);
      setFailure(null);
    };
  }, [assets, content]);

  const name = videoOf({ assets, content })?.name ?? "";
  if (failure) {
    return (
      <p className={styles.notice} role="alert">
        {t(failure, { name })}
      </p>
    );
  }
  if (!video) {
    return (
      <p className={styles.notice} role="status">
        {t("opening")}
      </p>
    );
  }
  return <VideoEditor key={video.id} {...props} video={video} onFailure={(error) => setFailure(failureOf(error))} />;
}

function failureOf(error: unknown): string {
  return error instanceof DecodingError ? error.message : "failed";
}

function describe(shape: Shape): string {
  if (isEvent(shape)) {
    return shape.start_frame === shape.end_frame ? `${shape.start_frame}` : `${shape.start_frame}–${shape.end_frame}`;
  }
  if (!isTrack(shape)) return shape.type;
  const [first, last] = [shape.keyframes[0]?.frame, shape.keyframes.at(-1)?.frame];
  return first === last ? `${shape.type} · ${first}` : `${shape.type} · ${first}–${last}`;
}

export default defineEditor({
  name: "video.v1",
  Editor,
  strings,
  keys: KEY_HELP,
  describe,
  compare: byTime,
  prepare: (task: EditorTask) => prepareVideo(task),
});
