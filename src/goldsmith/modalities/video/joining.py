"""The answers of a video's parts as one answer about the video.

Each frame's answer comes from one part: in an overlap, up to its middle from the earlier one, then from the later one.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any, Final

from goldsmith.modalities._contract import Answer, Joined
from goldsmith.modalities.joining import Joints, join_parts, keep_earliest
from goldsmith.modalities.parts import Overlap, Pair, Part, is_id_of_object
from goldsmith.modalities.video.overlaps import match_marks, seen_in, stretch_of
from goldsmith.modalities.video.seams import close_track, join_events, join_tracks, seam_of
from goldsmith.modalities.video.shapes import Event

__all__ = ["join_videos"]


def join_videos(parts: Sequence[tuple[Part, Answer[Any]]]) -> tuple[Answer[Any], Joined]:
    """One answer of the parts' answers, and what came of joining them. Frames of parts that are missing stay empty."""
    return join_parts(VIDEO, parts)


def _join(whole: Any, said: Any, seam: int) -> Sequence[Any]:
    return [(join_events if isinstance(said, Event) else join_tracks)(whole, said, seam)]


def _close(mark: Any, last: int) -> Any:
    return mark if isinstance(mark, Event) else close_track(mark, last)


def _is_object(mark: Any) -> bool:
    return not isinstance(mark, Event) and is_id_of_object(mark.uuid)


def _differs(whole: Any, said: Any) -> bool:
    aspects = ("attributes",) if isinstance(whole, Event) else ("attributes", "z_order")
    return any(getattr(whole, name) != getattr(said, name) for name in aspects)


def _repeat_nothing(
    earlier: Sequence[Any], later: Sequence[Any], pairs: Sequence[Pair], overlap: Overlap
) -> Mapping[int, int]:
    del earlier, later, pairs, overlap
    return {}


VIDEO: Final = Joints(
    seen_in=seen_in,
    stretch_of=stretch_of,
    match=match_marks,
    repeated=_repeat_nothing,
    seam_of=seam_of,
    join=_join,
    close=_close,
    is_object=_is_object,
    differs=_differs,
    join_answers=keep_earliest,
)
