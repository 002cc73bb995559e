/** Between places in the page and offsets in the document (UTF-16). Chunks are the container's children, paragraphs theirs. */
import { lastAtMost } from "./codepoints";
import { paragraphAt } from "./paragraphs";
import type { TextDocument } from "./useDocument";

export interface TextSelection {
  /** Where it began and where the caret is; equal when nothing is selected. */
  readonly anchor: number;
  readonly focus: number;
}

export function readSelection(container: HTMLElement): TextSelection | null {
  const selection = document.getSelection();
  if (!selection?.anchorNode || !selection.focusNode) return null;
  const anchor = offsetOf(container, selection.anchorNode, selection.anchorOffset);
  const focus = offsetOf(container, selection.focusNode, selection.focusOffset);
  return anchor === null || focus === null ? null : { anchor, focus };
}

const PARAGRAPH = "p[data-start]";

function offsetOf(container: HTMLElement, node: Node, offset: number): number | null {
  if (!container.contains(node)) return null;
  const element = node instanceof Element ? node : node.parentElement;
  const block = element?.closest<HTMLElement>(PARAGRAPH);
  if (!block) return offsetBetween(node as Element, offset);
  if (node.nodeType === Node.TEXT_NODE) return Number(node.parentElement?.dataset.start) + offset;
  const before = document.createRange();
  before.setStart(block, 0);
  before.setEnd(node, offset);
  return startOf(block) + before.toString().length;
}

/** A place between paragraphs: where the next one starts, or where the last one ends. */
function offsetBetween(parent: Element, offset: number): number | null {
  const following = parent.children[offset];
  const next = following?.matches(PARAGRAPH) ? following : following?.querySelector(PARAGRAPH);
  if (next) return startOf(next);
  const last = [...parent.querySelectorAll(PARAGRAPH)].at(-1);
  return last ? startOf(last) + (last.textContent?.length ?? 0) : null;
}

function startOf(block: Element): number {
  return Number((block as HTMLElement).dataset.start);
}

export function writeSelection(container: HTMLElement, shown: TextDocument, { anchor, focus }: TextSelection): void {
  const from = placeOf(container, shown, anchor);
  const to = placeOf(container, shown, focus);
  if (from && to) document.getSelection()?.setBaseAndExtent(from.node, from.offset, to.node, to.offset);
}

export function placeOf(
  container: HTMLElement,
  { paragraphs, starts, chunks, chunkStarts }: TextDocument,
  offset: number,
): { node: Node; offset: number } | null {
  const index = paragraphAt(starts, offset);
  const chunkIndex = Math.max(0, lastAtMost(chunkStarts, offset));
  const block = container.children[chunkIndex]?.children[index - (chunks[chunkIndex]?.first ?? 0)];
  const paragraph = paragraphs[index];
  if (!block || !paragraph) return null;
  const wanted = Math.min(offset, paragraph.end);
  let last: { node: Node; offset: number } | null = null;
  for (const segment of block.querySelectorAll<HTMLElement>("[data-start]")) {
    const text = segment.firstChild;
    if (text?.nodeType !== Node.TEXT_NODE) continue;
    const start = Number(segment.dataset.start);
    const length = text.textContent?.length ?? 0;
    last = { node: text, offset: Math.max(0, Math.min(length, wanted - start)) };
    if (wanted <= start + length) return last;
  }
  return last ?? { node: block, offset: 0 };
}
