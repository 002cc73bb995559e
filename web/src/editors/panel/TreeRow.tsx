/** One row of a tree, or of what a search of it finds: there with the way to it. */
import type { ReactNode } from "react";
import { keepFocus } from "../keys";
import type { Branch, TaxonomyNode } from "../taxonomy";
import styles from "./panel.module.css";
import type { Tree } from "./useTree";

export const ROW = 29;
export const ROW_WITH_PATH = 42;
const INDENT = 14;

interface TreeRowProps<T extends TaxonomyNode> {
  readonly tree: Tree<T>;
  readonly branch: Branch<T>;
  readonly id: string;
  /** Pixels from the top of the list. */
  readonly start: number;
  readonly isAt: boolean;
  readonly isChosen: boolean;
  readonly disabled: boolean;
  readonly before: ReactNode;
  readonly after: ReactNode;
}

export function TreeRow<T extends TaxonomyNode>(props: TreeRowProps<T>) {
  const { tree, branch, id, start, isAt, isChosen, disabled, before, after } = props;
  const { item, level, above, hasBelow } = branch;
  const { isSearching } = tree;
  const isOpen = tree.isOpen(branch);
  const shared = { "aria-selected": isChosen };
  const inTree = { role: "treeitem", "aria-level": level, "aria-expanded": hasBelow ? isOpen : undefined };
  const asRow = isSearching ? { ...shared, role: "option" } : { ...shared, ...inTree };
  return (
    <button
      id={id}
      type="button"
      {...asRow}
      tabIndex={-1}
      data-active={isAt || undefined}
      className={styles.object}
      style={{
        transform: `translateY(${start}px)`,
        blockSize: isSearching ? ROW_WITH_PATH : ROW,
        paddingInlineStart: isSearching ? undefined : 2 + (level - 1) * INDENT,
      }}
      title={above ? `${above} › ${item.title}` : item.title}
      disabled={disabled}
      onMouseDown={keepFocus}
      onClick={(event) => (isOnTwist(event) && hasBelow ? tree.turn(item.name, !isOpen) : tree.pick(branch))}
    >
      {!isSearching && (
        <span className={styles.twist} data-twist="" data-open={isOpen || undefined} aria-hidden="true">
          {hasBelow ? "›" : ""}
        </span>
      )}
      {tree.leaves.has(item.name) && before}
      <span className={styles.rowTitle}>
        {item.title || item.name}
        {isSearching && above && <span className={styles.above}>{above}</span>}
      </span>
      {after}
    </button>
  );
}

/** What opens and closes a node that may itself be chosen. */
function isOnTwist({ target }: { readonly target: EventTarget }): boolean {
  return target instanceof Element && target.closest("[data-twist]") !== null;
}
