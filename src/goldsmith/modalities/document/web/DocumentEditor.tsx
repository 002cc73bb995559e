/** The pages of a document, the marks on them, and what the marks say. */
import {
  allowsShape,
  CANVAS,
  chordOf,
  type EditorProps,
  isOnCanvas,
  liveLabels,
  type Note,
  type Shape,
  useDrawn,
  useKeys,
  useStatus,
} from "@goldsmith/editors";
import { useCallback, useEffect, useMemo, useRef, useState } from "react";
import { useTranslation } from "react-i18next";
import { makeCommands } from "./commands";
import { DocumentBar, DocumentRail } from "./DocumentTools";
import { type ChosenCells as Chosen, type Cross, type Desk, noteOf } from "./desk";
import styles from "./document.module.css";
import { Handles } from "./Handles";
import { COMMAND_KEYS, FIELD_KEYS } from "./keys";
import { LinkLayer } from "./LinkLayer";
import { attributesOf, ChosenCells, MarkLayer } from "./MarkLayer";
import { makeMarking } from "./marking";
import { byPage, numberNext, ranksOf } from "./marks/operations";
import type { Outline } from "./marks/outlines";
import { boxesOf, isDrawn, isMark, isSpan, isTable, type Mark } from "./marks/shapes";
import { cellsBetween, columnsOf, rowsOf } from "./marks/tables";
import { OutlineLayer } from "./OutlineLayer";
import { makeOutlining } from "./outlining";
import { PageList } from "./PageList";
import { PageView } from "./PageView";
import type { OpenDocument } from "./pages/openDocument";
import { Selection } from "./Selection";
import { UncertainLayer } from "./UncertainLayer";
import { type Spot, type ToolName, usePointer } from "./usePointer";
import { useTextField } from "./useTextField";
import { useViewport } from "./useViewport";
import { useWords } from "./useWords";
import { WritingField } from "./WritingField";
import { passageOf, type WordPlace, type WordRange } from "./words/words";
import { writtenIn } from "./written";

interface DocumentEditorProps extends EditorProps {
  readonly document: OpenDocument;
}

const LIST_KEPT = "goldsmith-document-pages";
const NO_MARKS: readonly Mark[] = [];
const FIRST_CELL: Chosen = { anchor: { row: 0, column: 0 }, focus: { row: 0, column: 0 } };

export function DocumentEditor(props: DocumentEditorProps) {
  const { document, answer, selection, ontology, readOnly, onStatus, onPainted } = props;
  const { t } = useTranslation("editor.document.v1");
  const scroller = useRef<HTMLElement>(null);
  const content = useRef<HTMLDivElement>(null);
  const pageField = useRef<HTMLInputElement>(null);
  const field = useTextField();
  const { textField } = field;
  const lastWord = useRef<WordPlace | null>(null);
  const [tool, setTool] = useState<ToolName>("select");
  const [range, setRange] = useState<WordRange | null>(null);
  const [cross, setCross] = useState<Cross | null>(null);
  const [outline, setOutline] = useState<Outline | null>(null);
  const [hover, setHover] = useState<Spot | null>(null);
  const [chosen, setChosen] = useState<{ readonly uuid: string; readonly cells: Chosen } | null>(null);
  const [note, setNote] = useState<Note | null>(null);
  const [hasTags, setHasTags] = useState(true);
  const [hasList, setHasList] = useListChoice(document.pages.length);
  const [hasFailed, setFailed] = useState(false);
  const onFailure = useCallback(() => setFailed(true), []);

  const viewport = useViewport(scroller, document.pages);
  const words = useWords(document, viewport.drawn, onFailure);
  const marks = useMemo(() => byPage(answer), [answer]);
  const ranks = useMemo(() => ranksOf(answer), [answer]);
  const named = useMemo(() => new Map(answer.annotations.filter(isMark).map((mark) => [mark.uuid, mark])), [answer]);
  const selectedSet = useMemo(() => new Set(selection), [selection]);
  const labels = liveLabels(ontology);
  const selected = selection.length === 1 ? (named.get(selection[0] as string) ?? null) : null;
  const cells = within(selected, chosen);

  const desk: Desk = {
    props,
    document,
    viewport,
    words,
    tool,
    selected,
    range,
    cross,
    outline,
    cells,
    labels,
    lastWord,
    drawn: useDrawn(selection, props.onSelect),
    setTool,
    setRange,
    setCross(next) {
      setCross(next);
      setHover(next);
    },
    setOutline,
    setCells: (next) => selected && setChosen({ uuid: selected.uuid, cells: next }),
    say: setNote,
    onFailure,
    toggleList: () => setHasList(!hasList),
    toggleTags: () => setHasTags(!hasTags),
    focusPage: () => pageField.current?.focus(),
    ...field,
    seekIn(mark) {
      isSeeking.current = true;
      props.onSelect([mark.uuid]);
    },
    focusCanvas: () => scroller.current?.focus(),
  };
  const isSeeking = useRef(false);
  const marking = makeMarking(desk);
  const commands = makeCommands(desk, marking);
  useEffect(() => props.takeLabelPress(marking.pressLabel));

  useKeys("editor", (event) => {
    if (!isOnCanvas(event.target)) return false;
    setNote(null);
    const chord = chordOf(event);
    if (chord === "Escape" && (range || cross || outline)) {
      setRange(null);
      setOutline(null);
      // What was begun is dropped first; the cross stays to begin anew.
      setCross(cross && (cross.corner || outline) ? { ...cross, corner: null } : null);
      return true;
    }
    return COMMAND_KEYS[chord]?.(commands) ?? false;
  });
  const isWriting = useRef(false);
  useKeys(
    "editor",
    (event) => {
      if (event.target !== textField.current) return false;
      const command = FIELD_KEYS[chordOf(event)];
      isWriting.current = command !== undefined && command !== FIELD_KEYS.Escape;
      return command?.(commands) ?? false;
    },
    { inFields: true },
  );
  const written = writtenIn(props, selected, cells, words.of, t);
  // Another mark has a field of its own: whoever came there by a key goes on writing.
  useEffect(() => {
    if (isSeeking.current) commands.toUncertain();
    else if (isWriting.current) commands.write();
    isSeeking.current = isWriting.current = false;
  }, [written?.key]);

  const [newest] = selection.slice(-1);
  useEffect(() => {
    const mark = newest ? named.get(newest) : undefined;
    if (!mark) return;
    setRange(null);
    const [box] = boxesOf(mark);
    if (box) viewport.reveal(box.page, box);
    else if (!isSpan(mark) && viewport.page !== mark.page) viewport.goTo(mark.page);
  }, [newest]);

  const { onPointer, draft } = usePointer({
    content,
    layout: viewport.layout,
    pages: document.pages,
    tool,
    readOnly,
    marksOn: (page) => marks.get(page) ?? NO_MARKS,
    wordsOf: words.of,
    selected,
    onWords(anchor, focus, isDone) {
      setRange({ anchor, focus });
      if (selection.length > 0) props.onSelect([]);
      if (isDone && props.activeLabel) marking.words({ anchor, focus }, props.activeLabel);
    },
    onBox: (page, box, isFree) => void marking.box(page, box, isFree),
    onChange: (mark) => props.dispatch({ op: "put", annotation: mark }),
    onClick(mark, _spot, adds) {
      setRange(null);
      if (mark && tool === "order" && !readOnly) props.dispatch(numberNext(answer, mark.uuid));
      const others = adds ? selection.filter((uuid) => uuid !== mark?.uuid) : [];
      props.onSelect(mark ? [...others, mark.uuid] : []);
    },
    onCells: (anchor, focus) => desk.setCells({ anchor, focus }),
    onWordTap(place) {
      setRange({ anchor: range?.anchor ?? place, focus: place });
      if (selection.length > 0) props.onSelect([]);
    },
    onCorner: makeOutlining(desk, marking).add,
    onHover: setHover,
  });

  const passage = useMemo(() => (range ? passageOf(range, words.of) : null), [range, words.of]);
  const told =
    note ?? noteOf(passage, cross, outline, selected && isTable(selected) && tool === "select" ? cells : null);
  const { page, layout } = viewport;
  const zoom = Math.round(layout.scale * 100);
  useStatus(onStatus, t, told, t("status", { page: page + 1, count: document.pages.length, zoom }));

  const painted = useRef(false);
  const onPicture = useCallback(() => {
    if (!painted.current) onPainted();
    painted.current = true;
  }, [onPainted]);

  const isDrawing = tool === "box" || tool === "polygon";
  const [first, last] = viewport.drawn;
  const drawnPages = layout.width > 0 ? Array.from({ length: last - first + 1 }, (_, index) => first + index) : [];
  const shown = draft && "mark" in draft ? draft.mark : null;
  return (
    <div className={styles.frame}>
      <DocumentRail tool={tool} canDraw={labels.length > 0 && !readOnly} commands={commands} />
      {hasList && <PageList document={document} page={page} counts={marks} onPage={viewport.goTo} />}
      <div className={styles.column}>
        {hasFailed && (
          <p className={styles.warning} role="alert">
            {t("failed")}
          </p>
        )}
        <section
          ref={scroller}
          className={styles.scroller}
          {...CANVAS}
          aria-label={t("canvas", { count: document.pages.length })}
          onScroll={viewport.onScroll}
        >
          <div ref={content} className={styles.content} style={{ width: layout.width, height: layout.height }}>
            {drawnPages.map((number) => {
              const own = { page: number, scale: layout.scale, colorOf: props.colorOf, titleOf: props.titleOf };
              const current = (marks.get(number) ?? NO_MARKS).map((mark) => (mark.uuid === shown?.uuid ? shown : mark));
              return (
                <PageView
                  key={number}
                  document={document}
                  number={number}
                  place={layout.places[number] as (typeof layout.places)[number]}
                  scale={layout.scale}
                  cursor={isDrawing ? "crosshair" : "default"}
                  isScrolled={tool !== "box"}
                  isBusy={!words.isKnown(number)}
                  onPainted={onPicture}
                  onFailure={onFailure}
                  onPointer={onPointer}
                >
                  {props.overlays.map(({ key, answer: other }) => (
                    <MarkLayer
                      key={key}
                      {...own}
                      marks={byPage(other).get(number) ?? NO_MARKS}
                      selected={NOBODY}
                      unconfirmed={NOBODY}
                      ranks={NO_RANKS}
                      hasTags={false}
                      isFaint
                    />
                  ))}
                  <UncertainLayer words={words.of(number)} />
                  <MarkLayer
                    {...own}
                    marks={current}
                    selected={selectedSet}
                    unconfirmed={props.unconfirmed}
                    ranks={ranks}
                    hasTags={hasTags}
                  />
                  {selected && isTable(selected) && selected.page === number && !shown && tool === "select" && (
                    <ChosenCells table={selected} cells={cellsBetween(selected, cells.anchor, cells.focus)} />
                  )}
                  {selected && isDrawn(selected) && selected.page === number && !readOnly && tool === "select" && (
                    <Handles mark={shown ?? selected} scale={layout.scale} />
                  )}
                  <Selection passage={passage} page={number} cross={cross} scale={layout.scale} isDrawing={isDrawing} />
                  {outline?.page === number && (
                    <OutlineLayer outline={outline} next={hover?.page === number ? hover : null} scale={layout.scale} />
                  )}
                  {draft && "box" in draft && draft.page === number && (
                    <rect className={styles.draft} {...attributesOf(draft.box)} />
                  )}
                </PageView>
              );
            })}
            <LinkLayer
              links={answer.links}
              marks={named}
              layout={layout}
              drawn={viewport.drawn}
              selection={selection}
            />
          </div>
        </section>
        <DocumentBar
          page={page}
          count={document.pages.length}
          zoom={layout.scale}
          hasList={hasList}
          hasTags={hasTags}
          hasTable={selected !== null && isTable(selected)}
          isOrdering={tool === "order"}
          canPropose={labels.some((label) => allowsShape(label, "block"))}
          readOnly={readOnly}
          commands={commands}
          pageField={pageField}
          onPage={viewport.goTo}
          onLeave={desk.focusCanvas}
        />
        {written ? (
          <WritingField key={written.key} written={written} disabled={readOnly} field={textField} />
        ) : (
          labels.length > 0 && !readOnly && <p className={styles.noField}>{t("chooseBlock")}</p>
        )}
        <span className="visually-hidden" aria-live="polite">
          {told ? t(told.text, { ...told.values }) : ""}
        </span>
      </div>
    </div>
  );
}

const NOBODY: ReadonlySet<string> = new Set();
const NO_RANKS: ReadonlyMap<string, number> = new Map();

/** The chosen cells of the selected table: those chosen last where they are still there, else the first. */
function within(selected: Shape | null, chosen: { readonly uuid: string; readonly cells: Chosen } | null): Chosen {
  if (!selected || !isTable(selected) || chosen?.uuid !== selected.uuid) return FIRST_CELL;
  const { anchor, focus } = chosen.cells;
  const isThere = [anchor, focus].every(({ row, column }) => row < rowsOf(selected) && column < columnsOf(selected));
  return isThere ? chosen.cells : FIRST_CELL;
}

/** Whether the list of pages is shown is kept for the next document; one page needs none. */
function useListChoice(count: number): [boolean, (isShown: boolean) => void] {
  const [isShown, setShown] = useState(() => localStorage.getItem(LIST_KEPT) !== "hidden");
  useEffect(() => localStorage.setItem(LIST_KEPT, isShown ? "shown" : "hidden"), [isShown]);
  return [isShown && count > 1, setShown];
}
