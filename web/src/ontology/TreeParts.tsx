/** The labels of a project or the choices of a question, each below the one above it; of long lists only what is seen. */
import { useVirtualizer } from "@tanstack/react-virtual";
import { type CSSProperties, type Dispatch, type KeyboardEvent, type ReactNode, useMemo, useRef } from "react";
import { flushSync } from "react-dom";
import type { Action } from "./draft";
import classes from "./ontology.module.css";
import { type TreeRow, treeRows } from "./parents";
import type { Part } from "./parts";

/** From here on the list scrolls by itself. */
const LONG = 60;
const ROW = 40;

interface TreePartsProps<T extends Part> {
  parts: readonly T[];
  label: string;
  children(row: TreeRow<T>, number: number): ReactNode;
}

export function TreeParts<T extends Part>({ parts, label, children }: TreePartsProps<T>) {
  const rows = useMemo(() => treeRows(parts), [parts]);
  if (rows.length >= LONG) return <LongRows rows={rows} label={label} row={children} />;
  return rows.map((row, place) => (
    <div key={row.part.key} className={classes.node} style={indent(row.level)}>
      {children(row, place + 1)}
    </div>
  ));
}

interface LongRowsProps<T extends Part> {
  rows: readonly TreeRow<T>[];
  label: string;
  row(row: TreeRow<T>, number: number): ReactNode;
}

function LongRows<T extends Part>({ rows, label, row }: LongRowsProps<T>) {
  const scroller = useRef<HTMLDivElement>(null);
  const virtual = useVirtualizer({
    count: rows.length,
    getScrollElement: () => scroller.current,
    estimateSize: () => ROW,
    getItemKey: (index) => rows[index]?.part.key ?? index,
    overscan: 8,
  });
  return (
    <section ref={scroller} className={classes.longRows} aria-label={label}>
      <div style={{ blockSize: virtual.getTotalSize(), position: "relative" }}>
        {virtual.getVirtualItems().map(({ key, index, start }) => {
          const node = rows[index];
          if (!node) return null;
          const place = { ...indent(node.level), transform: `translateY(${start}px)` };
          return (
            <div key={key} ref={virtual.measureElement} data-index={index} className={classes.node} style={place}>
              {row(node, index + 1)}
            </div>
          );
        })}
      </div>
    </section>
  );
}

function indent(level: number): CSSProperties {
  return { "--level": level - 1 } as CSSProperties;
}

/** Alt and an arrow: up and down among siblings, right below the one before, left out again. The focus stays. */
export function treeKeys(key: string, dispatch: Dispatch<Action>) {
  return (event: KeyboardEvent<HTMLElement>) => {
    const action = event.altKey && !event.ctrlKey && !event.metaKey ? actionOf(event.key, key) : null;
    if (!action) return;
    event.preventDefault();
    const field = event.currentTarget;
    flushSync(() => dispatch(action));
    field.focus({ preventScroll: false });
  };
}

function actionOf(arrow: string, key: string): Action | null {
  if (arrow === "ArrowUp") return { type: "move", key, by: -1 };
  if (arrow === "ArrowDown") return { type: "move", key, by: 1 };
  if (arrow === "ArrowRight") return { type: "nest", key, by: 1 };
  return arrow === "ArrowLeft" ? { type: "nest", key, by: -1 } : null;
}
