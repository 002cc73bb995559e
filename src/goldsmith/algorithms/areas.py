"""Areas of pixels and the outlines around them, both ways: what lies inside rings, and the rings around what is inside.

A pixel is the unit square right of and below its place; it belongs to rings when its middle lies inside an odd number
of them, so that a hole is one more ring. Rings around pixels run along their borders: filled, they give the same ones.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Final

import numpy as np
import numpy.typing as npt

__all__ = ["Part", "Ring", "ellipse_ring", "fill", "join", "outline", "simplify"]

Floats = npt.NDArray[np.float64]
Integers = npt.NDArray[np.int64]
Pixels = npt.NDArray[np.bool_]
Ring = Floats
"""Corners of a closed outline, shape (n, 2): x and y."""
Part = list[Ring]
"""The outline of one area, then those of its holes."""

MOST_CROSSINGS: Final = 4_000_000
LEAST_CORNERS: Final = 8
MOST_CORNERS: Final = 720


def fill(rings: Sequence[Ring], width: int, height: int) -> Pixels:
    """Paint the pixels of a window whose left upper corner is 0, 0, shape (height, width); no other is ever touched.

    >>> fill([np.array([[0.0, 0.0], [2.0, 0.0], [2.0, 1.0], [0.0, 1.0]])], 3, 2).astype(int).tolist()
    [[1, 1, 0], [0, 0, 0]]
    """
    changes = np.zeros((height, width + 1), dtype=np.uint8)
    for rows, columns in _crossings(rings, width, height):
        np.bitwise_xor.at(changes, (rows, columns), 1)
    return np.bitwise_xor.accumulate(changes, axis=1)[:, :width].astype(np.bool_)


def outline(pixels: Pixels) -> list[Part]:
    """Rings around the areas of pixels that touch by their sides, in the order of their first rows; corners only.

    >>> [[ring.tolist() for ring in part] for part in outline(np.array([[True, True]]))]
    [[[[0.0, 0.0], [2.0, 0.0], [2.0, 1.0], [0.0, 1.0]]]]
    """
    from scipy.ndimage import label

    areas, _ = label(pixels)
    parts: dict[int, Part] = {}
    for ring in _borders(pixels):
        x, y = int(ring[0, 0]), int(ring[0, 1])
        is_hole = not pixels[y, x]
        parts.setdefault(int(areas[y - is_hole, x]), []).append(ring)
    return list(parts.values())


def simplify(ring: Ring, tolerance: float) -> Ring:
    """Leave out corners that lie no further than the tolerance from the line that remains; at least three stay.

    Source: Douglas and Peucker (1973), https://doi.org/10.3138/FM57-6770-U75U-7727
    """
    if len(ring) <= 3:
        return ring
    far = int(np.argmax(np.hypot(*(ring - ring[0]).T)))
    closed = np.concatenate([ring, ring[:1]])
    keep = np.zeros(len(closed), dtype=np.bool_)
    keep[[0, far, -1]] = True
    spans = [(0, far), (far, len(ring))]
    while spans:
        start, end = spans.pop()
        if end - start < 2:
            continue
        apart = _distances(closed[start + 1 : end], closed[start], closed[end])
        farthest = int(np.argmax(apart))
        if apart[farthest] > tolerance:
            middle = start + 1 + farthest
            keep[middle] = True
            spans += [(start, middle), (middle, end)]
    simple = closed[:-1][keep[:-1]]
    return simple if len(simple) >= 3 else ring


def join(rings: Sequence[Ring]) -> Ring:
    """Make one ring of several: each is entered and left along one seam, where it is nearest to those before.

    A seam has no area, so the pixels inside are the same.
    """
    from scipy.spatial import cKDTree

    joined = rings[0]
    for ring in rings[1:]:
        apart, nearest = cKDTree(joined).query(ring)
        there = int(np.argmin(apart))
        here = int(nearest[there])
        detour = np.concatenate([ring[there:], ring[: there + 1], joined[here : here + 1]])
        joined = np.concatenate([joined[: here + 1], detour, joined[here + 1 :]])
    return joined


def ellipse_ring(x: float, y: float, radius_x: float, radius_y: float, degrees: float, tolerance: float = 0.25) -> Ring:
    """Corners on an ellipse that is turned clockwise, so many that no side is further than the tolerance from it."""
    longest = max(radius_x, radius_y)
    half_step = np.arccos(1 - min(1.0, tolerance / longest))
    corners = int(np.clip(np.ceil(np.pi / half_step), LEAST_CORNERS, MOST_CORNERS))
    angles = np.arange(corners) * 2 * np.pi / corners
    across, down = radius_x * np.cos(angles), radius_y * np.sin(angles)
    cos, sin = np.cos(np.radians(degrees)), np.sin(np.radians(degrees))
    return np.stack([x + across * cos - down * sin, y + across * sin + down * cos], axis=1)


def _crossings(rings: Sequence[Ring], width: int, height: int) -> Iterator[tuple[Integers, Integers]]:
    """Rows, and the first column right of where a side of a ring crosses the middle of that row, in batches."""
    starts = np.concatenate(rings)
    ends = np.concatenate([np.roll(ring, -1, axis=0) for ring in rings])
    top, bottom = np.minimum(starts[:, 1], ends[:, 1]), np.maximum(starts[:, 1], ends[:, 1])
    first, last = (np.clip(np.ceil(edge - 0.5), 0, height).astype(np.int64) for edge in (top, bottom))
    reached = np.cumsum(last - first)
    begin = 0
    while begin < len(starts):
        done = int(reached[begin - 1]) if begin else 0
        stop = max(begin + 1, int(np.searchsorted(reached, done + MOST_CROSSINGS, side="right")))
        sides = np.arange(begin, stop)
        counts = (last - first)[sides]
        side = np.repeat(sides, counts)
        rows = np.arange(len(side)) - np.repeat(np.cumsum(counts) - counts, counts) + first[side]
        slope = (rows + 0.5 - starts[side, 1]) / (ends[side, 1] - starts[side, 1])
        x = starts[side, 0] + slope * (ends[side, 0] - starts[side, 0])
        yield rows, np.clip(np.ceil(x - 0.5), 0, width).astype(np.int64)
        begin = stop


def _borders(pixels: Pixels) -> Iterator[Ring]:
    """Walk all borders; a ring begins at its first corner by row and column and goes right."""
    ys, xs, along_row, along_column = _corners(pixels)
    visited = np.zeros(len(ys), dtype=np.bool_)
    for start in range(len(ys)):
        if visited[start]:
            continue
        ring, here = [], start
        while not visited[here]:
            there = int(along_row[here])
            visited[[here, there]] = True
            ring += [here, there]
            here = int(along_column[there])
        yield np.stack([xs[ring], ys[ring]], axis=1).astype(np.float64)


def _corners(pixels: Pixels) -> tuple[Integers, Integers, Integers, Integers]:
    """Places of all corners, and which corner each is joined with along its row and along its column.

    Where two pixels touch by a corner alone, there are two corners, and each belongs to the border of one pixel.
    """
    framed = np.pad(pixels, 1)
    above_left, above_right = framed[:-1, :-1], framed[:-1, 1:]
    below_left, below_right = framed[1:, :-1], framed[1:, 1:]
    falls = above_left & below_right & ~above_right & ~below_left
    rises = above_right & below_left & ~above_left & ~below_right
    is_corner = (above_left ^ above_right ^ below_left ^ below_right) | falls | rises
    ys, xs = np.nonzero(is_corner)
    twice = (falls | rises)[ys, xs]
    copies = np.repeat(np.arange(len(ys)), 1 + twice)
    is_second = np.concatenate(([False], copies[1:] == copies[:-1])) if len(copies) else np.zeros(0, dtype=np.bool_)
    ys, xs = ys[copies], xs[copies]
    # The first copy ends the side on its left; it also has the side above where pixels fall, else the second has.
    is_lower = is_second ^ rises[ys, xs]
    return ys, xs, _pairs(np.lexsort((is_second, xs, ys))), _pairs(np.lexsort((is_lower, ys, xs)))


def _pairs(order: Integers) -> Integers:
    """Join the first with the second, the third with the fourth, and so on, in this order."""
    partner = np.empty(len(order), dtype=np.int64)
    partner[order[0::2]], partner[order[1::2]] = order[1::2], order[0::2]
    return partner


def _distances(points: Floats, start: Floats, end: Floats) -> Floats:
    """Distances of points from a line; from a place, where the line has no length."""
    direction = end - start
    length = float(np.hypot(*direction))
    away = points - start
    if length == 0:
        return np.hypot(away[:, 0], away[:, 1])
    apart: Floats = np.abs(away[:, 0] * direction[1] - away[:, 1] * direction[0]) / length
    return apart
