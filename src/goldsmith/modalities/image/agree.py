"""Shapes of different labelers: near enough means the same object, whatever label they gave it."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from functools import partial
from typing import TYPE_CHECKING, Any, Final

import msgspec

from goldsmith.modalities.image.shapes import Box, Line, Point, Polygon, bounds
from goldsmith.modalities.objects import Geometry, align_objects, answer_similarity, merge_objects

if TYPE_CHECKING:
    import numpy as np
    import numpy.typing as npt

    Floats = npt.NDArray[np.float64]

__all__ = ["align", "merge", "similarity"]

LEAST: Final = 0.25
REACH: Final = 0.02
LEAST_REACH: Final = 6.0
MOST_OUTLINES: Final = 20_000


def near(first: Sequence[Any], second: Sequence[Any]) -> Iterable[tuple[int, int, float]]:
    """Pairs of shapes of one type by overlap (boxes, polygons) or by distance (lines, points)."""
    pairs = _Candidates(first, second)
    score = pairs.overlap() if isinstance(first[0], Box | Polygon) else pairs.closeness()
    close = score >= LEAST
    return zip(pairs.here[close].tolist(), pairs.there[close].tolist(), score[close].tolist(), strict=True)


def combine(shapes: Sequence[Any], weights: Sequence[float]) -> Any:
    """Median edges of boxes and places of points; of polygons and lines the one that lies most in the middle."""
    first = shapes[0]
    if all(_same_place(first, shape) for shape in shapes[1:]):
        return first
    if isinstance(first, Box):
        return _median_box(shapes, weights)
    if isinstance(first, Point):
        return msgspec.structs.replace(
            first, x=_median([point.x for point in shapes], weights), y=_median([point.y for point in shapes], weights)
        )
    return _most_central(shapes, weights)


class _Candidates:
    """Pairs of shapes worth comparing: `here` and `there` index them, `ours` and `theirs` are their bounds in rows."""

    def __init__(self, first: Sequence[Any], second: Sequence[Any]) -> None:
        import numpy as np

        from goldsmith.algorithms.matching import candidate_pairs

        self.first, self.second = first, second
        ours, theirs = (np.array([bounds(shape) for shape in shapes], dtype=float) for shapes in (first, second))
        self.here, self.there = candidate_pairs(ours, theirs)
        self.ours, self.theirs = ours[self.here], theirs[self.there]

    def overlap(self) -> Floats:
        from goldsmith.algorithms.matching import box_overlap

        score = box_overlap(self.ours, self.theirs)
        if isinstance(self.first[0], Polygon):
            # The boxes around outlines say which pairs are worth a look, and decide alone when those are too many.
            worth = (score >= LEAST / 2).nonzero()[0]
            if len(worth) <= MOST_OUTLINES:
                for pair in worth:
                    score[pair] = _outline_overlap(self.first[self.here[pair]], self.second[self.there[pair]])
        return score

    def closeness(self) -> Floats:
        """1 in the same place, falling with the distance; what counts as near grows with the image.

        The farthest coordinate drawn stands in for the size of the image, as answers do not carry that.
        """
        import numpy as np

        reach = max(LEAST_REACH, REACH * float(max(np.abs(self.ours).max(), np.abs(self.theirs).max())))
        apart = np.abs(self.ours - self.theirs).max(axis=1)
        if isinstance(self.first[0], Line):
            for pair in (apart <= 4 * reach).nonzero()[0]:
                apart[pair] = _line_distance(self.first[self.here[pair]], self.second[self.there[pair]])
        score: Floats = np.exp(-apart / reach)
        return score


def _median_box(boxes: Sequence[Box], weights: Sequence[float]) -> Box:
    edges = [bounds(box) for box in boxes]
    left, top, right, bottom = (_median([edge[side] for edge in edges], weights) for side in range(4))
    # A millionth of a pixel: subtraction would otherwise leave digits that nobody drew.
    return msgspec.structs.replace(
        boxes[0], left=left, top=top, width=round(right - left, 6), height=round(bottom - top, 6)
    )


def _median(values: Sequence[float], weights: Sequence[float]) -> float:
    from goldsmith.algorithms.outlines import weighted_median

    return weighted_median(values, weights)


def _most_central(shapes: Sequence[Any], weights: Sequence[float]) -> Any:
    def centrality(number: int) -> float:
        return sum(
            weight * _likeness(shapes[number], shape)
            for other, (shape, weight) in enumerate(zip(shapes, weights, strict=True))
            if other != number
        )

    return shapes[max(range(len(shapes)), key=centrality)]


def _likeness(one: Any, other: Any) -> float:
    return _outline_overlap(one, other) if isinstance(one, Polygon) else -_line_distance(one, other)


def _outline_overlap(one: Polygon, other: Polygon) -> float:
    from goldsmith.algorithms.outlines import polygon_overlap

    return 1.0 if _same_place(one, other) else polygon_overlap(_pairs(one), _pairs(other))


def _line_distance(one: Line, other: Line) -> float:
    from goldsmith.algorithms.outlines import line_distance

    return line_distance(_pairs(one), _pairs(other))


def _pairs(shape: Polygon | Line) -> list[tuple[float, float]]:
    return [(vertex.x, vertex.y) for vertex in shape.vertices]


def _same_place(one: Any, other: Any) -> bool:
    if isinstance(one, Polygon | Line):
        return bool(one.vertices == other.vertices)
    return bounds(one) == bounds(other)


SHAPES: Final = Geometry(near, combine)
align: Any = partial(align_objects, SHAPES)
merge: Any = partial(merge_objects, SHAPES)
similarity: Any = partial(answer_similarity, SHAPES)
