"""Tables of several labelers: cells are compared where they lie, and merged where the same grid was drawn."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from itertools import pairwise
from typing import Any

import numpy as np
from msgspec.structs import replace

from goldsmith.algorithms.matching import box_overlap, candidate_pairs
from goldsmith.algorithms.outlines import weighted_median
from goldsmith.modalities.document.grids import cell_boxes, is_plain, spelled_out
from goldsmith.modalities.document.shapes import Cell, Table, bounds
from goldsmith.modalities.wordings import merge_texts, text_similarity

__all__ = ["cell_similarity", "middle_of_tables"]

LEAST_OVERLAP = 0.5
_Grid = tuple[int, int, tuple[tuple[int, int, int, int], ...]]


def cell_similarity(one: Table, other: Table) -> float:
    """Matched cells over all, once per side: a cell matches one that it mostly overlaps, by its text and its kind.

    Compared where they lie, as a missed line would otherwise shift all cells after it.
    """
    ours, theirs = spelled_out(one), spelled_out(other)
    boxes = cell_boxes(one, ours), cell_boxes(other, theirs)
    here, there = candidate_pairs(*boxes)
    overlap = box_overlap(boxes[0][here], boxes[1][there])
    best = sorted(zip(-overlap, here.tolist(), there.tolist(), strict=True))
    taken: tuple[set[int], set[int]] = (set(), set())
    total = 0.0
    for negative, i, j in best:
        if -negative < LEAST_OVERLAP:
            break
        if i not in taken[0] and j not in taken[1]:
            taken[0].add(i)
            taken[1].add(j)
            is_same_kind = ours[i].is_header == theirs[j].is_header
            total += 2 * is_same_kind * text_similarity(ours[i].text, theirs[j].text)
    return float(min(total / (len(ours) + len(theirs)), 1.0))


def middle_of_tables(tables: Sequence[Table], weights: Sequence[float]) -> Table:
    """The grid that most labelers drew, by weight; of those who drew it the middle lines, and each cell by vote."""
    if all((t.location, t.rows, t.columns, t.cells) == _drawn(tables[0]) for t in tables):
        return replace(tables[0])
    votes: Counter[_Grid] = Counter()
    for table, weight in zip(tables, weights, strict=True):
        votes[_grid(table)] += weight  # type: ignore[assignment]
    chosen = max(votes, key=lambda grid: round(votes[grid], 9))
    agreed = [(table, weight) for table, weight in zip(tables, weights, strict=True) if _grid(table) == chosen]
    return _middle([table for table, _ in agreed], [weight for _, weight in agreed])


def _drawn(table: Table) -> tuple[Any, ...]:
    return table.location, table.rows, table.columns, table.cells


def _grid(table: Table) -> _Grid:
    spans = [
        (cell.row, cell.column, cell.row_span, cell.column_span)
        for cell in table.cells
        if cell.row_span > 1 or cell.column_span > 1
    ]
    return len(table.rows), len(table.columns), tuple(sorted(spans))


def _middle(tables: Sequence[Table], weights: Sequence[float]) -> Table:
    from goldsmith.modalities.document.agree.middle import middle_place

    place = middle_place([table.location for table in tables], weights)
    left, top, right, bottom = bounds(place)
    rows = _between(top, bottom, _lines([table.rows for table in tables], weights))
    columns = _between(left, right, _lines([table.columns for table in tables], weights))
    if rows is None or columns is None:
        # Lines that cross a middle border: the most trusted table stands as a whole.
        return replace(tables[int(np.argmax(weights))])
    return replace(tables[0], location=place, rows=rows, columns=columns, cells=_cells(tables, weights))


def _lines(lines: Sequence[Sequence[float]], weights: Sequence[float]) -> list[float]:
    return [
        each[0] if all(place == each[0] for place in each) else round(weighted_median(each, weights), 4)
        for each in zip(*lines, strict=True)
    ]


def _between(low: float, high: float, lines: list[float]) -> list[float] | None:
    ordered = [low, *lines, high]
    return lines if all(after > before for before, after in pairwise(ordered)) else None


def _cells(tables: Sequence[Table], weights: Sequence[float]) -> list[Cell]:
    grids = [{(cell.row, cell.column): cell for cell in spelled_out(table)} for table in tables]
    total = sum(weights)
    merged = []
    for place, first in grids[0].items():
        given = [grid[place] for grid in grids]
        for_header = sum(weight for cell, weight in zip(given, weights, strict=True) if cell.is_header)
        text = merge_texts([cell.text for cell in given], weights)
        merged.append(replace(first, is_header=for_header * 2 > total, text=text))
    return [cell for cell in merged if not is_plain(cell)]
