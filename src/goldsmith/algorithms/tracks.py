"""Tracks: places that move with time. Which of two labelers are the same object, and how few keyframes hold a path.

A track is a run of keyframes (frame, numbers, gone or not): its numbers move evenly from one keyframe to the next, hold
still before a keyframe at which it is gone, and after its last one.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Final

import numpy as np
import numpy.typing as npt

__all__ = ["Tracks", "present_spans", "thin_path", "track_overlap", "weighted_medians", "worth_comparing"]

Floats = npt.NDArray[np.float64]
Indexes = npt.NDArray[np.int64]
Flags = npt.NDArray[np.bool_]
Likeness = Callable[[Floats, Floats], Floats]
"""Rows of numbers of one track, rows of the other: how alike each two places are, in [0, 1]."""

MOST_STATIONS: Final = 64
FEW_STATIONS: Final = 8
MOST_ROWS: Final = 1_000_000


class Tracks:
    """Many tracks in a few arrays, so that any of them can be asked for any frame at once.

    `starts` holds the place of each track's first keyframe, and the number of all at the end; `frames`, `numbers` and
    `is_gone` are the keyframes of all tracks, one after the other. Frames are below 2**31.
    """

    def __init__(self, starts: Indexes, frames: Indexes, numbers: Floats, is_gone: Flags) -> None:
        self.starts, self.frames, self.numbers, self.is_gone = starts, frames, numbers, is_gone
        self._keys = np.repeat(np.arange(len(starts) - 1), np.diff(starts)) << 32 | frames

    def __len__(self) -> int:
        return len(self.starts) - 1

    def at(self, tracks: Indexes, frames: Indexes) -> tuple[Floats, Flags]:
        """Return the numbers of tracks at frames, row by row, and whether they are there."""
        here = self.in_force(tracks, frames)
        is_begun = self.frames[here] <= frames
        after = np.minimum(here + 1, self.starts[tracks + 1] - 1)
        is_moving = is_begun & (after > here) & ~self.is_gone[after]
        gap = np.where(is_moving, self.frames[after] - self.frames[here], 1)
        share = np.where(is_moving, (frames - self.frames[here]) / gap, 0.0)
        numbers = self.numbers[here] + (self.numbers[after] - self.numbers[here]) * share[:, None]
        return numbers, is_begun & ~self.is_gone[here]

    def in_force(self, tracks: Indexes, frames: Indexes) -> Indexes:
        """Return the places of the last keyframes at or before the frames, or else of the first ones."""
        here = np.searchsorted(self._keys, tracks << 32 | frames, side="right") - 1
        return np.maximum(here, self.starts[tracks])

    def extents(self, horizon: int) -> tuple[Indexes, Indexes]:
        """Return the first frame of each track, and one after its last; a track without an end lasts to the horizon."""
        last = self.starts[1:] - 1
        return self.frames[self.starts[:-1]], np.where(self.is_gone[last], self.frames[last], horizon)


def track_overlap(
    first: Tracks, second: Tracks, here: Indexes, there: Indexes, likeness: Likeness, stations: int = MOST_STATIONS
) -> Floats:
    """Return how alike tracks are, pair by pair: summed likeness over the frames in which either of them is there.

    With the overlap of boxes as likeness this is the spatio-temporal intersection over union by which video instances
    are matched (Yang, Fan and Xu: Video Instance Segmentation, 2019, https://arxiv.org/abs/1905.04804), which counts
    finding, placing and following alike, as HOTA does (Luiten et al., 2021, https://arxiv.org/abs/2009.07736). Of pairs
    that last longer than `stations` frames, that many are looked at, evenly spread from the first on: an appearance
    that falls between two of them is not seen.
    """
    horizon = int(max(first.frames.max(), second.frames.max())) + 1
    ours, theirs = first.extents(horizon), second.extents(horizon)
    found = np.zeros(len(here))
    step = max(1, MOST_ROWS // stations)
    for begin in range(0, len(here), step):
        pick = slice(begin, begin + step)
        start = np.minimum(ours[0][here[pick]], theirs[0][there[pick]])
        end = np.maximum(ours[1][here[pick]], theirs[1][there[pick]])
        frames, is_asked = _stations(start, end, stations)
        found[pick] = _overlap_at(first, second, here[pick], there[pick], frames, is_asked, likeness)
    return found


def worth_comparing(
    first: Tracks, second: Tracks, here: Indexes, there: Indexes, likeness: Likeness, least: float
) -> tuple[Indexes, Indexes]:
    """Leave out the pairs that a look at eight frames shows to be far from alike."""
    is_worth = track_overlap(first, second, here, there, likeness, FEW_STATIONS) > least
    return here[is_worth], there[is_worth]


def present_spans(
    changes: Sequence[Sequence[tuple[int, bool]]], weights: Sequence[float]
) -> list[tuple[int, int | None]]:
    """Return the runs of frames in which at least half of the weight says that something is there.

    `changes` holds for each labeler (frame, whether it is there from then on) in order. A run without an end ends with
    None. Where nobody agrees with half of the others, the runs in which most weight agrees are given.

    >>> present_spans([[(0, True), (10, False)], [(2, True), (12, False)], [(4, True)]], [1, 1, 1])
    [(2, 12)]
    """
    steps: dict[int, float] = {}
    for said, weight in zip(changes, weights, strict=True):
        is_there = False
        for frame, is_next in said:
            if is_next != is_there:
                steps[frame] = steps.get(frame, 0.0) + (weight if is_next else -weight)
                is_there = is_next
    frames = sorted(steps)
    levels = np.cumsum([steps[frame] for frame in frames])
    enough = min(sum(weights) / 2, float(levels.max())) * (1 - 1e-9)
    found: list[tuple[int, int | None]] = []
    begun: int | None = None
    for frame, level in zip(frames, levels, strict=True):
        if begun is None and level >= enough:
            begun = frame
        elif begun is not None and level < enough:
            found.append((begun, frame))
            begun = None
    return found if begun is None else [*found, (begun, None)]


def weighted_medians(values: Floats, weights: Floats) -> Floats:
    """Return `goldsmith.algorithms.outlines.weighted_median` of each column; what has no weight does not count.

    `values` and `weights` have a row for each labeler; every column has some weight.
    """
    ordered = np.where(weights > 0, values, np.inf)
    order = np.lexsort((weights, ordered), axis=0)
    ordered, weights = np.take_along_axis(ordered, order, 0), np.take_along_axis(weights, order, 0)
    centers = np.cumsum(weights, axis=0) - weights / 2
    half = weights.sum(axis=0) / 2
    high = np.argmax(centers >= half * (1 - 1e-12), axis=0)[None]
    low = np.maximum(high - 1, 0)
    above, below = np.take_along_axis(ordered, high, 0)[0], np.take_along_axis(ordered, low, 0)[0]
    far, near = np.take_along_axis(centers, high, 0)[0], np.take_along_axis(centers, low, 0)[0]
    share = np.divide(half - near, far - near, out=np.ones_like(half), where=far > near)
    middle: Floats = np.clip(below + np.clip(share, 0, 1) * (above - below), below, above)
    return middle


def thin_path(frames: Indexes, numbers: Floats, tolerance: float) -> list[int]:
    """Return which rows are enough so that moving evenly between them is nowhere off by more than the tolerance.

    The first and the last row always stay. (Ramer, 1972; Douglas and Peucker, 1973; with time as the line's length.)

    >>> thin_path(np.array([0, 1, 2, 3]), np.array([[0.0], [1.0], [2.0], [9.0]]), 0.5)
    [0, 2, 3]
    """
    keep = {0, len(frames) - 1}
    open_ends = [(0, len(frames) - 1)]
    while open_ends:
        low, high = open_ends.pop()
        if high - low < 2:
            continue
        share = (frames[low + 1 : high] - frames[low]) / (frames[high] - frames[low])
        straight = numbers[low] + share[:, None] * (numbers[high] - numbers[low])
        off = np.abs(numbers[low + 1 : high] - straight).max(axis=1)
        worst = int(off.argmax())
        if off[worst] > tolerance:
            middle = low + 1 + worst
            keep.add(middle)
            open_ends += [(low, middle), (middle, high)]
    return sorted(keep)


def _stations(start: Indexes, end: Indexes, count: int) -> tuple[Indexes, Flags]:
    """Frames to look at for each pair, as a table, and which of them count: short stretches have fewer frames."""
    length = (end - start)[:, None]
    number = np.arange(count)[None, :]
    spread = np.where(length <= count, number, number * length // count)
    return start[:, None] + spread, number < length


def _overlap_at(
    first: Tracks, second: Tracks, here: Indexes, there: Indexes, frames: Indexes, is_asked: Flags, likeness: Likeness
) -> Floats:
    count = frames.shape[1]
    ours, is_ours = first.at(np.repeat(here, count), frames.ravel())
    theirs, is_theirs = second.at(np.repeat(there, count), frames.ravel())
    is_both = is_ours & is_theirs & is_asked.ravel()
    alike = np.zeros(len(is_both))
    alike[is_both] = likeness(ours[is_both], theirs[is_both])
    either = ((is_ours | is_theirs) & is_asked.ravel()).reshape(frames.shape).sum(axis=1)
    overlap: Floats = np.minimum(alike.reshape(frames.shape).sum(axis=1) / np.maximum(either, 1), 1.0)
    return overlap
