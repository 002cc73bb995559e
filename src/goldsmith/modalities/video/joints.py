"""Keypoints of skeletons as rows of numbers, and how near those are that two skeletons both have."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, Any, Final

from goldsmith.modalities.video.shapes import SkeletonTrack, Track

if TYPE_CHECKING:
    import numpy as np
    import numpy.typing as npt

    Floats = npt.NDArray[np.float64]

__all__ = ["joint_names", "joint_nearness", "joint_rows"]

Place = tuple[float, float]
_NOWHERE: Final = (float("nan"), float("nan"))


def joint_names(*groups: Sequence[Track]) -> list[str]:
    """Return the names of all keypoints of these tracks, in order; none where they are no skeletons."""
    found: dict[str, None] = {}
    for group in groups:
        for track in group:
            if isinstance(track, SkeletonTrack):
                found |= dict.fromkeys(point.name for each in track.keyframes for point in each.keypoints)
    return sorted(found)


def joint_rows(track: Any, names: Sequence[str]) -> list[list[float]]:
    """Return x and y of each name for every keyframe; where it lacks one, where that was last, or else will be first.

    What the track never has is nowhere (NaN).
    """
    said = [{point.name: (point.x, point.y) for point in each.keypoints} for each in track.keyframes]
    latest: dict[str, Place] = {}
    for places in reversed(said):
        latest |= places
    rows = []
    for places in said:
        latest |= places
        rows.append([number for name in names for number in latest.get(name, _NOWHERE)])
    return rows


def joint_nearness(reach: float, one: Floats, other: Floats) -> Floats:
    """Return the mean over the keypoints that both have of a score that is 1 in the same place and falls with distance.

    Rows that share no keypoint are not alike.
    """
    import numpy as np

    apart = np.hypot(*np.moveaxis((one - other).reshape(len(one), -1, 2), 2, 0))
    is_shared = ~np.isnan(apart)
    score = np.where(is_shared, np.exp(-np.nan_to_num(apart) / reach), 0.0)
    nearness: Floats = score.sum(axis=1) / np.maximum(is_shared.sum(axis=1), 1)
    return nearness
