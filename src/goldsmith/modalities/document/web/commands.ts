/** What the keys and buttons of the document editor do. */
import type { Op } from "@goldsmith/editors";
import { type Desk, noWordsNote } from "./desk";
import type { Direction, DocumentCommands } from "./keys";
import type { Marking } from "./marking";
import { boxBetween, clearNumbers, inside, numberAll, numberNext, padded, placed, shifted } from "./marks/operations";
import { boundsOf, byPlace, type Drawn, isBlock, isDrawn, isMark, isTable, type Table } from "./marks/shapes";
import { makeOutlining } from "./outlining";
import type { PageSize } from "./pages/openDocument";
import { tableCommands } from "./tableCommands";
import { uncertainCommand } from "./uncertainCommand";
import { around, endOfLine, textOf, type WordPlace, wordBeyond, wordsIn } from "./words/words";

const CROSS_STEP = 4;
const CROSS_LEAP = 40;
const STEPS: Readonly<Record<Direction, readonly [number, number]>> = {
  left: [-1, 0],
  right: [1, 0],
  up: [0, -1],
  down: [0, 1],
};

export function makeCommands(desk: Desk, marking: Marking): DocumentCommands {
  const { props, document, viewport, words, selected } = desk;
  const { answer, readOnly, dispatch, onSelect } = props;
  const sizeOf = (page: number) => document.pages[page] as PageSize;
  const tables = tableCommands(desk);
  const outlining = makeOutlining(desk, marking);
  const inTable = desk.tool === "select" && selected !== null && isTable(selected);

  function edit(change: (mark: Drawn) => Drawn): boolean {
    if (readOnly) return true;
    const marks = answer.annotations.filter(isDrawn).filter(({ uuid }) => props.selection.includes(uuid));
    if (marks.length === 0) desk.say({ text: "chooseMark" });
    else dispatch(marks.map((mark): Op => ({ op: "put", annotation: change(mark) })));
    return true;
  }

  function choose(focus: WordPlace, extends_: boolean): void {
    const anchor = extends_ && desk.range ? desk.range.anchor : focus;
    desk.setRange({ anchor, focus });
    desk.lastWord.current = focus;
    if (props.selection.length > 0) onSelect([]);
    const word = words.of(focus.page)[focus.index];
    if (word) viewport.reveal(focus.page, word);
  }

  function firstWord(): void {
    const { page } = viewport;
    if (words.of(page).length > 0) choose({ page, index: 0 }, false);
    else if (words.isKnown(page)) desk.say({ text: noWordsNote(document) });
  }

  function moveWord(direction: Direction, extends_: boolean): void {
    const from = desk.range?.focus ?? desk.lastWord.current;
    const known = from ? words.of(from.page) : [];
    if (!from || !known[from.index]) {
      firstWord();
      return;
    }
    const step = direction === "left" || direction === "up" ? -1 : 1;
    const isAcross = direction === "left" || direction === "right";
    const index = isAcross ? from.index + step : wordBeyond(known, from.index, step);
    if (index !== null && known[index]) choose({ page: from.page, index }, extends_);
    else void toOtherPage(from.page, step, extends_);
  }

  /** On to the nearest page with words. */
  async function toOtherPage(from: number, step: 1 | -1, extends_: boolean): Promise<void> {
    for (let page = from + step; page >= 0 && page < document.pages.length; page += step) {
      const found = await words.load(page);
      if (found.length > 0) {
        viewport.goTo(page);
        choose({ page, index: step > 0 ? 0 : found.length - 1 }, extends_);
        return;
      }
    }
  }

  function moveCross(direction: Direction, isFar: boolean): void {
    const { page } = viewport;
    const size = sizeOf(desk.cross?.page ?? page);
    const from = desk.cross ?? { page, x: size.width / 4, y: size.height / 4, corner: null };
    const step = (isFar ? CROSS_LEAP : CROSS_STEP) * (size.width / 600);
    const [across, down] = STEPS[direction];
    const x = Math.min(Math.max(from.x + across * step, 0), size.width);
    const y = Math.min(Math.max(from.y + down * step, 0), size.height);
    desk.setCross({ ...from, x, y });
    viewport.reveal(from.page, { left: x, top: y, width: 1, height: 1 });
  }

  function setCorner(): boolean {
    const { cross } = desk;
    if (!cross) return false;
    if (!cross.corner) desk.setCross({ ...cross, corner: cross });
    else {
      const box = boxBetween(cross.corner.x, cross.corner.y, cross.x, cross.y);
      desk.setCross({ ...cross, corner: null });
      if (box.width > 2 && box.height > 2) marking.box(cross.page, inside(box, sizeOf(cross.page)), false);
    }
    return true;
  }

  /** A corner of the outline where the cross stands. */
  function addCorner(): boolean {
    if (desk.cross) outlining.add(desk.cross, CROSS_STEP / 4);
    return desk.cross !== null;
  }

  function number(): boolean {
    const uuid = props.selection.at(-1);
    if (!uuid) return false;
    if (!readOnly) dispatch(numberNext(answer, uuid));
    return true;
  }

  return {
    ...tables,
    pickTool(tool) {
      desk.setTool(tool);
      desk.setRange(null);
      desk.setOutline(null);
      return true;
    },
    move(direction, extends_) {
      if (desk.tool === "box" || desk.tool === "polygon") moveCross(direction, extends_);
      else if (inTable) tables.moveCell(STEPS[direction], extends_);
      else moveWord(direction, extends_);
      return true;
    },
    toLineEnd(direction, extends_) {
      const from = desk.range?.focus ?? desk.lastWord.current;
      if (!from) return false;
      choose({ page: from.page, index: endOfLine(words.of(from.page), from.index, direction) }, extends_);
      return true;
    },
    enter() {
      if (desk.tool === "box") return setCorner();
      if (desk.tool === "polygon") return addCorner();
      if (desk.tool === "order") return number();
      if (!desk.range) return false;
      if (!marking.words(desk.range, props.activeLabel) && !props.activeLabel) desk.say({ text: "noLabel" });
      return true;
    },
    nudge(direction, sizes) {
      const [x, y] = STEPS[direction];
      return edit((mark) => {
        const [box, page] = [boundsOf(mark.location), sizeOf(mark.page)];
        const sized = { ...box, width: Math.max(box.width + x, 2), height: Math.max(box.height + y, 2) };
        return placed(mark, sizes ? sized : shifted(box, x, y, page), page);
      });
    },
    turnPage(step) {
      viewport.goTo(viewport.page + step);
      return true;
    },
    askPage() {
      desk.focusPage();
      return true;
    },
    zoom(factor) {
      viewport.zoom(factor);
      return true;
    },
    fitWidth() {
      viewport.fitWidth();
      return true;
    },
    fitPage() {
      viewport.fitPage();
      return true;
    },
    toggleList() {
      desk.toggleList();
      return true;
    },
    toggleTags() {
      desk.toggleTags();
      return true;
    },
    write() {
      if (!desk.focusField()) desk.say({ text: "chooseMark" });
      return true;
    },
    readAgain() {
      return edit((mark) => {
        const known = words.of(mark.page);
        if (!isBlock(mark)) return tables.fill(mark as Table);
        const held = wordsIn(boundsOf(mark.location), known);
        if (held.length === 0) return mark;
        const tight = mark.location.type === "box" ? placed(mark, padded(around(held)), sizeOf(mark.page)) : mark;
        return { ...tight, text: textOf(held) };
      });
    },
    guess() {
      if (desk.tool !== "order") return tables.guessLines();
      if (readOnly) return true;
      const numbered = numberAll(answer, viewport.page);
      if (numbered.length === 0) desk.say({ text: "nothingToNumber" });
      else {
        dispatch(numbered);
        desk.say({ text: "numbered" });
      }
      return true;
    },
    propose() {
      const { page } = viewport;
      words.load(page).then((known) => marking.propose(page, known), desk.onFailure);
      return true;
    },
    removeCorner: outlining.removeLast,
    toUncertain: uncertainCommand(desk, choose),
    clearOrder() {
      if (!readOnly) dispatch(clearNumbers(answer, viewport.page));
      return true;
    },
    toMark(step) {
      const ordered = answer.annotations.filter(isMark).toSorted(byPlace);
      const at = ordered.findIndex(({ uuid }) => uuid === props.selection.at(-1));
      const next = ordered[at + step];
      if (next) onSelect([next.uuid]);
      return true;
    },
    toNextField(step) {
      return (inTable && tables.toNextCell(step)) || this.toMark(step);
    },
    leaveField() {
      desk.focusCanvas();
      return true;
    },
  };
}
