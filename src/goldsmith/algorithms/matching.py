"""Which things drawn by different labelers are the same thing: near pairs first, then groups of one per labeler."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Any, Final

import numpy as np
import numpy.typing as npt

__all__ = ["box_overlap", "candidate_pairs", "group_pairs", "interval_overlap"]

MOST_DENSE: Final = 250_000
NEAREST: Final = 16

Floats = npt.NDArray[np.float64]
Indexes = npt.NDArray[np.int64]


def candidate_pairs(first: Floats, second: Floats) -> tuple[Indexes, Indexes]:
    """Return index pairs of rows worth comparing: all of them when few, else each row's 16 nearest, both ways.

    Rows are features in which like things lie close (a box's four edges, a span's two ends), so that 20,000 things
    against 20,000 stay a matter of a second and memory stays bounded.
    """
    if len(first) * len(second) <= MOST_DENSE:
        grid = np.indices((len(first), len(second)))
        return grid[0].ravel(), grid[1].ravel()
    from scipy.spatial import cKDTree

    forth = _nearest(cKDTree(second), first)
    back = _nearest(cKDTree(first), second)
    pairs = np.unique(np.concatenate([forth, back[:, ::-1]]), axis=0)
    return pairs[:, 0], pairs[:, 1]


def interval_overlap(first: Floats, second: Floats) -> Floats:
    """Intersection over union of intervals given as rows (start, end), pair by pair."""
    shared = np.minimum(first[:, 1], second[:, 1]) - np.maximum(first[:, 0], second[:, 0])
    joined = np.maximum(first[:, 1], second[:, 1]) - np.minimum(first[:, 0], second[:, 0])
    return _ratio(np.maximum(shared, 0.0), joined)


def box_overlap(first: Floats, second: Floats) -> Floats:
    """Intersection over union of upright boxes given as rows (left, top, right, bottom), pair by pair.

    Equal boxes overlap wholly, also those without an area.
    """
    wide = np.minimum(first[:, 2], second[:, 2]) - np.maximum(first[:, 0], second[:, 0])
    high = np.minimum(first[:, 3], second[:, 3]) - np.maximum(first[:, 1], second[:, 1])
    shared = np.maximum(wide, 0.0) * np.maximum(high, 0.0)
    return np.where((first == second).all(axis=1), 1.0, _ratio(shared, _area(first) + _area(second) - shared))


def group_pairs(owners: Sequence[int], pairs: Iterable[tuple[int, int]]) -> list[list[int]]:
    """Join things into groups of at most one per owner, taking the pairs in the order given (best first).

    Things are numbered 0 … len(owners) - 1. Groups and their members come in the order of their first thing, and a
    thing that matched nothing is a group of its own. (Kruskal's algorithm, refusing unions that repeat an owner.)

    >>> group_pairs([0, 0, 1, 2], [(0, 2), (1, 2), (1, 3)])
    [[0, 2], [1, 3]]
    """
    groups = [[thing] for thing in range(len(owners))]
    present = [{owner} for owner in owners]
    home = list(range(len(owners)))
    for one, other in pairs:
        keep, give = sorted((home[one], home[other]))
        if keep == give or present[keep] & present[give]:
            continue
        for thing in groups[give]:
            home[thing] = keep
        groups[keep] += groups[give]
        present[keep] |= present[give]
        groups[give] = []
    return sorted(sorted(group) for group in groups if group)


def _nearest(tree: Any, points: Floats) -> Indexes:
    _, found = tree.query(points, k=min(NEAREST, tree.n))
    found = found.reshape(len(points), -1)
    return np.stack([np.repeat(np.arange(len(points)), found.shape[1]), found.ravel()], axis=1)


def _area(boxes: Floats) -> Floats:
    area: Floats = (boxes[:, 2] - boxes[:, 0]) * (boxes[:, 3] - boxes[:, 1])
    return area


def _ratio(part: Floats, whole: Floats) -> Floats:
    return np.divide(part, whole, out=np.zeros_like(part), where=whole > 0)
