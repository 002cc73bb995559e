"""Votes between models as columns that grow: counted again in a fraction of a second, however many there are."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from functools import cached_property
from typing import Any, Final

import numpy as np
import numpy.typing as npt
import pyarrow as pa

from goldsmith.algorithms.leaderboard.tally import Tally

__all__ = ["STYLES", "Votes"]

Floats = npt.NDArray[np.float64]
Indexes = npt.NDArray[np.int64]
Names = tuple[str, ...]

STYLES: Final = ("longer", "more_marked")
"""What the left response of a vote may have more of than the right one, in doublings."""
STEPS: Final = 4
"""Votes whose styles differ by less than one part in so many of a doubling are counted together."""
_CODED: Final = {"question": "question", "left_name": "model", "right_name": "model", "labeler_id": "labeler"}
_PLAIN: Final = {
    "outcome": np.int8,
    "is_placed": np.int8,
    "counted": np.int8,
    "longer": np.float32,
    "more_marked": np.float32,
}


def _no_columns() -> dict[str, npt.NDArray[Any]]:
    coded: dict[str, npt.NDArray[Any]] = {name: np.zeros(0, dtype=np.int32) for name in _CODED}
    return coded | {name: np.zeros(0, dtype=kind) for name, kind in _PLAIN.items()}


@dataclass(frozen=True, eq=False)
class Votes:
    """Votes, one row each; whoever takes one back adds it again with `counted` -1.

    `names` are those of each question, model and labeler, in the order in which they came; `columns` are equally long:
    the places among them of `question`, `left_name`, `right_name` and `labeler_id`, then `outcome` (0 left, 1 right,
    2 neither), `is_placed`, `counted`, and the styles. What was counted stays as it is: `and_then` makes new votes.
    """

    names: dict[str, Names] = field(default_factory=lambda: dict.fromkeys(_CODED.values(), ()))
    columns: dict[str, npt.NDArray[Any]] = field(default_factory=_no_columns)

    def __len__(self) -> int:
        return len(self.columns["counted"])

    def and_then(self, batches: Iterable[pa.RecordBatch]) -> Votes:
        """The same votes and more, given as batches with these columns, their texts as they are; itself without any."""
        names, parts = dict(self.names), {name: [column] for name, column in self.columns.items()}
        for batch in batches:
            for name, named in _CODED.items():
                names[named], codes = _coded(names[named], batch.column(name))
                parts[name].append(codes)
            for name, kind in _PLAIN.items():
                parts[name].append(batch.column(name).to_numpy(zero_copy_only=False).astype(kind))
        if len(parts["counted"]) == 1:
            return self
        return Votes(names, {name: np.concatenate(columns) for name, columns in parts.items()})

    @cached_property
    def questions(self) -> dict[str, int]:
        """How many votes each question has that has any, in alphabetical order."""
        texts = self.names["question"]
        counts = np.bincount(self.columns["question"], self.columns["counted"], len(texts))
        return {
            texts[each]: round(counts[each])
            for each in sorted(range(len(texts)), key=texts.__getitem__)
            if counts[each]
        }

    def is_placed(self, question: str) -> bool:
        """Whether labelers saw the models left and right as they stand in every vote under this question."""
        rows = self._under(question)
        unplaced = rows[self.columns["is_placed"][rows] == 0]
        return not self.columns["counted"][unplaced].sum()

    def differ_in(self, question: str, style: str) -> bool:
        """Whether the two responses of any vote under this question differ in a style."""
        rows = self._under(question)
        apart = rows[self.columns[style][rows] != 0]
        return bool(self.columns["counted"][apart].sum())

    def tally(
        self, question: str, *, styles: Sequence[str] = (), by_labeler: bool = False, more: Sequence[str] = ()
    ) -> Tally:
        """Count the votes under a question, alike ones together, perhaps apart by labeler and by style.

        Styles become covariates: the mean of the votes that were counted together. `more` adds models without votes.
        """
        rows = self._under(question)
        names, left, right = self._models(rows, more)
        who = self.columns["labeler_id"][rows].astype(np.int64)
        cell = left * len(names) + right + (who * len(names) ** 2 if by_labeler else 0)
        for style in styles:
            cell = _within(cell, np.rint(self.columns[style][rows] * STEPS).astype(np.int64))
        first, place, counts = self._counts(rows, cell)
        covariates = self._means(rows, place, counts, styles)
        there = np.flatnonzero(counts.any(axis=1))
        chosen = first[there]
        labeler = _numbered(who[chosen]) if by_labeler else None
        tally = Tally(names, left[chosen], right[chosen], counts[there], covariates[there], labeler)
        return _only_compared(tally, more)

    def _counts(self, rows: Indexes, cell: Indexes) -> tuple[Indexes, Indexes, Floats]:
        """The first row of each cell, the place of each row's cell, and how often left, right and neither won there."""
        _, first, place = np.unique(cell, return_index=True, return_inverse=True)
        outcome = place * 3 + self.columns["outcome"][rows]
        counts: Floats = np.bincount(outcome, self.columns["counted"][rows], 3 * len(first)).astype(np.float64)
        return first.astype(np.int64), place.astype(np.int64), counts.reshape(-1, 3)

    def _means(self, rows: Indexes, place: Indexes, counts: Floats, styles: Sequence[str]) -> Floats:
        """The mean of each style in each cell, shape (cells, styles)."""
        means = np.zeros((len(counts), len(styles)))
        votes = np.maximum(counts.sum(axis=1), 1.0)
        for column, style in enumerate(styles):
            weights = self.columns["counted"][rows] * self.columns[style][rows].astype(np.float64)
            means[:, column] = np.bincount(place, weights, len(counts)) / votes
        return means

    def _under(self, question: str) -> Indexes:
        texts = self.names["question"]
        number = texts.index(question) if question in texts else -1
        return np.flatnonzero(self.columns["question"] == number)

    def _models(self, rows: Indexes, more: Sequence[str]) -> tuple[Names, Indexes, Indexes]:
        """All names in alphabetical order, and the numbers of the models in each row."""
        known = self.names["model"]
        names = tuple(sorted({*known, *more}))
        number = {name: place for place, name in enumerate(names)}
        places = np.array([number[name] for name in known], dtype=np.int64)
        return names, places[self.columns["left_name"][rows]], places[self.columns["right_name"][rows]]


def _coded(known: Names, texts: pa.Array) -> tuple[Names, npt.NDArray[np.int32]]:
    """The code of each text, and all names that there are codes for."""
    coded = texts.dictionary_encode()
    named = coded.dictionary.to_pylist()
    names = tuple(dict.fromkeys([*known, *named]))
    number = {name: place for place, name in enumerate(names)}
    places = np.array([number[name] for name in named], dtype=np.int32)
    return names, places[coded.indices.to_numpy(zero_copy_only=False)]


def _numbered(codes: Indexes) -> Indexes:
    """The same, counted from 0 without gaps."""
    _, places = np.unique(codes, return_inverse=True)
    return places.astype(np.int64)


def _within(cell: Indexes, step: Indexes) -> Indexes:
    """Each cell divided by another number."""
    if not len(step):
        return cell
    step = step - step.min()
    return cell * (int(step.max()) + 1) + step


def _only_compared(tally: Tally, more: Sequence[str]) -> Tally:
    """The same votes, without models that nobody voted on and nobody asked for."""
    asked = np.isin(tally.names, list(more)) if more else np.zeros(len(tally.names), dtype=bool)
    asked[tally.left] = asked[tally.right] = True
    number = np.cumsum(asked) - 1
    names = tuple(name for name, is_asked in zip(tally.names, asked.tolist(), strict=True) if is_asked)
    return Tally(names, number[tally.left], number[tally.right], tally.counts, tally.covariates, tally.labeler)
