/** The editor of image.v1: box, polygon, line, point, and questions about the whole image. */
import { defineEditor, type EditorAsset, type EditorProps, type EditorTask, loadImage } from "@goldsmith/editors";
import { useEffect, useState } from "react";
import { useTranslation } from "react-i18next";
import { isImageShape } from "./geometry";
import { ImageEditor } from "./ImageEditor";
import styles from "./image.module.css";
import { KEY_HELP } from "./keys";
import { strings } from "./strings";

/** Pictures already decoded, so that a prefetched task needs no waiting state. */
const decoded = new Map<string, HTMLImageElement>();
const KEPT = 6;

async function fetchPicture(url: string): Promise<HTMLImageElement> {
  const picture = await loadImage(url);
  decoded.delete(url);
  decoded.set(url, picture);
  for (const oldest of [...decoded.keys()].slice(0, -KEPT)) decoded.delete(oldest);
  return picture;
}

function pictureOf({ assets }: EditorTask): EditorAsset | undefined {
  return assets.find((asset) => asset.url && asset.media_type?.startsWith("image/")) ?? assets.find(({ url }) => url);
}

function Editor(props: EditorProps) {
  const { t } = useTranslation("editor.image.v1");
  const asset = pictureOf(props);
  const url = asset?.url ?? null;
  const [loaded, setLoaded] = useState<HTMLImageElement | null>(null);
  const [hasFailed, setFailed] = useState(false);
  const picture = url ? (decoded.get(url) ?? loaded) : null;
  useEffect(() => {
    if (!url) return;
    let isCurrent = true;
    fetchPicture(url).then(
      (found) => isCurrent && setLoaded(found),
      () => isCurrent && setFailed(true),
    );
    return () => {
      isCurrent = false;
    };
  }, [url]);
  if (picture) return <ImageEditor {...props} picture={picture} />;
  if (url && !hasFailed) return null;
  return <p className={styles.failure}>{asset ? t("failed", { name: asset.name }) : t("missing")}</p>;
}

export default defineEditor({
  name: "image.v1",
  Editor,
  strings,
  keys: KEY_HELP,
  describe: (shape) => {
    if (!isImageShape(shape)) return shape.type;
    if (shape.type === "box") return `${Math.round(shape.width)} × ${Math.round(shape.height)}`;
    if (shape.type === "point") return `${Math.round(shape.x)}, ${Math.round(shape.y)}`;
    return `${shape.type} · ${shape.vertices.length}`;
  },
  prepare: async (task) => {
    const url = pictureOf(task)?.url;
    if (url) await fetchPicture(url);
  },
});
