/** A PDF page by page, as documents show it: pictures of its pages, each fetched when it comes near. */
import type { EditorAsset } from "@goldsmith/editors";
import { useEffect, useMemo, useRef, useState } from "react";
import { useTranslation } from "react-i18next";
import { pictureFor } from "../../document/web/pages/layout";
import { type OpenDocument, openDocument } from "../../document/web/pages/openDocument";
import styles from "./form.module.css";

const NEAR = "600px";

export function PdfPages({ asset, title }: { readonly asset: EditorAsset; readonly title: string }) {
  const document = useMemo(() => openDocument({ content: {}, assets: [asset] }), [asset]);
  useEffect(() => () => document?.close(), [document]);
  return (
    <>
      {document?.pages.map((_, number) => (
        <PdfPage key={number} document={document} number={number} />
      ))}
      <Download asset={asset} title={title} />
    </>
  );
}

function PdfPage({ document, number }: { readonly document: OpenDocument; readonly number: number }) {
  const { t } = useTranslation("editor.form.v1");
  const place = useRef<HTMLDivElement>(null);
  const isNear = useIsNear(place);
  const [url, setUrl] = useState<string>();
  const [isLost, setLost] = useState(false);
  const { width, height } = document.pages[number] as OpenDocument["pages"][number];
  useEffect(() => {
    if (!isNear || !place.current) return;
    let isCurrent = true;
    const pixels = (place.current.clientWidth / width) * window.devicePixelRatio;
    document.picture(number, pictureFor(document.scales, pixels)).then(
      (found) => isCurrent && setUrl(found),
      () => isCurrent && setLost(true),
    );
    return () => {
      isCurrent = false;
    };
  }, [document, number, width, isNear]);
  return (
    <div ref={place} className={styles.pdfPage} style={{ aspectRatio: `${width} / ${height}` }}>
      {url && <img src={url} alt={t("pdfPage", { number: number + 1, count: document.pages.length })} />}
      {isLost && <p className={styles.quiet}>{t("lost")}</p>}
    </div>
  );
}

function useIsNear(place: React.RefObject<Element | null>): boolean {
  const [isNear, setNear] = useState(false);
  useEffect(() => {
    if (!place.current) return;
    const watch = new IntersectionObserver(([seen]) => setNear(seen?.isIntersecting ?? false), { rootMargin: NEAR });
    watch.observe(place.current);
    return () => watch.disconnect();
  }, [place]);
  return isNear;
}

function Download({ asset, title }: { readonly asset: EditorAsset; readonly title: string }) {
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
