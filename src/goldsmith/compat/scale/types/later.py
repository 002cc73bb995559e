"""Types whose modality is not built yet: accepted, checked for what they need, and kept until somebody can be asked."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

from goldsmith.compat.scale.types.contract import TaskType, Waits, as_it_is, nothing

__all__ = ["TYPES"]


def _waiting(name: str, what: str, required: Sequence[str] = ()) -> TaskType:
    return TaskType(name, required, lambda _: Waits(what), as_it_is, nothing, {})


TYPES: Final = (
    _waiting("videocuboidannotation", "video.v1 with cuboids", ("objects_to_annotate",)),
    _waiting("federal2dvideoannotation", "video.v1 as Scale asks it, which is not documented"),
    _waiting("lidarannotation", "pointcloud.v1", ("attachments", "labels")),
    _waiting("lidarsegmentation", "pointcloud.v1", ("labels",)),
    _waiting("lidarlinking", "pointcloud.v1", ("lidar_task",)),
    _waiting("lidartopdown", "pointcloud.v1"),
    _waiting("sensorfusion", "pointcloud.v1"),
    _waiting("laneannotation", "pointcloud.v1"),
    _waiting("multistage", "chat.v1 in stages, which are not documented"),
)
