/** The marks of one page, as SVG in the page's own units. */
import { memo } from "react";
import styles from "./document.module.css";
import { type Box, boxesOf, isDrawn, isSpan, isTable, type Mark, type Table } from "./marks/shapes";
import { boxOfCell, cellsOf, type WholeCell } from "./marks/tables";

interface MarkLayerProps {
  readonly marks: readonly Mark[];
  readonly page: number;
  readonly scale: number;
  readonly selected: ReadonlySet<string>;
  readonly unconfirmed: ReadonlySet<string>;
  readonly ranks: ReadonlyMap<string, number>;
  readonly hasTags: boolean;
  readonly isFaint?: boolean;
  readonly colorOf: (label: string) => string;
  readonly titleOf: (label: string) => string;
}

export const MarkLayer = memo(function MarkLayer(props: MarkLayerProps) {
  return props.marks.map((mark) => <MarkView key={mark.uuid} mark={mark} {...props} />);
});

function MarkView({ mark, ...props }: MarkLayerProps & { readonly mark: Mark }) {
  const color = props.colorOf(mark.label);
  const isSelected = props.selected.has(mark.uuid);
  const state = {
    "data-mark": mark.type,
    "data-uuid": mark.uuid,
    "data-selected": isSelected || undefined,
    "data-unconfirmed": props.unconfirmed.has(mark.uuid) || undefined,
    "data-faint": props.isFaint || undefined,
  };
  const boxes = boxesOf(mark).filter(({ page }) => page === props.page);
  const [first] = boxes;
  const rank = props.ranks.get(mark.uuid);
  return (
    <g className={styles.mark} style={{ color }} {...state}>
      {isDrawn(mark) && mark.location.type === "polygon" ? (
        <polygon className={styles.area} points={mark.location.vertices.map(({ x, y }) => `${x},${y}`).join(" ")} />
      ) : (
        boxes.map((box) => <rect key={`${box.left} ${box.top}`} className={styles.area} {...attributesOf(box)} />)
      )}
      {isTable(mark) && <Grid table={mark} />}
      {first && ((props.hasTags && props.scale >= LEAST_SCALE) || isSelected) && (
        <Tag
          text={props.titleOf(mark.label)}
          box={first}
          scale={props.scale}
          isLine={isSpan(mark)}
          isSelected={isSelected}
        />
      )}
      {first && rank !== undefined && <Rank rank={rank} box={first} scale={props.scale} />}
    </g>
  );
}

function Grid({ table }: { readonly table: Table }) {
  return cellsOf(table).map((cell) => (
    <rect
      key={`${cell.row} ${cell.column}`}
      className={cell.is_header ? styles.headerCell : styles.cell}
      {...attributesOf(boxOfCell(table, cell))}
    />
  ));
}

interface TagProps {
  readonly text: string;
  readonly box: Box;
  readonly scale: number;
  readonly isLine: boolean;
  readonly isSelected: boolean;
}

/** Pages smaller than this, in pixels a unit, have no room for the names of all marks. */
const LEAST_SCALE = 0.8;
const TAG_HEIGHT = 13;
const LETTER = 5.9;

/** The label's name, above the mark's upper left corner. */
function Tag({ text, box, scale, isLine, isSelected }: TagProps) {
  const [height, width] = [TAG_HEIGHT / scale, (text.length * LETTER + 8) / scale];
  const top = box.top >= height ? box.top - height : box.top;
  if (!isSelected && (isLine || box.height * scale < TAG_HEIGHT) && width > box.width * 1.6) return null;
  return (
    <g className={styles.tag}>
      <rect x={box.left} y={top} width={width} height={height} fill="currentColor" />
      <text x={box.left + 4 / scale} y={top + height * 0.74} fontSize={10 / scale}>
        {text}
      </text>
    </g>
  );
}

function Rank({ rank, box, scale }: { readonly rank: number; readonly box: Box; readonly scale: number }) {
  const radius = 10 / scale;
  // Beside the text, unless the page ends there.
  const [x, y] = [Math.max(box.left - radius * 1.2, radius), box.top + Math.min(box.height / 2, radius * 1.4)];
  return (
    <g className={styles.rank} data-rank={rank}>
      <circle cx={x} cy={y} r={radius} fill="currentColor" />
      <text x={x} y={y + radius * 0.38} fontSize={radius * 1.1} textAnchor="middle">
        {rank}
      </text>
    </g>
  );
}

interface CellsProps {
  readonly table: Table;
  readonly cells: readonly WholeCell[];
}

/** The cells that are chosen. */
export function ChosenCells({ table, cells }: CellsProps) {
  return cells.map((cell) => (
    <rect
      key={`${cell.row} ${cell.column}`}
      className={styles.chosenCell}
      data-chosen-cell={`${cell.row} ${cell.column}`}
      {...attributesOf(boxOfCell(table, cell))}
    />
  ));
}

export function attributesOf({ left, top, width, height }: Box) {
  return { x: left, y: top, width, height };
}
