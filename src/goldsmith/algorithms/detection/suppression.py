"""Non-maximum suppression: of boxes of one class that overlap, the surest stays.

Source: Girshick et al. (2014), https://arxiv.org/abs/1311.2524
"""

from __future__ import annotations

import numpy as np
import numpy.typing as npt

__all__ = ["suppress"]

Floats = npt.NDArray[np.float64]
Integers = npt.NDArray[np.int64]


def suppress(boxes: Floats, scores: Floats, classes: Integers, most_overlap: float) -> Integers:
    """Which boxes stay, surest first: each shares at most `most_overlap` (IoU) with a surer one of its class.

    `boxes` are left, top, right, bottom, shape (n, 4).

    >>> boxes = np.array([[0.0, 0, 10, 10], [1, 0, 11, 10], [20, 0, 30, 10]])
    >>> suppress(boxes, np.array([0.6, 0.9, 0.5]), np.array([0, 0, 0]), 0.5).tolist()
    [1, 2]
    """
    left = np.argsort(-scores, kind="stable")
    kept = []
    while len(left):
        best, rest = left[0], left[1:]
        kept.append(best)
        is_same = (classes[rest] == classes[best]) & (_overlaps(boxes[best], boxes[rest]) > most_overlap)
        left = rest[~is_same]
    return np.array(kept, dtype=np.int64)


def _overlaps(box: Floats, others: Floats) -> Floats:
    """Intersection over union of one box with each of the others."""
    begin, end = np.maximum(box[:2], others[:, :2]), np.minimum(box[2:], others[:, 2:])
    shared = np.prod(np.clip(end - begin, 0, None), axis=1)
    union = np.prod(box[2:] - box[:2]) + np.prod(others[:, 2:] - others[:, :2], axis=1) - shared
    overlaps: Floats = shared / np.maximum(union, 1e-12)
    return overlaps
