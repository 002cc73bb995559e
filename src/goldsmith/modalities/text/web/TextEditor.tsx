/** Spans on a text: select with the mouse or the caret, label with a key. */
import { CANVAS, chordOf, type EditorProps, isEquivalence, isOnCanvas, liveLabels, useKeys } from "@goldsmith/editors";
import { startTransition, useEffect, useMemo, useRef, useState } from "react";
import { useTranslation } from "react-i18next";
import { Arrows } from "./Arrows";
import { Caret } from "./Caret";
import { ChunkView, namesIn } from "./Chunk";
import { nextSnap, type Snap } from "./snapping";
import { TextTools } from "./TextTools";
import styles from "./text.module.css";
import { useDocument, useMarks } from "./useDocument";
import { useLabeling } from "./useLabeling";
import { isMove, rangeOf, useTextSelection } from "./useTextSelection";

interface TextEditorProps extends EditorProps {
  readonly text: string;
}

const FIRST_CHUNKS = 3;
const SIZES = [13, 14, 16, 18, 21, 24, 28];

/** A short text fills more of the page. */
function sizeFor({ length }: string): number {
  return length < 300 ? 4 : length < 2000 ? 3 : 2;
}

export function TextEditor(props: TextEditorProps) {
  const { text, answer, selection, ontology, onStatus, onPainted } = props;
  const { t } = useTranslation("editor.text.v1");
  const page = useRef<HTMLDivElement>(null);
  const container = useRef<HTMLDivElement>(null);
  const [snap, setSnap] = useState<Snap>("words");
  const [hasTags, setHasTags] = useState(true);
  const [size, setSize] = useState(() => sizeFor(text));
  const marks = liveLabels(ontology).length > 0;
  const document = useDocument(text);
  const { spans, byChunk } = useMarks(document, answer, props.overlays, ontology);
  const shown = useGrowing(document.chunks.length);
  const caret = useTextSelection(container, document, byChunk);
  const { finishMouse, moveBorder, joinSelected, cutSelected } = useLabeling(props, document, spans, caret, snap);

  const grow = (step: number) => setSize((now) => Math.max(0, Math.min(SIZES.length - 1, now + step)));
  const commands: Readonly<Record<string, () => void>> = {
    "[": () => moveBorder("end", -1),
    "]": () => moveBorder("end", 1),
    "{": () => moveBorder("start", -1),
    "}": () => moveBorder("start", 1),
    J: joinSelected,
    X: cutSelected,
    S: () => setSnap(nextSnap),
    T: () => setHasTags(!hasTags),
    "+": () => grow(1),
    "=": () => grow(1),
    "-": () => grow(-1),
  };
  useKeys("editor", (event) => {
    const chord = chordOf(event);
    const command = commands[chord];
    command?.();
    return command !== undefined || (isOnCanvas(event.target) && moveOrCollapse(chord));
  });

  function moveOrCollapse(chord: string): boolean {
    const [start, end] = rangeOf(caret.selection);
    if (chord === "Escape" && start < end) caret.select({ anchor: end, focus: end });
    else if (!isMove(chord)) return false;
    else caret.move(chord);
    return true;
  }

  useEffect(() => onStatus(t("length", { count: document.points.length })), [onStatus, document, t]);
  // once for each text
  useEffect(onPainted, [text]);
  useEffect(() => revealSpan(page.current, selection.at(-1)), [selection]);
  // Chains are told by colour and number: arcs between all their mentions would hide the text.
  const links = useMemo(() => answer.links.filter(({ type }) => !isEquivalence(ontology, type)), [answer, ontology]);
  const chosen = useMemo(() => new Set(selection), [selection]);

  return (
    <div className={styles.frame}>
      <TextTools
        marks={marks}
        snap={snap}
        hasTags={hasTags}
        onSnap={() => setSnap(nextSnap)}
        onTags={() => setHasTags(!hasTags)}
        onGrow={grow}
      />
      <section className={styles.scroller} {...CANVAS} aria-label={t("document")}>
        <div ref={page} className={styles.page}>
          {/* biome-ignore lint/a11y/noStaticElementInteractions: text is selected here; the keys do the same */}
          <div
            ref={container}
            className={styles.document}
            data-marks={marks || undefined}
            data-tags={hasTags || undefined}
            style={{ "--text-size": `${SIZES[size]}px` } as React.CSSProperties}
            onMouseUp={(event) => finishMouse(event.ctrlKey || event.metaKey)}
          >
            {document.chunks.slice(0, shown).map((chunk, index) => (
              <ChunkView
                key={chunk.first}
                document={document}
                chunk={chunk}
                spans={byChunk[index] ?? []}
                selected={namesIn(byChunk[index] ?? [], chosen)}
                unconfirmed={namesIn(byChunk[index] ?? [], props.unconfirmed)}
                colorOf={props.colorOf}
                titleOf={props.titleOf}
              />
            ))}
          </div>
          <Arrows page={page} links={links} selection={selection} ontology={ontology} answer={answer} drawn={byChunk} />
          {caret.selection && (
            <Caret
              page={page}
              container={container}
              document={document}
              offset={caret.selection.focus}
              drawn={`${size}`}
            />
          )}
        </div>
      </section>
    </div>
  );
}

/** The first screens at once, the rest a moment later: a book must not hold up the first page. */
function useGrowing(total: number): number {
  const [shown, setShown] = useState(Math.min(total, FIRST_CHUNKS));
  useEffect(() => {
    if (shown >= total) return;
    const later = setTimeout(() => startTransition(() => setShown(total)), 0);
    return () => clearTimeout(later);
  }, [shown, total]);
  return shown;
}

function revealSpan(page: HTMLElement | null, uuid: string | undefined): void {
  if (uuid) page?.querySelector(`[data-span="${CSS.escape(uuid)}"]`)?.scrollIntoView({ block: "nearest" });
}
