/** One attachment, read-only: how each kind is shown. */
import { type EditorAsset, Rendered, setPlayhead } from "@goldsmith/editors";
import { useEffect, useRef, useState } from "react";
import { useTranslation } from "react-i18next";
import { type Placed, playableUrl } from "./content";
import styles from "./form.module.css";
import { PdfPages } from "./PdfPages";
import { sealed } from "./snapshot";

export function Attachment({ shown, number }: { readonly shown: Placed; readonly number: number }) {
  const { t } = useTranslation("editor.form.v1");
  const title = shown.title || t("attachment", { number });
  return (
    <section className={styles.attachment} aria-label={title}>
      {shown.title && <h3 className={styles.title}>{shown.title}</h3>}
      <Body shown={shown} title={title} />
    </section>
  );
}

function Body({ shown, title }: { readonly shown: Placed; readonly title: string }) {
  const { t } = useTranslation("editor.form.v1");
  const { asset } = shown;
  if (shown.link) return <PageLink link={shown.link} />;
  if (shown.text != null) {
    return shown.type === "website" ? <Snapshot html={shown.text} title={title} /> : <Words text={shown.text} />;
  }
  if (!asset?.url) return <p className={styles.quiet}>{t("missing")}</p>;
  switch (shown.type) {
    case "image":
      return <Picture asset={asset} title={title} />;
    case "audio":
      return <Recording asset={asset} title={title} />;
    case "video":
      return <Film asset={asset} title={title} />;
    case "pdf":
      return <PdfPages asset={asset} title={title} />;
    default:
      return <Fetched url={asset.url} isPage={shown.type === "website"} title={title} />;
  }
}

function Words({ text }: { readonly text: string }) {
  return (
    <div className={styles.words} dir="auto">
      <Rendered markdown={text} />
    </div>
  );
}

/** A picture that no browser shows as it is has a thumbnail or a preview of its own. */
function Picture({ asset, title }: { readonly asset: EditorAsset; readonly title: string }) {
  const { t } = useTranslation("editor.form.v1");
  const [isLarge, setLarge] = useState(false);
  const { width, height } = (asset.facts ?? {}) as { width?: number; height?: number };
  return (
    <button
      type="button"
      className={styles.zoom}
      aria-pressed={isLarge}
      aria-label={t(isLarge ? "smaller" : "larger", { title })}
      onClick={() => setLarge(!isLarge)}
    >
      <img
        className={styles.picture}
        data-large={isLarge || undefined}
        src={playableUrl(asset, isTiled(asset) ? ["preview", "thumbnail"] : []) ?? undefined}
        alt={title}
        width={width}
        height={height}
      />
    </button>
  );
}

function isTiled(asset: EditorAsset): boolean {
  return asset.renditions?.some(({ kind }) => kind === "tiles") ?? false;
}

function Recording({ asset, title }: { readonly asset: EditorAsset; readonly title: string }) {
  const player = useRef<HTMLAudioElement>(null);
  useTellingTime(player);
  return (
    // biome-ignore lint/a11y/useMediaCaption: what is said in it is what people are asked about
    <audio
      ref={player}
      className={styles.player}
      controls
      preload="metadata"
      src={playableUrl(asset, ["audio", "sound"]) ?? undefined}
      aria-label={title}
    />
  );
}

function Film({ asset, title }: { readonly asset: EditorAsset; readonly title: string }) {
  const player = useRef<HTMLVideoElement>(null);
  useTellingTime(player);
  return (
    // biome-ignore lint/a11y/useMediaCaption: what is said in it is what people are asked about
    <video
      ref={player}
      className={styles.film}
      controls
      preload="metadata"
      src={playableUrl(asset, ["video", "playable"]) ?? undefined}
      aria-label={title}
    />
  );
}

/** Questions about times take them from the player that was used last. */
function useTellingTime(player: React.RefObject<HTMLMediaElement | null>): void {
  useEffect(() => {
    const element = player.current;
    if (!element) return;
    const read = () => element.currentTime;
    let leave = setPlayhead(read);
    const take = () => {
      leave();
      leave = setPlayhead(read);
    };
    element.addEventListener("play", take);
    element.addEventListener("seeking", take);
    return () => {
      element.removeEventListener("play", take);
      element.removeEventListener("seeking", take);
      leave();
    };
  }, [player]);
}

function PageLink({ link }: { readonly link: string }) {
  const { t } = useTranslation("editor.form.v1");
  return (
    <p className={styles.card}>
      <a href={link} target="_blank" rel="noopener noreferrer nofollow">
        {link}
      </a>
      <span className={styles.quiet}>{t("linkNote")}</span>
    </p>
  );
}

/** Nothing in it runs: no scripts, no forms, no windows, no origin, and a policy that fetches nothing. */
function Snapshot({ html, title }: { readonly html: string; readonly title: string }) {
  return <iframe className={styles.page} title={title} sandbox="" srcDoc={sealed(html)} referrerPolicy="no-referrer" />;
}

function Fetched({ url, isPage, title }: { readonly url: string; readonly isPage: boolean; readonly title: string }) {
  const { t } = useTranslation("editor.form.v1");
  const [text, setText] = useState<string | null>(null);
  const [isLost, setLost] = useState(false);
  useEffect(() => {
    const leave = new AbortController();
    setText(null);
    setLost(false);
    fetch(url, { signal: leave.signal })
      .then((response) => (response.ok ? response.text() : Promise.reject(new Error(String(response.status)))))
      .then(setText)
      .catch(() => !leave.signal.aborted && setLost(true));
    return () => leave.abort();
  }, [url]);
  if (isLost) return <p className={styles.quiet}>{t("lost")}</p>;
  if (text === null) return <p className={styles.quiet}>{t("loading")}</p>;
  return isPage ? <Snapshot html={text} title={title} /> : <pre className={styles.plain}>{text}</pre>;
}
