"""Votes between two models, counted; and whether they can rank the models at all."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Any, Final, cast

import numpy as np
import numpy.typing as npt
import pyarrow as pa

from goldsmith.algorithms.pairs import LEFT, RIGHT, TIE

__all__ = ["Tally", "UnrankableError", "check_rankable", "count_votes", "whoever_voted"]

Floats = npt.NDArray[np.float64]
Indexes = npt.NDArray[np.int64]

OUTCOMES: Final = {"left": LEFT, "right": RIGHT, "tie": TIE, "both_good": TIE, "both_bad": TIE}
MOST_NAMED: Final = 5


class UnrankableError(ValueError):
    """The votes put groups of models in no order: `groups`, the largest first."""

    def __init__(self, message: str, groups: Sequence[Sequence[str]]) -> None:
        super().__init__(message)
        self.groups = groups


@dataclass(frozen=True, eq=False)
class Tally:
    """Votes, one row for all that are alike: the models shown left and right, and how often left, right, neither won.

    `names` are those of the models, `left` and `right` their numbers, `counts` has shape (rows, 3). `covariates`,
    shape (rows, columns), say what else the left answer has more of; `labeler` is who voted, None where nobody asks.
    """

    names: tuple[str, ...]
    left: Indexes
    right: Indexes
    counts: Floats
    covariates: Floats
    labeler: Indexes | None = None

    @cached_property
    def votes(self) -> float:
        return float(self.counts.sum())

    @cached_property
    def labelers(self) -> int:
        """How many people voted; 0 where nobody asks."""
        return 0 if self.labeler is None else len(np.unique(self.labeler))

    @cached_property
    def compared(self) -> Floats:
        """How many votes there are on each pair, shape (models, models), symmetric."""
        n = len(self.names)
        seen = np.bincount(self.left * n + self.right, self.counts.sum(axis=1), n * n).reshape(n, n)
        return cast(Floats, seen + seen.T)


def whoever_voted(tally: Tally) -> Tally:
    """The same votes, those of all labelers together; where covariates tell votes apart, a row each as before."""
    if tally.covariates.shape[1]:
        return Tally(tally.names, tally.left, tally.right, tally.counts, tally.covariates)
    n = len(tally.names)
    pair, place = np.unique(tally.left * n + tally.right, return_inverse=True)
    counts = [np.bincount(place, tally.counts[:, outcome], len(pair)) for outcome in (LEFT, RIGHT, TIE)]
    return Tally(tally.names, pair // n, pair % n, np.stack(counts, axis=1), np.zeros((len(pair), 0)))


def count_votes(
    left: Any,
    right: Any,
    winner: Any,
    *,
    labelers: Any = None,
    covariates: npt.ArrayLike | None = None,
    names: Iterable[str] = (),
) -> Tally:
    """Count votes from equally long columns: Arrow, pandas, NumPy or lists.

    `left` and `right` name the models as shown, `winner` is "left", "right", "tie", "both_good" or "both_bad" (the last
    three are ties). With `labelers` votes of one person are not taken for independent. `covariates`, shape (votes,
    columns), hold what the left answer has more of than the right one, such as the log of its length. `names` may add
    models without votes. Raises ValueError for other winners, missing values, and a model compared with itself.
    """
    known, one, other = _numbers(left, right, names)
    won = _outcomes(winner)
    if not len(one) == len(other) == len(won):
        raise ValueError("left, right and winner must be equally long")
    if (one == other).any():
        raise ValueError("a model cannot be compared with itself")
    who = None if labelers is None else _codes(_arrow(labelers, "labelers"))[1]
    beside = np.zeros((len(won), 0)) if covariates is None else _covariates(covariates, len(won))
    if who is not None and len(who) != len(won):
        raise ValueError("labelers must be as long as winner")
    if beside.shape[1]:
        counts = np.zeros((len(won), 3))
        counts[np.arange(len(won)), won] = 1.0
        return Tally(known, one, other, counts, beside, who)
    return _grouped(known, one, other, won, who)


def _grouped(names: tuple[str, ...], left: Indexes, right: Indexes, won: Indexes, who: Indexes | None) -> Tally:
    n = max(len(names), 1)
    cell = left * n + right
    if who is not None:
        cell += who * (n * n)
    if who is None and n * n <= 4 * len(won) + 1_000:  # counting is faster than sorting, where it stays small
        table = np.bincount(cell * 3 + won, minlength=3 * n * n).reshape(-1, 3)
        cells = np.flatnonzero(table.any(axis=1))
        counts = table[cells].astype(np.float64)
    else:
        cells, place = np.unique(cell, return_inverse=True)
        counts = np.bincount(place * 3 + won, minlength=3 * len(cells)).reshape(-1, 3).astype(np.float64)
    labeler = None if who is None else cells // (n * n)
    pair = cells % (n * n)
    return Tally(names, pair // n, pair % n, counts, np.zeros((len(cells), 0)), labeler)


def _numbers(left: Any, right: Any, more: Iterable[str]) -> tuple[tuple[str, ...], Indexes, Indexes]:
    """Names in alphabetical order, and the number of the model in each row of both columns."""
    one, other = _arrow(left, "left"), _arrow(right, "right")
    named, codes = _codes(pa.chunked_array([*one.chunks, *other.chunks, pa.array(list(more), pa.string())]))
    order = sorted(range(len(named)), key=named.__getitem__)
    number = np.empty(len(order), dtype=np.int64)
    number[order] = np.arange(len(order))
    places = number[codes]
    return tuple(named[each] for each in order), places[: len(one)], places[len(one) : len(one) + len(other)]


def _codes(column: pa.ChunkedArray) -> tuple[list[str], Indexes]:
    coded = column.dictionary_encode().combine_chunks()
    if isinstance(coded, pa.ChunkedArray):  # combine_chunks leaves an empty column in chunks
        return [], np.zeros(0, dtype=np.int64)
    return coded.dictionary.to_pylist(), coded.indices.to_numpy(zero_copy_only=False).astype(np.int64)


def _arrow(column: Any, what: str) -> pa.ChunkedArray:
    """A column of texts in Arrow. Raises ValueError for a missing value."""
    if isinstance(column, pa.ChunkedArray):
        found = column
    else:
        found = pa.chunked_array([column if isinstance(column, pa.Array) else pa.array(column)])
    if found.null_count:
        raise ValueError(f"{what} has {found.null_count:,} missing values")
    if pa.types.is_dictionary(found.type):
        found = pa.chunked_array([chunk.dictionary_decode() for chunk in found.chunks], found.type.value_type)
    return found.cast(pa.string())


def _outcomes(winner: Any) -> Indexes:
    named, codes = _codes(_arrow(winner, "winner"))
    unknown = sorted(set(named) - OUTCOMES.keys())
    if unknown:
        raise ValueError(f"winner must be one of {', '.join(OUTCOMES)}, not {unknown[0]!r}")
    return np.array([OUTCOMES[name] for name in named], dtype=np.int64)[codes]


def _covariates(given: npt.ArrayLike, votes: int) -> Floats:
    values = np.asarray(given, dtype=np.float64)
    if values.ndim != 2 or len(values) != votes or not np.isfinite(values).all():
        raise ValueError("covariates must be finite numbers, a row a vote")
    return values


def check_rankable(tally: Tally) -> None:
    """Raise UnrankableError unless every group of models has won or tied against the others and lost or tied as well.

    Only then has the likelihood of Bradley-Terry a maximum. Source: L. R. Ford, Amer. Math. Monthly 64 (1957).
    """
    from scipy.sparse import coo_array
    from scipy.sparse.csgraph import connected_components

    n = len(tally.names)
    if n < 2:
        raise UnrankableError("There are no two models to compare.", [tally.names] if n else [])
    if not tally.counts[:, (LEFT, RIGHT)].any():
        raise UnrankableError("Every vote is a tie, so nothing tells the models apart.", [tally.names])
    ahead = tally.counts[:, LEFT] + tally.counts[:, TIE] > 0
    behind = tally.counts[:, RIGHT] + tally.counts[:, TIE] > 0
    start = np.concatenate([tally.left[ahead], tally.right[behind]])
    end = np.concatenate([tally.right[ahead], tally.left[behind]])
    graph = coo_array((np.ones(len(start)), (start, end)), shape=(n, n)).tocsr()
    apart, island = connected_components(graph, directed=True, connection="weak")
    if apart > 1:
        groups = _groups(tally.names, island)
        raise UnrankableError(f"{_said(groups[-1])} was never compared with the others.", groups)
    parts, part = connected_components(graph, directed=True, connection="strong")
    if parts > 1:
        groups = _groups(tally.names, part)
        raise UnrankableError(f"{_said(groups[-1])} always won or always lost against the others.", groups)


def _groups(names: Sequence[str], part: npt.NDArray[Any]) -> list[list[str]]:
    found: dict[int, list[str]] = {}
    for name, number in zip(names, part.tolist(), strict=True):
        found.setdefault(number, []).append(name)
    return sorted(found.values(), key=len, reverse=True)


def _said(names: Sequence[str]) -> str:
    more = len(names) - MOST_NAMED
    return ", ".join(names[:MOST_NAMED]) + (f" and {more} more" if more > 0 else "")
