"""How alike two outlines or two lines are, and the middle one of several numbers or angles."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final, NamedTuple, TypeVar

import numpy as np
import numpy.typing as npt

__all__ = [
    "Area",
    "circular_median",
    "line_distance",
    "most_central",
    "polygon_overlap",
    "polygon_overlaps",
    "weighted_median",
    "weighted_middle",
]

N = TypeVar("N", int, float)

GRID: Final = 128
STATIONS: Final = 33

Floats = npt.NDArray[np.float64]
Vertices = Sequence[tuple[float, float]]


class Area(NamedTuple):
    """What an outline encloses, without its holes."""

    outline: Vertices
    holes: Sequence[Vertices] = ()


def polygon_overlap(first: Area, second: Area) -> float:
    """Intersection over union of two polygons; see `polygon_overlaps`."""
    return float(polygon_overlaps([first, second])[0, 1])


def polygon_overlaps(areas: Sequence[Area]) -> Floats:
    """Intersection over union of each polygon with each, shape (n, n).

    Counted on a grid of 128 cells along the longer side of the box around them all, which keeps self-crossing and
    degenerate outlines harmless; of two compact outlines the error is below about 2 %.
    """
    places = np.concatenate([area.outline for area in areas])
    (left, top), (right, bottom) = places.min(axis=0), places.max(axis=0)
    scale = (GRID - 1) / max(right - left, bottom - top, 1e-9)
    filled = _fill(areas, left, top, scale)
    both = np.bitwise_count(filled[:, None] & filled).sum(axis=2, dtype=np.int64)
    alone = np.diagonal(both)
    either = alone[:, None] + alone - both
    overlaps: Floats = np.divide(both, either, out=np.zeros(both.shape), where=either > 0)
    return overlaps


def most_central(apart: Floats, weights: Sequence[float]) -> int:
    """Return which of several things lies nearest to all, by weight. `apart[i, j]`: how far one is from the other.

    Of two it is the one that counts more; of equals the first.
    """
    return int(np.argmin(apart @ np.asarray(weights, dtype=np.float64)))


def line_distance(first: Vertices, second: Vertices) -> float:
    """Mean distance between two lines, walked in step from end to end in the better of both directions."""
    one, other = _walk(first), _walk(second)
    forth = np.hypot(*(one - other).T).mean()
    back = np.hypot(*(one - other[::-1]).T).mean()
    return float(min(forth, back))


def weighted_median(values: Sequence[float], weights: Sequence[float]) -> float:
    """Return where half of the weight is passed, between two values in proportion: of two their weighted mean.

    Each value holds its weight around itself, so that the median moves smoothly as weights change and no small
    difference between two labelers makes one of them decide alone.

    >>> weighted_median([1, 2, 10], [1, 1, 1]), weighted_median([1, 2], [1, 1]), weighted_median([1, 2], [1, 3])
    (2.0, 1.5, 1.75)
    """
    half = sum(weights) / 2
    passed = 0.0
    before: tuple[float, float] | None = None
    for value, weight in sorted(zip(values, weights, strict=True)):
        center = passed + weight / 2
        if center >= half:
            return value if before is None else _between(before, (center, value), half)
        passed, before = passed + weight, (center, value)
    return max(values)


def weighted_middle(values: Sequence[N], weights: Sequence[float]) -> N:
    """Return the lower weighted median: always one of the values given."""
    half = sum(weights) / 2
    passed = 0.0
    for value, weight in sorted(zip(values, weights, strict=True)):
        passed += weight
        if passed >= half:
            return value
    return max(values)


def circular_median(angles: Sequence[float], weights: Sequence[float], period: float) -> float:
    """Return the weighted median of angles that come round again after `period` (180 degrees for an axis).

    The circle is cut open opposite the weighted mean direction, and the median taken on what then is a line; where no
    direction prevails, it is cut opposite the heaviest angle. The result lies within half a period of that direction.

    >>> circular_median([179, 1, 2], [1, 1, 1], 180), circular_median([10, 190], [1, 1], 180)
    (1.0, 10.0)
    """
    turns = np.exp(2j * np.pi * np.asarray(angles, dtype=np.float64) / period)
    mean = complex(np.dot(turns, weights))
    heaviest = max(range(len(angles)), key=lambda number: weights[number])
    has_direction = abs(mean) > 1e-6 * sum(weights)
    middle = float(np.angle(mean)) * period / (2 * np.pi) if has_direction else angles[heaviest]
    # To nine digits: the mean direction leaves others that nobody drew.
    offsets = [round((angle - middle + period / 2) % period - period / 2, 9) for angle in angles]
    return round(middle + weighted_median(offsets, weights), 9)


def _between(low: tuple[float, float], high: tuple[float, float], place: float) -> float:
    """The value at a place between two (place, value)."""
    share = (place - low[0]) / (high[0] - low[0])
    return min(low[1] + share * (high[1] - low[1]), high[1])


def _fill(areas: Sequence[Area], left: float, top: float, scale: float) -> npt.NDArray[np.uint64]:
    """The cells inside each area, 64 in a word, shape (areas, words). They are drawn below each other on one canvas."""
    from PIL import Image, ImageDraw

    canvas = Image.new("1", (GRID, GRID * len(areas)))
    drawing = ImageDraw.Draw(canvas)
    for number, area in enumerate(areas):
        for ring, ink in ((area.outline, 1), *((hole, 0) for hole in area.holes)):
            drawing.polygon([((x - left) * scale, (y - top) * scale + number * GRID) for x, y in ring], fill=ink)
    return np.frombuffer(canvas.tobytes(), dtype=np.uint64).reshape(len(areas), -1)


def _walk(vertices: Vertices) -> Floats:
    """Points at equal steps along the line, both ends included."""
    points = np.asarray(vertices, dtype=np.float64)
    steps = np.hypot(*np.diff(points, axis=0).T)
    along = np.concatenate([[0.0], np.cumsum(steps)])
    stations = np.linspace(0.0, along[-1], STATIONS)
    return np.stack([np.interp(stations, along, points[:, axis]) for axis in (0, 1)], axis=1)
