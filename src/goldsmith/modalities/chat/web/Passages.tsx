/** A message as its source text, with the passages that are marked in it. */
import type { Shape } from "@goldsmith/editors";
import { useMemo } from "react";
import styles from "./chat.module.css";
import { type Passage, piecesOf } from "./spans";

interface PassagesProps {
  readonly id: string;
  readonly text: string;
  readonly spans: readonly Passage[];
  readonly selection: readonly string[];
  readonly unconfirmed: ReadonlySet<string>;
  readonly colorOf: (label: string) => string;
  readonly titleOf: (label: string) => string;
  readonly onSelect: (uuids: readonly string[]) => void;
}

export function Passages(props: PassagesProps) {
  const { id, text, spans, selection, unconfirmed, colorOf, titleOf, onSelect } = props;
  const pieces = useMemo(() => piecesOf(text, spans), [text, spans]);
  return (
    <div className={styles.plain} dir="auto" data-passages={id}>
      {pieces.map((piece) => {
        const top = piece.spans.at(-1);
        if (!top) return <span key={piece.start}>{piece.text}</span>;
        return (
          // biome-ignore lint/a11y/useKeyWithClickEvents: Tab walks the passages
          <mark
            key={piece.start}
            className={styles.mark}
            title={piece.spans.map(({ label }) => titleOf(label)).join(", ")}
            data-span={top.uuid}
            data-selected={piece.spans.some(({ uuid }) => selection.includes(uuid)) || undefined}
            data-unconfirmed={piece.spans.some(({ uuid }) => unconfirmed.has(uuid)) || undefined}
            style={{ "--label": colorOf(top.label) } as React.CSSProperties}
            onClick={() => document.getSelection()?.isCollapsed && onSelect([nextOf(piece.spans, selection).uuid])}
          >
            {piece.text}
          </mark>
        );
      })}
    </div>
  );
}

/** Where several lie on each other, each click goes to the next. */
function nextOf(spans: readonly Passage[], selection: readonly string[]): Shape {
  const at = spans.findIndex(({ uuid }) => selection.includes(uuid));
  return spans[(at + 1) % spans.length] as Passage;
}
