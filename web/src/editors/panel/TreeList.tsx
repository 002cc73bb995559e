/** A taxonomy: a field that searches its paths, and below it a tree that arrows open, close and walk. */
import { useVirtualizer } from "@tanstack/react-virtual";
import { type KeyboardEvent, type ReactNode, useEffect, useId, useMemo, useRef, useState } from "react";
import { useTranslation } from "react-i18next";
import { chordOf, keepFocus, useKeys } from "../keys";
import { type Branch, choosable, growTree, namesAbove, seenBranches, type TaxonomyNode } from "../taxonomy";
import { KeyCap } from "./KeyCap";
import { backToWork, focusFirst, isFirstField, LONG } from "./LongList";
import styles from "./panel.module.css";
import { indexNames, search } from "./search";

const ROW = 29;
const ROW_WITH_PATH = 42;
const INDENT = 14;

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
  const { items, label, disabled, onlyLeaves, takesSeveral, isChosen, onPick } = props;
  const { t } = useTranslation("editors");
  const id = useId();
  const field = useRef<HTMLInputElement>(null);
  const scroller = useRef<HTMLDivElement>(null);
  const [query, setQuery] = useState("");
  const [active, setActive] = useState<string | null>(null);
  const [isFirst, setFirst] = useState(false);
  const [open, setOpen] = useState<ReadonlySet<string>>(() => openAtFirst(items, isChosen));
  const tree = useMemo(() => growTree(items), [items]);
  const leaves = useMemo(() => new Set(choosable(items, onlyLeaves).map(({ name }) => name)), [items, onlyLeaves]);
  const index = useMemo(
    () => indexNames(tree.map((branch) => ({ ...branch.item, above: branch.above, branch }))),
    [tree],
  );
  const isSearching = query.trim() !== "";
  const rows = useMemo(
    () => (isSearching ? search(index, query).map(({ branch }) => branch) : seenBranches(tree, open)),
    [isSearching, index, query, tree, open],
  );
  const place = Math.max(
    0,
    rows.findIndex(({ item }) => item.name === active),
  );
  const current = rows[place];
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
  // Whether others stand before it changes with what is selected, so it is looked at each time.
  useEffect(() => setFirst(isFirstField(field.current)));
  useKeys("labels", (event) => chordOf(event) === "/" && focusFirst(field.current));

  function turn(name: string, isOpen: boolean): void {
    const next = new Set(open);
    if (isOpen) next.add(name);
    else next.delete(name);
    setOpen(next);
  }

  function reveal(name: string): void {
    setQuery("");
    setActive(name);
    setOpen(new Set([...open, ...namesAbove(items, name)]));
  }

  /** What only groups others is opened instead. */
  function pick({ item, hasBelow }: Branch<T>): boolean {
    if (leaves.has(item.name)) {
      reveal(item.name);
      onPick(item);
      return true;
    }
    const isOpen = open.has(item.name);
    reveal(item.name);
    if (hasBelow) setOpen((now) => (isOpen && !isSearching ? without(now, item.name) : new Set([...now, item.name])));
    return false;
  }

  function walk(event: KeyboardEvent): void {
    const go = (to: number) => setActive(rows[Math.max(0, Math.min(rows.length - 1, to))]?.item.name ?? null);
    if (event.key === "ArrowDown") go(place + 1);
    else if (event.key === "ArrowUp") go(place - 1);
    else if (event.key === "Enter" && !event.ctrlKey && !event.metaKey) {
      if (!current) return;
      if (pick(current) && !takesSeveral) backToWork(event.currentTarget);
    } else if (event.key === "Escape") {
      setQuery("");
      backToWork(event.currentTarget);
    } else if (query !== "" || !current || !walkTree(event.key, current, go)) return;
    event.preventDefault();
  }

  /** In the tree Right opens and enters, Left closes and goes up. In a search the arrows move in the words. */
  function walkTree(key: string, { item, hasBelow }: Branch<T>, go: (to: number) => void): boolean {
    const isOpen = hasBelow && open.has(item.name);
    if (key === "ArrowRight" && hasBelow) isOpen ? go(place + 1) : turn(item.name, true);
    else if (key === "ArrowLeft" && isOpen) turn(item.name, false);
    else if (key === "ArrowLeft" && item.parent) setActive(item.parent);
    else if (key === "Home") go(0);
    else if (key === "End") go(rows.length - 1);
    else return false;
    return true;
  }

  const role = isSearching ? "listbox" : "tree";
  const box = { role, "aria-label": label, "aria-multiselectable": takesSeveral };
  return (
    <div className={styles.longList}>
      <div className={styles.search}>
        <input
          ref={field}
          className={styles.entry}
          type="text"
          role="combobox"
          dir="auto"
          data-row-search=""
          aria-label={t("searchIn", { list: label })}
          aria-expanded="true"
          aria-haspopup={isSearching ? "listbox" : "tree"}
          aria-controls={`${id}-rows`}
          aria-activedescendant={current ? `${id}-${place}` : undefined}
          autoComplete="off"
          spellCheck={false}
          placeholder={t("searchAmong", { count: leaves.size })}
          disabled={disabled}
          value={query}
          onChange={(event) => {
            setQuery(event.currentTarget.value);
            setActive(null);
          }}
          onKeyDown={walk}
        />
        {isFirst && <KeyCap chord="/" />}
      </div>
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
          {virtual.getVirtualItems().map(({ index: number, start }) => {
            const branch = rows[number];
            if (!branch) return null;
            const { item, level, above, hasBelow } = branch;
            const isOpen = open.has(item.name);
            const shared = { "aria-selected": isChosen(item) };
            const inTree = { role: "treeitem", "aria-level": level, "aria-expanded": hasBelow ? isOpen : undefined };
            const asRow = isSearching ? { ...shared, role: "option" } : { ...shared, ...inTree };
            return (
              <button
                key={item.name}
                id={`${id}-${number}`}
                type="button"
                {...asRow}
                tabIndex={-1}
                data-active={number === place || undefined}
                className={styles.object}
                style={{
                  transform: `translateY(${start}px)`,
                  blockSize: isSearching ? ROW_WITH_PATH : ROW,
                  paddingInlineStart: isSearching ? undefined : 2 + (level - 1) * INDENT,
                }}
                title={above ? `${above} › ${item.title}` : item.title}
                disabled={disabled}
                onMouseDown={keepFocus}
                onClick={(event) => (isOnTwist(event) && hasBelow ? turn(item.name, !isOpen) : pick(branch))}
              >
                {!isSearching && (
                  <span className={styles.twist} data-twist="" data-open={isOpen || undefined} aria-hidden="true">
                    {hasBelow ? "›" : ""}
                  </span>
                )}
                {leaves.has(item.name) && props.before?.(item)}
                <span className={styles.rowTitle}>
                  {item.title || item.name}
                  {isSearching && above && <span className={styles.above}>{above}</span>}
                </span>
                {props.after?.(item)}
              </button>
            );
          })}
        </div>
      </div>
    </div>
  );
}

/** What opens and closes a node that may itself be chosen. */
function isOnTwist({ target }: { readonly target: EventTarget }): boolean {
  return target instanceof Element && target.closest("[data-twist]") !== null;
}

function without(names: ReadonlySet<string>, name: string): ReadonlySet<string> {
  return new Set([...names].filter((each) => each !== name));
}

/** All of a small tree; of a large one what leads to the chosen ones. */
function openAtFirst<T extends TaxonomyNode>(items: readonly T[], isChosen: (item: T) => boolean): ReadonlySet<string> {
  if (items.length < LONG) return new Set(items.map(({ name }) => name));
  return new Set(items.filter(isChosen).flatMap(({ name }) => namesAbove(items, name)));
}
