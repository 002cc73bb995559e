"""One labeler's shapes of one type, measured once for all comparisons, and the pairs of two labelers' shapes."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import Any, Final, NamedTuple

import numpy as np
import numpy.typing as npt

from goldsmith.algorithms.matching import candidate_pairs
from goldsmith.algorithms.outlines import Area
from goldsmith.modalities.image.agree import masks, turned
from goldsmith.modalities.image.shapes import (
    Cuboid,
    Ellipse,
    Line,
    Mask,
    Polygon,
    RotatedBox,
    Skeleton,
    Vertex,
    bounds,
)

__all__ = ["Drawn", "Pairs", "enclosed", "places"]

MOST_COMPARED: Final = 20_000

Floats = npt.NDArray[np.float64]
Indexes = npt.NDArray[np.int64]
Flags = npt.NDArray[np.bool_]


def places(vertices: Sequence[Vertex]) -> list[tuple[float, float]]:
    return [(vertex.x, vertex.y) for vertex in vertices]


def enclosed(shape: Polygon) -> Area:
    """What a polygon encloses, without its holes."""
    return Area(places(shape.vertices), [places(hole) for hole in shape.holes or ()])


def keypoints(shape: Skeleton) -> dict[str, tuple[float, float]]:
    return {keypoint.name: (keypoint.x, keypoint.y) for keypoint in shape.keypoints}


MEASURES: Final[Mapping[type, Callable[[Any], Any]]] = {
    Polygon: enclosed,
    Line: lambda line: places(line.vertices),
    Cuboid: lambda cuboid: places(cuboid.vertices),
    Skeleton: keypoints,
    RotatedBox: turned.row_of,
    Ellipse: turned.row_of,
}


class Drawn(NamedTuple):
    """Shapes of one type, their bounds in rows, and what else comparing them needs (empty where bounds are all)."""

    shapes: Sequence[Any]
    bounds: Floats
    measures: Sequence[Any]

    @classmethod
    def of(cls, shapes: Sequence[Any]) -> Drawn:
        edges = np.array([bounds(shape) for shape in shapes], dtype=np.float64)
        if isinstance(shapes[0], Mask):
            return cls(shapes, *masks.measured(shapes, edges))
        measure = MEASURES.get(type(shapes[0]))
        return cls(shapes, edges, [measure(shape) for shape in shapes] if measure else ())


class Pairs:
    """Pairs of shapes worth comparing: `here` and `there` index them, `ours` and `theirs` are their bounds in rows."""

    def __init__(self, first: Drawn, second: Drawn) -> None:
        self.first, self.second = first, second
        self.here, self.there = candidate_pairs(first.bounds, second.bounds)
        self.ours, self.theirs = first.bounds.take(self.here, axis=0), second.bounds.take(self.there, axis=0)

    def rows(self, chosen: Flags) -> tuple[Floats, Floats]:
        """The measures of the chosen pairs, for types whose measures are rows of numbers."""
        ours, theirs = (np.array(each.measures, dtype=np.float64) for each in (self.first, self.second))
        return ours[self.here[chosen]], theirs[self.there[chosen]]

    def touching(self, reach: float = 0.0) -> Flags:
        """Whose bounds share a pixel, or come within a reach of each other."""
        low = np.maximum(self.ours[:, :2], self.theirs[:, :2])
        high = np.minimum(self.ours[:, 2:], self.theirs[:, 2:])
        touches: Flags = np.all(low <= high + reach, axis=1)
        return touches

    def compare(self, rough: Floats, worth: Flags, measure: Callable[[Any, Any], float]) -> Floats:
        """Scores of the pairs worth a look by what is measured, of the others 0.

        The rough scores decide alone where too many pairs are worth a look.
        """
        score = np.where(worth, rough, 0.0)
        chosen = worth.nonzero()[0]
        if len(chosen) <= MOST_COMPARED:
            ours, theirs = self.first.measures, self.second.measures
            for pair in chosen:
                score[pair] = measure(ours[self.here[pair]], theirs[self.there[pair]])
        return score
