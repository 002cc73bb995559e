/** The film strip below a set of pictures: each with its number, its name and how many objects it has. */
import { type EditorAsset, keepFocus } from "@goldsmith/editors";
import { type ReactNode, useEffect, useRef } from "react";
import { useTranslation } from "react-i18next";
import { digitOf } from "./keys";
import styles from "./views.module.css";

interface ViewStripProps {
  readonly assets: readonly EditorAsset[];
  readonly names: readonly string[];
  /** Numbers with the names. */
  readonly titles: readonly string[];
  readonly counts: readonly number[];
  readonly view: number;
  readonly onShow: (view: number) => void;
  readonly children: ReactNode;
}

export function ViewStrip({ assets, names, titles, counts, view, onShow, children }: ViewStripProps) {
  const { t } = useTranslation("editor.image.v1");
  const shown = useRef<HTMLButtonElement>(null);
  useEffect(() => {
    shown.current?.scrollIntoView({ block: "nearest", inline: "nearest" });
  }, [view]);
  return (
    <nav className={styles.strip} aria-label={t("views")}>
      {children}
      {assets.map((asset, number) => {
        const objects = t("viewObjects", { count: counts[number] });
        const name = names[number] ?? "";
        const title = titles[number] ?? name;
        const digit = digitOf(number);
        return (
          <button
            key={number}
            ref={number === view ? shown : undefined}
            type="button"
            className={styles.view}
            aria-current={number === view}
            aria-label={`${title}, ${objects}`}
            aria-keyshortcuts={digit ? `Alt+${digit}` : undefined}
            title={digit ? `${title} · Alt+${digit}` : title}
            onMouseDown={keepFocus}
            onClick={() => onShow(number)}
          >
            <img src={thumbnailOf(asset)} alt="" loading="lazy" decoding="async" draggable={false} />
            <span className={styles.caption}>
              <bdi className={styles.name}>{name || number + 1}</bdi>
              {(counts[number] ?? 0) > 0 && <span className={styles.count}>{counts[number]}</span>}
            </span>
          </button>
        );
      })}
    </nav>
  );
}

function thumbnailOf({ renditions, url }: EditorAsset): string | undefined {
  return renditions?.find(({ kind }) => kind === "thumbnail")?.url ?? url ?? undefined;
}
