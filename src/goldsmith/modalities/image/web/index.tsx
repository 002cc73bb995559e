/** The editor of image.v1: shapes of every kind, and questions about the whole image or a set of images. */
import { defineEditor, type EditorProps } from "@goldsmith/editors";
import { useEffect, useState } from "react";
import { useTranslation } from "react-i18next";
import { describeShape, isImageShape } from "./geometry";
import { ImageEditor } from "./ImageEditor";
import styles from "./image.module.css";
import { KEY_HELP } from "./keys";
import stage from "./picture.module.css";
import type { Picture } from "./pictureLayer";
import { pictureStrings } from "./pictureStrings";
import { isSet, openedPicture, openPicture, pictureAsset, prefetchPicture } from "./pictures";
import { strings } from "./strings";
import { VIEW_KEY_HELP } from "./views/keys";
import { type PictureProps, SetEditor } from "./views/SetEditor";
import { viewStrings } from "./views/strings";
import { byView } from "./views/views";
import { WINDOW_KEY_HELP, WindowPanel } from "./WindowPanel";

function Editor(props: EditorProps) {
  if (isSet(props)) return <SetEditor {...props} Picture={OnePicture} />;
  return <OnePicture {...props} asset={pictureAsset(props)} view={0} />;
}

function OnePicture({ asset, ...props }: PictureProps) {
  const { t } = useTranslation("editor.image.v1");
  const url = asset?.url ?? null;
  const [loaded, setLoaded] = useState<{ readonly url: string; readonly picture: Picture | null } | null>(null);
  const found = loaded?.url === url ? loaded : null;
  const picture = openedPicture(asset) ?? found?.picture ?? null;
  useEffect(() => {
    if (!asset?.url) return;
    const { url: address } = asset;
    let isCurrent = true;
    openPicture(asset).then(
      (opened) => isCurrent && setLoaded({ url: address, picture: opened }),
      () => isCurrent && setLoaded({ url: address, picture: null }),
    );
    return () => {
      isCurrent = false;
    };
  }, [url]);
  if (picture)
    return (
      <div className={stage.stage}>
        <ImageEditor {...props} picture={picture} />
        <WindowPanel picture={picture} />
      </div>
    );
  if (url && !found) return null;
  return <p className={styles.failure}>{asset ? t("failed", { name: asset.name }) : t("missing")}</p>;
}

export default defineEditor({
  name: "image.v1",
  Editor,
  strings: { en: { ...strings.en, ...pictureStrings.en, ...viewStrings } },
  keys: [...KEY_HELP, ...WINDOW_KEY_HELP, ...VIEW_KEY_HELP],
  describe: (shape) => (isImageShape(shape) ? describeShape(shape) : shape.type),
  compare: byView,
  prepare: async (task) => {
    const asset = pictureAsset(task);
    if (asset?.url) await prefetchPicture(asset);
  },
});
