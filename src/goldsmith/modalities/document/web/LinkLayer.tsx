/** Arrows between marks that are joined, over all pages that are drawn. */
import type { Link } from "@goldsmith/editors";
import styles from "./document.module.css";
import { boxesOf, type Mark } from "./marks/shapes";
import type { Layout } from "./pages/layout";

interface LinkLayerProps {
  readonly links: readonly Link[];
  readonly marks: ReadonlyMap<string, Mark>;
  readonly layout: Layout;
  readonly drawn: readonly [number, number];
  readonly selection: readonly string[];
}

export function LinkLayer({ links, marks, layout, drawn, selection }: LinkLayerProps) {
  const shown = links.flatMap((link) => {
    const [from, to] = [frameOf(marks.get(link.from), layout), frameOf(marks.get(link.to), layout)];
    const isNear = from && to && (isDrawnPage(from.page, drawn) || isDrawnPage(to.page, drawn));
    return isNear ? [{ link, from, to }] : [];
  });
  if (shown.length === 0) return null;
  return (
    <svg className={styles.links} width={layout.width} height={layout.height} aria-hidden="true">
      <defs>
        <marker
          id="gs-document-arrow"
          viewBox="0 0 8 8"
          refX="7"
          refY="4"
          markerWidth="7"
          markerHeight="7"
          orient="auto"
        >
          <path d="M0 0 8 4 0 8z" />
        </marker>
      </defs>
      {shown.map(({ link, from, to }) => (
        <path
          key={link.uuid}
          data-link={link.type}
          data-selected={selection.includes(link.from) || selection.includes(link.to) || undefined}
          d={curve(from, to)}
          markerEnd="url(#gs-document-arrow)"
        />
      ))}
    </svg>
  );
}

interface Frame {
  readonly page: number;
  readonly left: number;
  readonly right: number;
  readonly middle: number;
  readonly top: number;
  readonly bottom: number;
}

function frameOf(mark: Mark | undefined, { places, scale }: Layout): Frame | null {
  const [box] = mark ? boxesOf(mark) : [];
  const place = box && places[box.page];
  if (!box || !place) return null;
  const [left, top] = [place.left + box.left * scale, place.top + box.top * scale];
  const [right, bottom] = [left + box.width * scale, top + box.height * scale];
  return { page: box.page, left, right, middle: (top + bottom) / 2, top, bottom };
}

function isDrawnPage(page: number, [first, last]: readonly [number, number]): boolean {
  return page >= first && page <= last;
}

/** From side to side where one stands beside the other, else from below to above. */
function curve(from: Frame, to: Frame): string {
  if (from.right <= to.left || to.right <= from.left) {
    const isRight = from.right <= to.left;
    const [x, end] = isRight ? [from.right, to.left] : [from.left, to.right];
    const bend = (end - x) / 2;
    return `M${x} ${from.middle}C${x + bend} ${from.middle} ${end - bend} ${to.middle} ${end} ${to.middle}`;
  }
  const isBelow = to.middle > from.middle;
  const [y, end] = isBelow ? [from.bottom, to.top] : [from.top, to.bottom];
  const [x, endX] = [(from.left + from.right) / 2, (to.left + to.right) / 2];
  const bend = (end - y) / 2;
  return `M${x} ${y}C${x} ${y + bend} ${endX} ${end - bend} ${endX} ${end}`;
}
