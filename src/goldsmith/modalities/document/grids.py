"""The cells of a table and where they lie: those written down, and the plain ones that follow from the lines."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from goldsmith.modalities.document.shapes import Cell, Table, bounds

if TYPE_CHECKING:
    import numpy as np
    import numpy.typing as npt

__all__ = ["cell_boxes", "is_plain", "spelled_out"]


def spelled_out(table: Table) -> list[Cell]:
    """All cells of a table, plain ones too, row by row.

    >>> from goldsmith.modalities.document.shapes import BoxLocation
    >>> box = BoxLocation(left=0, top=0, width=4, height=2)
    >>> table = Table(label="t", page=0, location=box, columns=[2], cells=[Cell(row=0, column=1, text="b")])
    >>> [(cell.column, cell.text) for cell in spelled_out(table)]
    [(0, ''), (1, 'b')]
    """
    covered = {
        (row, column): cell
        for cell in table.cells
        for row in range(cell.row, cell.row + cell.row_span)
        for column in range(cell.column, cell.column + cell.column_span)
    }
    places = [(row, column) for row in range(len(table.rows) + 1) for column in range(len(table.columns) + 1)]
    cells = (covered.get(place) or Cell(row=place[0], column=place[1]) for place in places)
    return [cell for place, cell in zip(places, cells, strict=True) if (cell.row, cell.column) == place]


def cell_boxes(table: Table, cells: Sequence[Cell]) -> npt.NDArray[np.float64]:
    """Where cells lie on the page: rows (left, top, right, bottom)."""
    import numpy as np

    left, top, right, bottom = bounds(table.location)
    xs, ys = np.array([left, *table.columns, right]), np.array([top, *table.rows, bottom])
    rows, columns = np.array([each.row for each in cells]), np.array([each.column for each in cells])
    row_ends = rows + np.array([each.row_span for each in cells])
    column_ends = columns + np.array([each.column_span for each in cells])
    return np.stack([xs[columns], ys[rows], xs[column_ends], ys[row_ends]], axis=1)


def is_plain(cell: Cell) -> bool:
    """Whether a cell says nothing that the lines do not."""
    return cell.row_span == 1 and cell.column_span == 1 and not cell.is_header and not cell.text
