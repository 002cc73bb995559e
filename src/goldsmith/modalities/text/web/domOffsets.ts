/** Between places in the page and offsets in the document (UTF-16). Paragraphs are the container's element children. */
import { type Paragraph, paragraphAt } from "./paragraphs";

export interface TextSelection {
  /** Where it began and where the caret is; equal when nothing is selected. */
  readonly anchor: number;
  readonly focus: number;
}

export function readSelection(container: HTMLElement, paragraphs: readonly Paragraph[]): TextSelection | null {
  const selection = document.getSelection();
  if (!selection?.anchorNode || !selection.focusNode) return null;
  const anchor = offsetOf(container, paragraphs, selection.anchorNode, selection.anchorOffset);
  const focus = offsetOf(container, paragraphs, selection.focusNode, selection.focusOffset);
  return anchor === null || focus === null ? null : { anchor, focus };
}

function offsetOf(container: HTMLElement, paragraphs: readonly Paragraph[], node: Node, offset: number): number | null {
  if (node === container) return paragraphs[offset]?.start ?? paragraphs.at(-1)?.end ?? null;
  if (!container.contains(node)) return null;
  let block: Node = node;
  while (block.parentNode && block.parentNode !== container) block = block.parentNode;
  const start = Number((block as HTMLElement).dataset.start);
  if (!Number.isFinite(start)) return null;
  if (node.nodeType === Node.TEXT_NODE) return Number(node.parentElement?.dataset.start) + offset;
  const before = document.createRange();
  before.setStart(block, 0);
  before.setEnd(node, offset);
  return start + before.toString().length;
}

export function writeSelection(
  container: HTMLElement,
  paragraphs: readonly Paragraph[],
  starts: readonly number[],
  { anchor, focus }: TextSelection,
): void {
  const from = placeOf(container, paragraphs, starts, anchor);
  const to = placeOf(container, paragraphs, starts, focus);
  if (from && to) document.getSelection()?.setBaseAndExtent(from.node, from.offset, to.node, to.offset);
}

export function placeOf(
  container: HTMLElement,
  paragraphs: readonly Paragraph[],
  starts: readonly number[],
  offset: number,
): { node: Node; offset: number } | null {
  const index = paragraphAt(starts, offset);
  const block = container.children[index];
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
