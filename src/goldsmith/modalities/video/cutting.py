"""A long video as parts, and the share that a part shows of what was said about the whole.

A track is clipped by interpolation: on every frame of the part it is where it was, with the same answers.
"""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections.abc import Sequence
from typing import Any, Final

import msgspec

from goldsmith.errors import InvalidError
from goldsmith.modalities._contract import Answer, Cut, Facts, Value
from goldsmith.modalities.parts import Part, id_in_part, spread_parts
from goldsmith.modalities.video.interpolate import keyframe_at
from goldsmith.modalities.video.shapes import Event, Keyframe, Track, VideoContent

__all__ = ["clip_answer", "clip_event", "clip_track", "cut_video"]

MOST_SHARED: Final = 1_000_000
"""Images of a sequence times its parts: each part names them all."""
_NAMES: Final = ("uuid", "from_", "to")


def cut_video(content: VideoContent, facts: Facts, cut: Cut) -> Sequence[VideoContent]:
    """The contents of the parts; none where the video is short enough. Raises InvalidError for too many parts."""
    images = len(content.attachments or ())
    parts = spread_parts(images or int(facts.get("frame_count", 1)), cut)
    if images * len(parts) > MOST_SHARED:
        message = f"{len(parts):,} parts would share {images:,} images, which is too much. Let parts be longer."
        raise InvalidError(message, code="too_many_parts")
    return [msgspec.structs.replace(content, part=part) for part in parts]


def clip_answer(answer: Answer[Any], part: Part) -> Answer[Any]:
    """What is said about the frames of a part. Links stay where both of their ends do.

    Ids that mean something only in this answer become such that mean the same in every part.
    """
    shown = [clipped for shape in answer.annotations if (clipped := _clip(shape, part)) is not None]
    kept = {shape.uuid for shape in shown}
    return Answer(
        annotations=[msgspec.structs.replace(shape, uuid=id_in_part(shape.uuid, part)) for shape in shown],
        global_attributes=answer.global_attributes,
        links=[
            msgspec.structs.replace(link, **{name: id_in_part(getattr(link, name), part) for name in _NAMES})
            for link in answer.links
            if link.from_ in kept and link.to in kept
        ],
    )


def clip_event(event: Event, first: int, last: int) -> Event | None:
    """The stretch of an event from one frame to another, both included; None where nothing of it lies there."""
    start, end = max(event.start_frame, first), min(event.end_frame, last)
    return msgspec.structs.replace(event, start_frame=start, end_frame=end) if start <= end else None


def clip_track(track: Any, first: int, last: int) -> Any | None:
    """The same track from one frame to another, both included; None where it is nowhere to be seen there."""
    keyframes = _between(track, first, last)
    opening = next((place for place, each in enumerate(keyframes) if not each.is_outside), None)
    if opening is None:
        return None
    kept = [_with_answers(track, keyframes[opening]), *keyframes[opening + 1 :]]
    return msgspec.structs.replace(track, keyframes=kept)


def _clip(shape: Any, part: Part) -> Any | None:
    if isinstance(shape, Event):
        return clip_event(shape, part.first, part.last)
    return clip_track(shape, part.first, part.last)


def _between(track: Track, first: int, last: int) -> list[Keyframe]:
    """The keyframes from one frame to another, and such as hold the place at both ends where it moves through."""
    low = bisect_left(track.keyframes, first, key=_frame_of)
    high = bisect_right(track.keyframes, last, key=_frame_of)
    inside = list(track.keyframes[low:high])
    if not inside or inside[0].frame > first:
        inside = [*_held(track, first), *inside]
    is_moving = high < len(track.keyframes) and not track.keyframes[high].is_outside
    if is_moving and inside and inside[-1].frame < last:
        inside += _held(track, last)
    return inside


def _held(track: Track, frame: int) -> list[Keyframe]:
    found = keyframe_at(track, frame)
    return [] if found is None else [found]


def _with_answers(track: Track, opening: Keyframe) -> Keyframe:
    """The first keyframe, with the latest answers that hold there."""
    said: dict[str, Value] = {}
    for each in track.keyframes:
        if each.frame > opening.frame:
            break
        said |= each.attributes
    return msgspec.structs.replace(opening, attributes=said)


def _frame_of(keyframe: Keyframe) -> int:
    return keyframe.frame
