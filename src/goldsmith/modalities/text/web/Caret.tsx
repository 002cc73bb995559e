/** The caret, which browsers only draw in editable text. */
import { type RefObject, useLayoutEffect, useRef } from "react";
import { placeOf } from "./domOffsets";
import styles from "./text.module.css";
import type { TextDocument } from "./useDocument";

interface CaretProps {
  readonly page: RefObject<HTMLElement | null>;
  readonly container: RefObject<HTMLElement | null>;
  readonly document: TextDocument;
  readonly offset: number;
  /** Anything whose change may move the text. */
  readonly drawn: unknown;
}

export function Caret({ page, container, document: shown, offset, drawn }: CaretProps) {
  const caret = useRef<HTMLDivElement>(null);
  // `drawn` moves the text under the caret
  useLayoutEffect(() => {
    if (!page.current || !container.current || !caret.current) return;
    const place = placeOf(container.current, shown, offset);
    const rect = place && rectAt(place.node, place.offset);
    if (!rect) return;
    const origin = page.current.getBoundingClientRect();
    Object.assign(caret.current.style, {
      left: `${rect.left - origin.left}px`,
      top: `${rect.top - origin.top}px`,
      height: `${rect.height}px`,
    });
    caret.current.scrollIntoView({ block: "nearest" });
  }, [page, container, shown, offset, drawn]);
  return <div ref={caret} className={styles.caret} aria-hidden="true" />;
}

function rectAt(node: Node, offset: number): DOMRect | undefined {
  const range = document.createRange();
  range.setStart(node, offset);
  range.collapse(true);
  const rect = range.getClientRects()[0] ?? range.getBoundingClientRect();
  if (rect.height > 0) return rect;
  const element = node instanceof Element ? node : node.parentElement;
  return element?.getBoundingClientRect();
}
