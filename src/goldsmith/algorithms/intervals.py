"""Sets of pixels as sorted intervals: how many two share, what most of several hold, which of several is strongest.

Places are pixels counted down the columns of a frame. Work and memory grow with the number of intervals (times its
logarithm), never with the number of pixels.
"""

from __future__ import annotations

from collections.abc import Sequence
from functools import cached_property
from typing import NamedTuple

import numpy as np
import numpy.typing as npt

__all__ = ["Intervals", "above", "cut", "framed", "holding", "joined", "shared", "strongest", "total", "weigh"]

Places = npt.NDArray[np.int64]
Floats = npt.NDArray[np.float64]


class _Sides(NamedTuple):
    starts: Places
    ends: Places


class Intervals(_Sides):
    """From `starts` up to, not including, `ends`; sorted and apart."""

    @cached_property
    def passed(self) -> Places:
        """How many places lie in the first n intervals, shape (n + 1,)."""
        return np.concatenate(([0], np.cumsum(self.ends - self.starts)))


def total(intervals: Intervals) -> int:
    """How many places there are."""
    return int(intervals.passed[-1])


def shared(first: Intervals, second: Intervals) -> int:
    """How many places both hold, at the cost of the shorter list.

    >>> shared(Intervals(np.array([0, 8]), np.array([4, 9])), Intervals(np.array([2]), np.array([20])))
    3
    """
    few, many = (first, second) if len(first.starts) <= len(second.starts) else (second, first)
    passed = _before(many, np.concatenate(few))
    return int(passed[len(few.starts) :].sum() - passed[: len(few.starts)].sum())


def joined(sets: Sequence[Intervals]) -> Intervals:
    """The places that any of the sets holds."""
    edges, weight = weigh(sets, [1.0] * len(sets))
    return above(edges, weight, 0.5)


def weigh(sets: Sequence[Intervals], weights: Sequence[float]) -> tuple[Places, Floats]:
    """Edges in order, and how much weight lies on the places from each edge up to the next; the last one's is 0."""
    starts, ends = (np.concatenate([each[side] for each in sets]) for side in (0, 1))
    change = np.repeat(np.asarray(weights, dtype=np.float64), [len(each.starts) for each in sets])
    edges, place = np.unique(np.concatenate((starts, ends)), return_inverse=True)
    return edges, np.cumsum(np.bincount(place, np.concatenate((change, -change)), minlength=len(edges)))


def above(edges: Places, weight: Floats, least: float) -> Intervals:
    """The places on which more than `least` (0 or more) lies."""
    return holding(edges, weight > max(least, 1e-9))


def holding(edges: Places, is_in: npt.NDArray[np.bool_]) -> Intervals:
    """The places from each edge up to the next where `is_in`; never those after the last edge."""
    inside = np.zeros(len(edges) + 1, dtype=np.bool_)
    inside[1:-1] = is_in[:-1]
    return Intervals(edges[inside[1:] & ~inside[:-1]], edges[inside[:-1] & ~inside[1:]])


def strongest(starts: Places, ends: Places, ranks: Places) -> tuple[Places, Places]:
    """Edges in order, and the highest rank of the intervals over the places from each edge up to the next; -1: none.

    Intervals may overlap as they like. Each is laid over the edges as two stretches whose length is a power of two;
    from the longest down, stretches hand their rank to their halves.
    """
    edges = np.unique(np.concatenate((starts, ends)))
    low, high = np.searchsorted(edges, starts), np.searchsorted(edges, ends)
    level = np.frexp(high - low)[1] - 1
    best = np.full(len(edges), -1, dtype=np.int64)
    for power in range(int(level.max(initial=0)), -1, -1):
        here = level == power
        np.maximum.at(best, low[here], ranks[here])
        np.maximum.at(best, high[here] - (1 << power), ranks[here])
        if power:
            half = 1 << (power - 1)
            handed = best.copy()
            np.maximum(handed[half:], best[:-half], out=handed[half:])
            best = handed
    return edges, best


def cut(intervals: Intervals, height: int) -> Intervals:
    """The same places, cut where columns of this height end."""
    starts, ends = intervals.starts, intervals.ends
    columns = (ends - 1) // height - starts // height + 1
    first = np.repeat(np.cumsum(columns) - columns, columns)
    column = np.repeat(starts // height, columns) + np.arange(len(first)) - first
    begin = np.maximum(np.repeat(starts, columns), column * height)
    return Intervals(begin, np.minimum(np.repeat(ends, columns), (column + 1) * height))


def framed(intervals: Intervals, height: int) -> tuple[tuple[int, int, int, int], Places]:
    """The smallest window (left, top, width, height) in a frame of this height, and the run lengths inside it."""
    pieces = cut(intervals, height)
    column, row = pieces.starts // height, pieces.starts % height
    left, top = int(column[0]), int(row.min())
    wide, high = int(column[-1]) - left + 1, int((row + pieces.ends - pieces.starts).max()) - top
    starts = (column - left) * high + row - top
    ends = starts + pieces.ends - pieces.starts
    apart = starts[1:] > ends[:-1]
    starts, ends = starts[np.concatenate(([True], apart))], ends[np.concatenate((apart, [True]))]
    edges = np.concatenate(([0], np.stack((starts, ends), axis=1).ravel(), [wide * high]))
    runs = np.diff(edges)
    return (left, top, wide, high), runs if runs[-1] else runs[:-1]


def _before(intervals: Intervals, places: Places) -> Places:
    """How many places of the intervals lie before each of `places`."""
    started = np.searchsorted(intervals.starts, places)
    beyond = np.where(started > 0, intervals.ends[started - 1] - places, 0)
    return intervals.passed[started] - np.maximum(beyond, 0)
