"""Masks as run lengths: COCO's compressed form, read and written without ever painting the pixels where runs will do.

Runs go down the columns of a window, alternate, and begin with pixels outside the mask (a first run of 0 begins
inside). The compressed form writes each run from the fourth on as its difference to the run two before, in groups of
five bits with a sign, one character each from "0" on.
Source: https://github.com/cocodataset/cocoapi/blob/master/common/maskApi.c
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

import numpy as np

from goldsmith.algorithms.intervals import Intervals, cut

if TYPE_CHECKING:
    import numpy.typing as npt

    Runs = npt.NDArray[np.int64]
    Pixels = npt.NDArray[np.bool_]

__all__ = ["area", "compress", "crop", "decompress", "embed", "intervals", "paint", "runs_of"]

_FIRST: Final = 48
_MORE: Final = 0x20
_NEGATIVE: Final = 0x10
_MOST_GROUPS: Final = 10


def decompress(counts: str) -> Runs:
    """Run lengths of a compressed string, shape (n,).

    Raises ValueError for text that is no such string or holds a negative run.

    >>> decompress("52203").tolist()
    [5, 2, 2, 2, 5]
    """
    codes = np.frombuffer(counts.encode("ascii"), dtype=np.uint8).astype(np.int64) - _FIRST
    if len(codes) == 0 or codes.min() < 0 or codes.max() > 0x3F or codes[-1] & _MORE:
        raise ValueError("these are no run lengths")
    ends = np.flatnonzero(codes & _MORE == 0)
    starts = np.concatenate(([0], ends[:-1] + 1))
    place = np.arange(len(codes)) - np.repeat(starts, ends - starts + 1)
    if place.max() >= _MOST_GROUPS:
        raise ValueError("a run is too long")
    values = np.add.reduceat((codes & 0x1F) << (5 * place), starts)
    values[codes[ends] & _NEGATIVE != 0] -= 1 << (5 * (place[ends] + 1))[codes[ends] & _NEGATIVE != 0]
    runs = _undo_differences(values)
    if runs.min() < 0:
        raise ValueError("a run is negative")
    return runs


def compress(runs: Runs) -> str:
    """The compressed string of run lengths.

    >>> compress(np.array([5, 2, 2, 2, 5]))
    '52203'
    """
    values = np.array(runs, dtype=np.int64)
    values[3:] -= np.asarray(runs, dtype=np.int64)[1:-2]
    columns = []
    going = np.ones(len(values), dtype=bool)
    while going.any():
        group, values = values & 0x1F, values >> 5
        ends = np.where(group & _NEGATIVE != 0, values == -1, values == 0)
        columns.append(np.where(going, (group | np.where(ends, 0, _MORE)) + _FIRST, 0))
        going = going & ~ends
    codes = np.stack(columns, axis=1).ravel()
    return codes[codes > 0].astype(np.uint8).tobytes().decode("ascii")


def paint(runs: Runs, width: int, height: int) -> Pixels:
    """The window as pixels, shape (height, width). Raises ValueError when the runs do not fill it."""
    if int(runs.sum()) != width * height:
        raise ValueError("the runs do not fill the window")
    inside = np.arange(len(runs)) % 2 == 1
    return np.repeat(inside, runs).reshape(width, height).T


def runs_of(pixels: Pixels) -> Runs:
    """Run lengths of a window of pixels, shape (height, width)."""
    flat = np.ascontiguousarray(pixels.T).ravel()
    changes = np.flatnonzero(flat[1:] != flat[:-1]) + 1
    edges = np.concatenate(([0], changes, [len(flat)]))
    runs = np.diff(edges)
    return np.concatenate(([0], runs)) if flat[0] else runs


def area(runs: Runs) -> int:
    """Pixels inside the mask."""
    return int(runs[1::2].sum())


def intervals(runs: Runs, left: int, top: int, height: int, frame_height: int) -> Intervals:
    """The pixels inside, as places counted down the columns of a frame.

    `left`, `top`, `height` are the window's. A run over several columns of a window becomes one interval for each.
    """
    ends = np.cumsum(runs)[1::2]
    starts = ends - runs[1::2]
    pieces = cut(Intervals(starts[ends > starts], ends[ends > starts]), height)
    shift = (left + pieces.starts // height) * frame_height + top - pieces.starts // height * height
    return Intervals(pieces.starts + shift, pieces.ends + shift)


def crop(runs: Runs, width: int, height: int) -> tuple[int, int, int, int, Runs]:
    """Left, top, width and height of the smallest window around the pixels inside, and the runs in it.

    Raises ValueError when the runs do not fill `width` x `height`, or nothing is inside.

    >>> crop(np.array([4, 1, 4]), 3, 3)[:4]
    (1, 1, 1, 1)
    """
    if int(runs.sum()) != width * height or area(runs) == 0:
        raise ValueError("the runs do not fill the window, or nothing is inside")
    starts, ends = intervals(runs, 0, 0, height, height)
    columns, rows = starts // height, starts % height
    left, top = int(columns[0]), int(rows.min())
    across, down = int(columns[-1]) - left + 1, int((rows + ends - starts).max()) - top
    moved = (columns - left) * down + rows - top
    return left, top, across, down, _runs_between(moved, moved + ends - starts, across * down)


def embed(runs: Runs, window: tuple[int, int, int, int], width: int, height: int) -> Runs:
    """The runs of a whole image whose window (left, top, width, height; inside the image) has these runs."""
    left, top, _, window_height = window
    starts, ends = intervals(runs, left, top, window_height, height)
    return _runs_between(starts, ends, width * height)


def _runs_between(starts: Runs, ends: Runs, length: int) -> Runs:
    """Runs of so many pixels in all, inside from each start to each end; intervals that touch become one run."""
    apart = starts[1:] != ends[:-1]
    starts, ends = starts[np.r_[True, apart]], ends[np.r_[apart, True]]
    edges = np.stack([starts, ends], axis=1).ravel()
    last = [] if edges[-1] == length else [length]
    places: Runs = np.concatenate(([0], edges, last)).astype(np.int64)
    return places[1:] - places[:-1]


def _undo_differences(values: Runs) -> Runs:
    """Run n holds its difference to run n - 2 from the fourth on: two running sums, one for each parity."""
    runs = values.copy()
    runs[1::2] = np.cumsum(values[1::2])
    runs[2::2] = np.cumsum(values[2::2])
    return runs
