/** What a press, a drag and a letting go on the pages mean. */
import { type PointerEvent, type RefObject, useRef, useState } from "react";
import { dragged, type Grip, gripAt } from "./grips";
import { boxBetween, inside, markAt, placed, shifted } from "./marks/operations";
import { type Box, boundsOf, type Drawn, isDrawn, isTable, type Mark, type Table } from "./marks/shapes";
import { boxOfCell, type CellPlace, cellsOf, moveLine } from "./marks/tables";
import { type Layout, pageAt } from "./pages/layout";
import type { PageSize } from "./pages/openDocument";
import { type WordPlace, type WordsOf, wordAt } from "./words/words";

export interface Spot {
  readonly page: number;
  readonly x: number;
  readonly y: number;
}

export type ToolName = "select" | "box" | "polygon" | "order";

interface PointerDesk {
  readonly content: RefObject<HTMLElement | null>;
  readonly layout: Layout;
  readonly pages: readonly PageSize[];
  readonly tool: ToolName;
  readonly readOnly: boolean;
  readonly marksOn: (page: number) => readonly Mark[];
  readonly wordsOf: WordsOf;
  /** The one mark that is selected. */
  readonly selected: Mark | null;
  onWords(anchor: WordPlace, focus: WordPlace, isDone: boolean): void;
  onBox(page: number, box: Box, isFree: boolean): void;
  onChange(mark: Drawn): void;
  onClick(mark: Mark | null, spot: Spot, adds: boolean): void;
  onCells(anchor: CellPlace, focus: CellPlace): void;
  /** A finger on a word, where no mark lies. */
  onWordTap(place: WordPlace): void;
  /** A corner of an outline; `reach` is how near is near. */
  onCorner(spot: Spot, reach: number): void;
  onHover(spot: Spot): void;
}

type Gesture =
  | { readonly kind: "press"; readonly from: Spot }
  | { readonly kind: "words"; readonly anchor: WordPlace; focus: WordPlace }
  | { readonly kind: "box"; readonly from: Spot }
  | { readonly kind: "grip"; readonly from: Spot; readonly grip: Grip; readonly mark: Drawn }
  | { readonly kind: "cells"; readonly anchor: CellPlace };

/** What is being drawn or moved, before it is let go. */
export type Draft = { readonly page: number; readonly box: Box } | { readonly mark: Drawn } | null;

const CLICK_PIXELS = 4;
const REACH_PIXELS = 6;
const WORD_REACH = 40;

export function usePointer(desk: PointerDesk) {
  const gesture = useRef<Gesture | null>(null);
  const [draft, setDraft] = useState<Draft>(null);
  const scale = desk.layout.scale;

  function spotOf(event: PointerEvent): Spot {
    const corner = desk.content.current?.getBoundingClientRect() ?? { left: 0, top: 0 };
    const [x, y] = [event.clientX - corner.left, event.clientY - corner.top];
    const page = pageAt(desk.layout, y);
    const place = desk.layout.places[page] ?? { left: 0, top: 0 };
    return { page, x: (x - place.left) / scale, y: (y - place.top) / scale };
  }

  function begin(spot: Spot): Gesture {
    if (desk.tool === "box" && !desk.readOnly) return { kind: "box", from: spot };
    const mark = desk.selected;
    if (desk.tool === "select" && !desk.readOnly && mark && isDrawn(mark) && mark.page === spot.page) {
      const grip = gripAt(mark, spot.x, spot.y, REACH_PIXELS / scale);
      const cell = grip?.of === "body" && isTable(mark) ? cellUnder(mark, spot) : null;
      if (cell) {
        desk.onCells(cell, cell);
        return { kind: "cells", anchor: cell };
      }
      if (grip) return { kind: "grip", from: spot, grip, mark };
    }
    return { kind: "press", from: spot };
  }

  function wordUnder(spot: Spot): WordPlace | null {
    const index = wordAt(desk.wordsOf(spot.page), spot.x, spot.y, WORD_REACH);
    return index === null ? null : { page: spot.page, index };
  }

  function move(now: Gesture, spot: Spot): Gesture {
    if (now.kind === "press" && desk.tool === "select" && apart(now.from, spot) * scale > CLICK_PIXELS) {
      const anchor = wordUnder(now.from);
      if (!anchor) return now;
      return move({ kind: "words", anchor, focus: anchor }, spot);
    }
    if (now.kind === "words") {
      const focus = wordUnder(spot) ?? now.focus;
      desk.onWords(now.anchor, focus, false);
      return { ...now, focus };
    }
    if (now.kind === "box") setDraft({ page: now.from.page, box: boxTo(now.from, spot) });
    if (now.kind === "grip") setDraft({ mark: moved(now, spot) });
    if (now.kind === "cells" && desk.selected && isTable(desk.selected)) {
      const focus = cellUnder(desk.selected, spot);
      if (focus) desk.onCells(now.anchor, focus);
    }
    return now;
  }

  function finish(now: Gesture, spot: Spot, event: PointerEvent): void {
    if (now.kind === "words") desk.onWords(now.anchor, now.focus, true);
    else if (now.kind === "box") {
      const box = boxTo(now.from, spot);
      if (Math.min(box.width, box.height) * scale > CLICK_PIXELS) desk.onBox(now.from.page, box, event.altKey);
      else click(spot, event);
    } else if (now.kind === "grip") {
      if (apart(now.from, spot) * scale > CLICK_PIXELS / 2) desk.onChange(moved(now, spot));
      else click(spot, event);
    } else if (now.kind === "press") click(spot, event);
  }

  function click(spot: Spot, event: PointerEvent): void {
    if (desk.tool === "polygon" && !desk.readOnly) {
      desk.onCorner(spot, (event.pointerType === "touch" ? 2 * REACH_PIXELS : REACH_PIXELS) / scale);
      return;
    }
    const mark = markAt(desk.marksOn(spot.page), spot.page, spot.x, spot.y);
    const word = event.pointerType === "touch" && desk.tool === "select" && !mark ? wordUnder(spot) : null;
    if (word) desk.onWordTap(word);
    else desk.onClick(mark, spot, event.shiftKey || event.ctrlKey || event.metaKey);
  }

  function boxTo(from: Spot, to: Spot): Box {
    const page = desk.pages[from.page] as PageSize;
    // Another page lies above or below: the box ends at the border of its own.
    const y = to.page === from.page ? to.y : to.page < from.page ? 0 : page.height;
    return inside(boxBetween(from.x, from.y, to.x, y), page);
  }

  function moved({ grip, mark, from }: Gesture & { kind: "grip" }, spot: Spot): Drawn {
    const page = desk.pages[mark.page] as PageSize;
    const [x, y] = [spot.x - from.x, spot.page === from.page ? spot.y - from.y : 0];
    const box = boundsOf(mark.location);
    if (grip.of === "body") return placed(mark, shifted(box, x, y, page), page);
    if (grip.of === "edge") return placed(mark, inside(dragged(box, grip, x, y), page), page);
    return moveLine(mark as Table, grip.axis, grip.index, grip.axis === "rows" ? spot.y : spot.x);
  }

  function onPointer(event: PointerEvent<HTMLDivElement>): void {
    const now = gesture.current;
    if (desk.tool === "polygon" && event.type === "pointermove") desk.onHover(spotOf(event));
    if (event.type === "pointerdown") {
      if (event.button !== 0 || !event.isPrimary) return;
      if (event.pointerType !== "touch" || desk.tool === "box") event.currentTarget.setPointerCapture(event.pointerId);
      gesture.current = begin(spotOf(event));
    } else if (event.type === "pointercancel") {
      gesture.current = null;
      setDraft(null);
    } else if (now && event.type === "pointermove") gesture.current = move(now, spotOf(event));
    else if (now) {
      gesture.current = null;
      setDraft(null);
      finish(now, spotOf(event), event);
    }
  }

  return { onPointer, draft };
}

function apart(one: Spot, other: Spot): number {
  return one.page === other.page ? Math.hypot(one.x - other.x, one.y - other.y) : Number.POSITIVE_INFINITY;
}

function cellUnder(table: Table, { x, y }: Spot): CellPlace | null {
  const found = cellsOf(table).find((cell) => {
    const { left, top, width, height } = boxOfCell(table, cell);
    return x >= left && x <= left + width && y >= top && y <= top + height;
  });
  return found ? { row: found.row, column: found.column } : null;
}
