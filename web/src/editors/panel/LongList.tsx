/** A list of hundreds or thousands of names: a field to search it, and only the rows that are seen. */
import { useVirtualizer } from "@tanstack/react-virtual";
import { type KeyboardEvent, type ReactNode, useEffect, useId, useMemo, useRef, useState } from "react";
import { useTranslation } from "react-i18next";
import { keepFocus } from "../keys";
import styles from "./panel.module.css";
import { RowSearch } from "./RowSearch";
import { indexNames, type Named, search } from "./search";

/** From here on a list is searched. */
export const LONG = 40;

const ROW = 29;

interface LongListProps<T extends Named> {
  readonly items: readonly T[];
  readonly label: string;
  readonly disabled: boolean;
  readonly isChosen: (item: T) => boolean;
  readonly onPick: (item: T) => void;
  /** What a row shows before and after its title. */
  readonly before?: (item: T) => ReactNode;
  readonly after?: (item: T) => ReactNode;
}

export function LongList<T extends Named>(props: LongListProps<T>) {
  const { items, label, disabled, isChosen, onPick, before, after } = props;
  const { t } = useTranslation("editors");
  const id = useId();
  const scroller = useRef<HTMLDivElement>(null);
  const [query, setQuery] = useState("");
  const [active, setActive] = useState(0);
  const index = useMemo(() => indexNames(items), [items]);
  const found = useMemo(() => search(index, query), [index, query]);
  const rows = useVirtualizer({
    count: found.length,
    getScrollElement: () => scroller.current,
    estimateSize: () => ROW,
    overscan: 6,
  });
  useEffect(() => {
    if (active < found.length) rows.scrollToIndex(active, { align: "auto" });
  }, [active, found, rows]);

  function ask(words: string): void {
    setQuery(words);
    setActive(0);
  }

  function pick(item: T): void {
    ask("");
    onPick(item);
  }

  function walk(event: KeyboardEvent): void {
    const item = found[active];
    if (event.key === "ArrowDown") setActive(Math.min(found.length - 1, active + 1));
    else if (event.key === "ArrowUp") setActive(Math.max(0, active - 1));
    else if (event.key === "Enter" && !event.ctrlKey && !event.metaKey) {
      if (!item) return;
      backToWork(event.currentTarget);
      pick(item);
    } else if (event.key === "Escape") {
      ask("");
      backToWork(event.currentTarget);
    } else return;
    event.preventDefault();
  }

  return (
    <div className={styles.longList}>
      <RowSearch
        label={label}
        rowsId={id}
        place={found[active] ? active : null}
        count={items.length}
        query={query}
        disabled={disabled}
        onAsk={ask}
        onWalk={walk}
      />
      {found.length === 0 && <p className={styles.about}>{t("searchNothing", { query })}</p>}
      <div
        ref={scroller}
        id={`${id}-rows`}
        className={styles.longRows}
        role="listbox"
        // The field walks the rows; Tab goes past them.
        tabIndex={-1}
        aria-label={label}
      >
        <div style={{ blockSize: rows.getTotalSize(), position: "relative" }} role="presentation">
          {rows.getVirtualItems().map((row) => {
            const item = found[row.index];
            if (!item) return null;
            return (
              <button
                key={item.name}
                id={`${id}-${row.index}`}
                type="button"
                role="option"
                tabIndex={-1}
                aria-selected={isChosen(item)}
                data-active={row.index === active || undefined}
                className={styles.object}
                style={{ transform: `translateY(${row.start}px)` }}
                title={item.title}
                disabled={disabled}
                onMouseDown={keepFocus}
                onClick={() => pick(item)}
              >
                {before?.(item)}
                <span className={styles.rowTitle}>{item.title || item.name}</span>
                {after?.(item)}
              </button>
            );
          })}
        </div>
      </div>
    </div>
  );
}

/** The focus goes back to what is worked on, and the keys with it. */
export function backToWork(field: EventTarget & Element): void {
  const canvas = document.querySelector<HTMLElement>("[data-editor-canvas]");
  if (canvas) canvas.focus({ preventScroll: true });
  else (field as HTMLElement).blur();
}
