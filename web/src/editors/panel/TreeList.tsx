/** A taxonomy: a field that searches its paths, and below it a tree that arrows open, close and walk. */
import { useVirtualizer } from "@tanstack/react-virtual";
import { type ReactNode, useEffect, useId, useRef } from "react";
import { useTranslation } from "react-i18next";
import type { TaxonomyNode } from "../taxonomy";
import styles from "./panel.module.css";
import { RowSearch } from "./RowSearch";
import { ROW, ROW_WITH_PATH, TreeRow } from "./TreeRow";
import { useTree } from "./useTree";

interface TreeListProps<T extends TaxonomyNode> {
  readonly items: readonly T[];
  readonly label: string;
  readonly disabled: boolean;
  readonly onlyLeaves: boolean;
  /** After a pick the field keeps the focus, for the next one. */
  readonly takesSeveral: boolean;
  readonly isChosen: (item: T) => boolean;
  readonly onPick: (item: T) => void;
  readonly before?: (item: T) => ReactNode;
  readonly after?: (item: T) => ReactNode;
}

export function TreeList<T extends TaxonomyNode>(props: TreeListProps<T>) {
  const { label, disabled, takesSeveral, isChosen } = props;
  const { t } = useTranslation("editors");
  const id = useId();
  const scroller = useRef<HTMLDivElement>(null);
  const tree = useTree(props);
  const { rows, place, query, isSearching, leaves } = tree;
  const virtual = useVirtualizer({
    count: rows.length,
    getScrollElement: () => scroller.current,
    estimateSize: () => (isSearching ? ROW_WITH_PATH : ROW),
    overscan: 6,
  });
  // biome-ignore lint/correctness/useExhaustiveDependencies: rows of another height are measured anew
  useEffect(() => virtual.measure(), [isSearching, virtual]);
  useEffect(() => {
    if (place < rows.length) virtual.scrollToIndex(place, { align: "auto" });
  }, [place, rows, virtual]);

  const role = isSearching ? "listbox" : "tree";
  const box = { role, "aria-label": label, "aria-multiselectable": takesSeveral };
  return (
    <div className={styles.longList}>
      <RowSearch
        label={label}
        rowsId={id}
        popup={role}
        place={rows[place] ? place : null}
        count={leaves.size}
        query={query}
        disabled={disabled}
        onAsk={tree.ask}
        onWalk={tree.walk}
      />
      {rows.length === 0 && <p className={styles.about}>{t("searchNothing", { query })}</p>}
      <div
        ref={scroller}
        id={`${id}-rows`}
        className={styles.longRows}
        {...box}
        // The field walks the rows; Tab goes past them.
        tabIndex={-1}
      >
        <div style={{ blockSize: virtual.getTotalSize(), position: "relative" }} role="presentation">
          {virtual.getVirtualItems().map(({ index, start }) => {
            const branch = rows[index];
            return (
              branch && (
                <TreeRow
                  key={branch.item.name}
                  tree={tree}
                  branch={branch}
                  id={`${id}-${index}`}
                  start={start}
                  isAt={index === place}
                  isChosen={isChosen(branch.item)}
                  disabled={disabled}
                  before={props.before?.(branch.item)}
                  after={props.after?.(branch.item)}
                />
              )
            );
          })}
        </div>
      </div>
    </div>
  );
}
