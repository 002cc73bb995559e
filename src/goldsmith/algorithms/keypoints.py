"""How alike two sets of named keypoints are: COCO's object keypoint similarity, made symmetric.

Source: https://cocodataset.org/#keypoints-eval
"""

from __future__ import annotations

import math
from collections.abc import Mapping
from typing import Final

__all__ = ["keypoint_similarity"]

SIGMA: Final = 0.067
"""How far people differ on a keypoint, as a share of the object's size: the mean of what COCO measured for its 17."""

Places = Mapping[str, tuple[float, float]]


def keypoint_similarity(first: Places, second: Places, least_size: float) -> float:
    """Mean over all keypoints that either has of exp(-d² / 2s²k²), 0 for one that the other lacks; k is 2 sigma.

    d is the distance in pixels, s² stands for the object's area: half the squared diagonal of the box around the
    keypoints, the mean of both sets, and at least `least_size` squared. COCO counts only keypoints of the ground truth
    and knows a sigma for each of its own; here neither side is the truth, and keypoints are anybody's.

    >>> keypoint_similarity({"nose": (0, 0), "tail": (9, 9)}, {"nose": (0, 0)}, 6)
    0.5
    """
    shared = first.keys() & second.keys()
    area = max((_area(first) + _area(second)) / 2, least_size**2)
    spread = 2 * area * (2 * SIGMA) ** 2
    alike = math.fsum(
        math.exp(-((first[name][0] - second[name][0]) ** 2 + (first[name][1] - second[name][1]) ** 2) / spread)
        for name in shared
    )
    return alike / (len(first) + len(second) - len(shared))


def _area(places: Places) -> float:
    across, down = zip(*places.values(), strict=True)
    return math.dist((min(across), min(down)), (max(across), max(down))) ** 2 / 2
