"""Skeletons of several labelers: each keypoint is voted on and placed by itself."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Literal

from msgspec.structs import replace

from goldsmith.algorithms.outlines import weighted_median
from goldsmith.modalities.image.shapes import Keypoint, Skeleton

__all__ = ["middle_of_skeletons"]

Seen = Sequence[tuple[Keypoint, float]]


def middle_of_skeletons(skeletons: Sequence[Skeleton], weights: Sequence[float]) -> Skeleton:
    """The keypoints that at least half of the weight has, each in its median place, visible if most say so.

    Where no keypoint has half of the weight, the one that has most stays.
    """
    seen: dict[str, list[tuple[Keypoint, float]]] = {}
    for skeleton, weight in zip(skeletons, weights, strict=True):
        for keypoint in skeleton.keypoints:
            seen.setdefault(keypoint.name, []).append((keypoint, weight))
    most = max(_weight(each) for each in seen.values())
    least = min(sum(weights) / 2, most) * (1 - 1e-9)
    return replace(skeletons[0], keypoints=[_middle(each) for each in seen.values() if _weight(each) >= least])


def _middle(seen: Seen) -> Keypoint:
    weights = [weight for _, weight in seen]
    return Keypoint(
        name=seen[0][0].name,
        x=weighted_median([keypoint.x for keypoint, _ in seen], weights),
        y=weighted_median([keypoint.y for keypoint, _ in seen], weights),
        visibility=_visibility(seen),
    )


def _visibility(seen: Seen) -> Literal["visible", "occluded"]:
    hidden = _weight([each for each in seen if each[0].visibility == "occluded"])
    return "occluded" if hidden > _weight(seen) / 2 else "visible"


def _weight(seen: Seen) -> float:
    return sum(weight for _, weight in seen)
