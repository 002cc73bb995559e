/** A picture that a labeler added to a message, found by its id. */
import { FilesContext, type StoredFile } from "@goldsmith/editors";
import { useContext, useEffect, useState } from "react";
import { useTranslation } from "react-i18next";
import styles from "./chat.module.css";

interface AddedPictureProps {
  readonly id: string;
  readonly number: number;
  readonly isSmall?: boolean;
}

export function AddedPicture({ id, number, isSmall = false }: AddedPictureProps) {
  const { t } = useTranslation("editor.chat.v1");
  const files = useContext(FilesContext);
  const [found, setFound] = useState<StoredFile | null>(null);
  const [isLost, setLost] = useState(files === null);
  useEffect(() => {
    if (!files) return;
    const leaving = new AbortController();
    files
      .find(id, leaving.signal)
      .then((file) => (file.url ? setFound(file) : setLost(true)))
      .catch(() => !leaving.signal.aborted && setLost(true));
    return () => leaving.abort();
  }, [files, id]);
  if (isLost) return <p className={styles.quiet}>{t("fileMissing")}</p>;
  if (!found?.url) return <p className={styles.quiet}>{t("pictureComes")}</p>;
  return (
    <img className={isSmall ? styles.thumbnail : styles.attached} src={found.url} alt={t("shownPicture", { number })} />
  );
}
