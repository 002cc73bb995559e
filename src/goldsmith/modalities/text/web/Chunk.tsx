/** A few paragraphs that the browser lays out together, and only while they are near the screen. */
import { memo } from "react";
import { type Marking, ParagraphView } from "./Paragraph";
import type { Chunk, PlacedSpan } from "./paragraphs";
import styles from "./text.module.css";
import type { TextDocument } from "./useDocument";

interface ChunkProps extends Marking {
  readonly document: TextDocument;
  readonly chunk: Chunk;
  /** By paragraph. */
  readonly spans: readonly (readonly PlacedSpan[])[];
  /** Space-separated uuids, so that equality is cheap. */
  readonly selected: string;
  readonly unconfirmed: string;
}

const NONE: readonly PlacedSpan[] = [];

export const ChunkView = memo(function ChunkView(props: ChunkProps) {
  const { document, chunk, spans } = props;
  const selected = new Set(props.selected.split(" "));
  const unconfirmed = new Set(props.unconfirmed.split(" "));
  return (
    <div className={styles.chunk} style={{ containIntrinsicBlockSize: `auto ${linesOf(document, chunk)}lh` }}>
      {document.paragraphs.slice(chunk.first, chunk.end).map((paragraph, index) => (
        <ParagraphView
          key={paragraph.start}
          text={document.text}
          paragraph={paragraph}
          spans={spans[index] ?? NONE}
          selected={namesIn([spans[index] ?? NONE], selected)}
          unconfirmed={namesIn([spans[index] ?? NONE], unconfirmed)}
          colorOf={props.colorOf}
          titleOf={props.titleOf}
        />
      ))}
    </div>
  );
});

/** Which of these names are there, in one word that is cheap to compare. */
export function namesIn(spans: readonly (readonly PlacedSpan[])[], names: ReadonlySet<string>): string {
  if (names.size === 0) return "";
  return spans.flatMap((own) => own.filter(({ uuid }) => names.has(uuid)).map(({ uuid }) => uuid)).join(" ");
}

const LINE_CHARACTERS = 80;

/** About how high it will be: what was never laid out must have a size for the scroll bar. */
function linesOf({ paragraphs }: TextDocument, { first, end }: Chunk): number {
  return paragraphs
    .slice(first, end)
    .reduce(
      (lines, paragraph) => lines + Math.max(1, Math.ceil((paragraph.end - paragraph.start) / LINE_CHARACTERS)),
      0,
    );
}
