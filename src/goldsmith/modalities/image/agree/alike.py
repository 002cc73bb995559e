"""How alike two shapes of one type are, in [0, 1]: by overlap where they have an area, else by distance."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from typing import Any, Final

import numpy as np
import numpy.typing as npt

from goldsmith.algorithms.chords import turned_overlap
from goldsmith.algorithms.keypoints import keypoint_similarity
from goldsmith.algorithms.matching import box_overlap
from goldsmith.algorithms.outlines import Area, line_distance, polygon_overlap
from goldsmith.modalities.image.agree import masks
from goldsmith.modalities.image.agree.drawn import Drawn, Pairs
from goldsmith.modalities.image.shapes import (
    Box,
    Cuboid,
    Ellipse,
    Line,
    Mask,
    Point,
    Polygon,
    RotatedBox,
    Skeleton,
)

__all__ = ["near_pairs"]

LEAST: Final = 0.25
REACH: Final = 0.02
LEAST_REACH: Final = 6.0

Floats = npt.NDArray[np.float64]


def near_pairs(first: Drawn, second: Drawn) -> Iterable[tuple[int, int, float]]:
    """Pairs of shapes of one type that may mark the same object, as (index, index, score)."""
    pairs = Pairs(first, second)
    score = _LIKENESS[type(first.shapes[0])](pairs)
    close = score >= LEAST
    return zip(pairs.here[close].tolist(), pairs.there[close].tolist(), score[close].tolist(), strict=True)


def _boxes(pairs: Pairs) -> Floats:
    return box_overlap(pairs.ours, pairs.theirs)


def _rotated_boxes(pairs: Pairs) -> Floats:
    return _turned(pairs, are_ellipses=False)


def _ellipses(pairs: Pairs) -> Floats:
    return _turned(pairs, are_ellipses=True)


def _turned(pairs: Pairs, *, are_ellipses: bool) -> Floats:
    score, touches = np.zeros(len(pairs.here)), pairs.touching()
    score[touches] = turned_overlap(*pairs.rows(touches), are_ellipses=are_ellipses)
    return score


def _polygons(pairs: Pairs) -> Floats:
    """The boxes around outlines say which pairs are worth a look."""
    rough = box_overlap(pairs.ours, pairs.theirs)
    return pairs.compare(rough, rough >= LEAST / 2, _polygon_overlap)


def _polygon_overlap(one: Area, other: Area) -> float:
    return 1.0 if one == other else polygon_overlap(one, other)


def _masks(pairs: Pairs) -> Floats:
    """A stray pixel makes a mask's window large: whatever touches is worth a look, unless one holds far more pixels."""
    rough = box_overlap(pairs.ours, pairs.theirs)
    ours, theirs = (np.array([masks.size(pixels) for pixels in each.measures]) for each in (pairs.first, pairs.second))
    if not len(ours) or not len(theirs):
        return rough
    ours, theirs = ours[pairs.here], theirs[pairs.there]
    is_of_a_size = np.minimum(ours, theirs) >= LEAST * np.maximum(ours, theirs)
    return pairs.compare(rough, pairs.touching() & is_of_a_size, masks.overlap)


def _points(pairs: Pairs) -> Floats:
    return _closeness(_apart(pairs), _reach(pairs))


def _lines(pairs: Pairs) -> Floats:
    reach, apart = _reach(pairs), _apart(pairs)
    for pair in (apart <= 4 * reach).nonzero()[0]:
        ours, theirs = pairs.first.measures[pairs.here[pair]], pairs.second.measures[pairs.there[pair]]
        apart[pair] = line_distance(ours, theirs)
    return _closeness(apart, reach)


def _cuboids(pairs: Pairs) -> Floats:
    """1 in the same place, falling to 0 where corners lie half a diagonal apart in the mean.

    Corners have names, as the block's front is told from its back: overlap of hulls would call a block and the same
    block facing another way equal.
    """
    score, touches = np.zeros(len(pairs.here)), pairs.touching()
    ours, theirs = pairs.rows(touches)
    apart = np.hypot(*np.moveaxis(ours - theirs, -1, 0)).mean(axis=1)
    size = (_diagonal(pairs.ours[touches]) + _diagonal(pairs.theirs[touches])) / 4
    shares = np.divide(apart, size, out=(apart > 0).astype(np.float64), where=size > 0)
    score[touches] = np.maximum(1 - shares, 0)
    return score


def _skeletons(pairs: Pairs) -> Floats:
    rough = box_overlap(pairs.ours, pairs.theirs)
    return pairs.compare(
        rough, pairs.touching(LEAST_REACH), lambda one, other: keypoint_similarity(one, other, LEAST_REACH)
    )


def _diagonal(edges: Floats) -> Floats:
    return np.hypot(edges[:, 2] - edges[:, 0], edges[:, 3] - edges[:, 1])


def _apart(pairs: Pairs) -> Floats:
    apart: Floats = np.abs(pairs.ours - pairs.theirs).max(axis=1)
    return apart


def _reach(pairs: Pairs) -> float:
    """What counts as near grows with the image; the farthest coordinate stands in for its size, unknown to answers."""
    return max(LEAST_REACH, REACH * float(max(np.abs(pairs.ours).max(), np.abs(pairs.theirs).max())))


def _closeness(apart: Floats, reach: float) -> Floats:
    """1 in the same place, falling with the distance."""
    return np.exp(-apart / reach)


_LIKENESS: Final[Mapping[type, Callable[[Pairs], Any]]] = {
    Box: _boxes,
    RotatedBox: _rotated_boxes,
    Polygon: _polygons,
    Line: _lines,
    Point: _points,
    Ellipse: _ellipses,
    Cuboid: _cuboids,
    Skeleton: _skeletons,
    Mask: _masks,
}
