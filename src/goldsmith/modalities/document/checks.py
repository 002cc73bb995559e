"""Whether what is marked lies in the document, and is a proper table, stretch of words, or reading order."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import pairwise
from typing import Any, Final

from msgspec import UNSET

from goldsmith.errors import InvalidError
from goldsmith.modalities._contract import Answer, Setting
from goldsmith.modalities.document.pages import Page, pages_of
from goldsmith.modalities.document.shapes import Block, Cell, Located, PageMark, Span, Stretch, Table, bounds

__all__ = ["check_document"]

TOLERANCE: Final = 0.5
"""What rounding may leave beyond the border of a page, in its units."""
MOST_CELLS_IN_ALL: Final = 200_000


def check_document(answer: Answer[Any], setting: Setting) -> None:
    """Refuse what lies on no page or beside it, tables whose cells overlap, and a reading order with ties."""
    pages = pages_of(setting.facts)
    cells = 0
    for index, shape in enumerate(answer.annotations):
        field = f"{setting.field}.annotations[{index}]"
        _check_pages(shape, pages, field)
        if isinstance(shape, Table):
            _check_table(shape, field)
            cells += (len(shape.rows) + 1) * (len(shape.columns) + 1)
    if cells > MOST_CELLS_IN_ALL:
        message = f"The tables of an answer have at most {MOST_CELLS_IN_ALL:,} cells."
        raise InvalidError(message, field=f"{setting.field}.annotations")
    if setting.complete:
        _check_order(answer.annotations, setting.field)


def _check_pages(shape: Any, pages: Sequence[Page] | None, field: str) -> None:
    for page, box, where in _places(shape, field):
        if pages is None:
            continue
        if page >= len(pages):
            count = len(pages)
            message = f"The document has {count:,} page{'s' * (count != 1)}, counted from 0."
            raise InvalidError(message, field=f"{where}.page")
        if box and (box[2] > pages[page].width + TOLERANCE or box[3] > pages[page].height + TOLERANCE):
            width, height = pages[page]
            message = f"This lies beside page {page}, which is {width:g} wide and {height:g} high."
            raise InvalidError(message, field=f"{where}.location" if not isinstance(shape, Span) else where)


def _places(shape: Any, field: str) -> list[tuple[int, tuple[float, ...] | None, str]]:
    """(page, box on it, where it is said) of all that a shape covers."""
    if isinstance(shape, PageMark):
        return [(shape.page, None, field)]
    if isinstance(shape, Block | Table):
        return [(shape.page, bounds(shape.location), field)]
    return [(each.page, _edges(each), f"{field}.stretches[{place}]") for place, each in enumerate(shape.stretches)]


def _edges(stretch: Stretch) -> tuple[float, ...]:
    return stretch.left, stretch.top, stretch.left + stretch.width, stretch.top + stretch.height


def _check_table(table: Table, field: str) -> None:
    left, top, right, bottom = bounds(table.location)
    for name, lines, low, high in (("rows", table.rows, top, bottom), ("columns", table.columns, left, right)):
        if any(after <= before for before, after in pairwise([low, *lines, high])):
            message = "The lines of a table lie inside it, in order, with room between them."
            raise InvalidError(message, field=f"{field}.{name}")
    taken: set[tuple[int, int]] = set()
    covered = sum(cell.row_span * cell.column_span for cell in table.cells)
    if covered > (len(table.rows) + 1) * (len(table.columns) + 1):
        raise InvalidError("The cells of a table cover more than it has.", field=f"{field}.cells")
    for place, cell in enumerate(table.cells):
        where = f"{field}.cells[{place}]"
        if cell.row + cell.row_span > len(table.rows) + 1 or cell.column + cell.column_span > len(table.columns) + 1:
            raise InvalidError("This cell lies outside the table's rows and columns.", field=where)
        places = _covered(cell)
        if not taken.isdisjoint(places):
            raise InvalidError("Two cells cover the same place of the table.", field=where)
        taken.update(places)


def _covered(cell: Cell) -> set[tuple[int, int]]:
    return {
        (row, column)
        for row in range(cell.row, cell.row + cell.row_span)
        for column in range(cell.column, cell.column + cell.column_span)
    }


def _check_order(shapes: Sequence[Any], field: str) -> None:
    """On each page no two things have the same number; where one was taken out, a number may be missing."""
    taken: set[tuple[int, int]] = set()
    for index, shape in enumerate(shapes):
        if isinstance(shape, Located) and shape.order is not UNSET:
            if (shape.page, shape.order) in taken:
                message = f"Two things on page {shape.page} are number {shape.order} to read."
                raise InvalidError(message, field=f"{field}.annotations[{index}].order")
            taken.add((shape.page, shape.order))
