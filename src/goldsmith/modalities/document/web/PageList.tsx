/** The pages, small, one under another; those far away are not drawn. */
import { keepFocus } from "@goldsmith/editors";
import { useEffect, useRef, useState } from "react";
import { useTranslation } from "react-i18next";
import styles from "./document.module.css";
import type { OpenDocument, PageSize } from "./pages/openDocument";

interface PageListProps {
  readonly document: OpenDocument;
  readonly page: number;
  readonly counts: ReadonlyMap<number, readonly unknown[]>;
  readonly onPage: (page: number) => void;
}

const WIDTH = 76;
const CAPTION = 26;

export function PageList({ document, page, counts, onPage }: PageListProps) {
  const { t } = useTranslation("editor.document.v1");
  const list = useRef<HTMLElement>(null);
  const [top, setTop] = useState(0);
  const heights = document.pages.map(
    ({ width, height }) => Math.min(Math.max((WIDTH * height) / width, 40), 160) + CAPTION,
  );
  const tops = sumsOf(heights);
  const height = list.current?.clientHeight ?? 800;
  useEffect(() => {
    const element = list.current;
    const [start, end] = [tops[page] ?? 0, tops[page + 1] ?? 0];
    if (!element) return;
    if (start < element.scrollTop) element.scrollTop = start;
    else if (end > element.scrollTop + element.clientHeight) element.scrollTop = end - element.clientHeight;
  }, [page]);
  return (
    <nav
      ref={list}
      className={styles.list}
      aria-label={t("pageList")}
      onScroll={(event) => setTop(event.currentTarget.scrollTop)}
    >
      <div style={{ height: tops.at(-1), position: "relative" }}>
        {document.pages.map((size, number) => {
          const start = tops[number] as number;
          if (start > top + height + 300 || start + (heights[number] as number) < top - 300) return null;
          const count = counts.get(number)?.length ?? 0;
          return (
            <button
              key={number}
              type="button"
              className={styles.thumb}
              style={{ top: start, height: (heights[number] as number) - 6 }}
              aria-current={number === page ? "page" : undefined}
              onMouseDown={keepFocus}
              onClick={() => onPage(number)}
            >
              <Thumbnail document={document} number={number} size={size} />
              <span className={styles.thumbNumber}>
                <span>
                  <span className="visually-hidden">{t("pageWord")} </span>
                  {number + 1}
                </span>
                {count > 0 && (
                  <span className={styles.thumbCount}>
                    {count}
                    <span className="visually-hidden"> {t("marks")}</span>
                  </span>
                )}
              </span>
            </button>
          );
        })}
      </div>
    </nav>
  );
}

/** 0, then the sum of the first, of the first two … */
function sumsOf(lengths: readonly number[]): readonly number[] {
  const sums = [0];
  for (const length of lengths) sums.push((sums.at(-1) as number) + length);
  return sums;
}

function Thumbnail({ document, number, size }: { document: OpenDocument; number: number; size: PageSize }) {
  const [url, setUrl] = useState(document.known(number, 0));
  useEffect(() => {
    let isCurrent = true;
    // Without its picture a page still has its number here; the page itself says what went wrong.
    document.picture(number, 0).then(
      (found) => isCurrent && setUrl(found),
      () => undefined,
    );
    return () => {
      isCurrent = false;
    };
  }, [document, number]);
  const style = { aspectRatio: `${size.width} / ${size.height}` };
  return url ? <img src={url} alt="" style={style} draggable={false} /> : <span style={style} />;
}
