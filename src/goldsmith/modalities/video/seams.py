"""Two tracks or events that turned out to be one, put together at a frame: before it the one, from it on the other."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, Final

import msgspec

from goldsmith.modalities._contract import Value
from goldsmith.modalities.parts import Overlap
from goldsmith.modalities.video.cutting import clip_track
from goldsmith.modalities.video.interpolate import keyframe_at, spans
from goldsmith.modalities.video.shapes import MOST_FRAMES, Event, Keyframe, Track

__all__ = ["close_track", "join_events", "join_tracks", "seam_of"]

EXACT: Final = 1e-6
"""Of a pixel: less than sums leave behind, more than nobody draws."""


def seam_of(earlier: Any, later: Any, overlap: Overlap) -> int:
    """The frame nearest to the middle of the overlap on which both are there: so nothing is gone for a moment."""
    if isinstance(earlier, Event):
        return overlap.middle
    shared = [
        (max(low, start, overlap.first), min(high, end, overlap.last + 1) - 1)
        for low, high in spans(earlier, overlap.last + 1)
        for start, end in spans(later, overlap.last + 1)
    ]
    places = [min(max(overlap.middle, first), last) for first, last in shared if first <= last]
    return min(places, key=lambda place: abs(place - overlap.middle), default=overlap.middle)


def join_events(earlier: Event, later: Event, seam: int) -> Event:
    """Each end as the part says that it lies in; the two share a frame, or run up to the same one."""
    start = earlier.start_frame if earlier.start_frame < seam else later.start_frame
    end = later.end_frame if later.end_frame >= seam else earlier.end_frame
    return msgspec.structs.replace(earlier, start_frame=start, end_frame=max(start, end))


def join_tracks(earlier: Any, later: Any, seam: int) -> Any:
    """The earlier track up to the frame before the seam, the later one from the seam on.

    Keyframes that only hold the place at the seam are left out again where the path runs through without them.
    """
    before, after = clip_track(earlier, 0, seam - 1), clip_track(later, seam, MOST_FRAMES)
    if before is None:
        return earlier if after is None else msgspec.structs.replace(earlier, keyframes=after.keyframes)
    if after is None:
        return close_track(before, seam - 1)
    begun = after.keyframes[0]
    kept = _ended(before.keyframes, seam) if begun.frame > seam else list(before.keyframes)
    added = [msgspec.structs.replace(begun, attributes=_news(begun.attributes, kept)), *after.keyframes[1:]]
    joined = msgspec.structs.replace(earlier, keyframes=[*kept, *added])
    own = {each.frame for track in (earlier, later) for each in track.keyframes}
    for frame in (seam - 1, seam):
        joined = joined if frame in own else _without(joined, frame)
    return joined


def close_track(track: Any, last: int) -> Any:
    """The track, gone after a frame, unless it is gone by then."""
    return msgspec.structs.replace(track, keyframes=_ended(track.keyframes, last + 1))


def _ended(keyframes: Sequence[Any], frame: int) -> list[Any]:
    last = keyframes[-1]
    if last.is_outside:
        return list(keyframes)
    return [*keyframes, msgspec.structs.replace(last, frame=frame, is_outside=True, attributes={})]


def _news(said: dict[str, Value], before: Sequence[Keyframe]) -> dict[str, Value]:
    """Answers that do not hold already."""
    holding: dict[str, Value] = {}
    for each in before:
        holding |= each.attributes
    return {name: value for name, value in said.items() if name not in holding or holding[name] != value}


def _without(track: Track, frame: int) -> Track:
    """The track without the keyframe at a frame, where that changes nothing."""
    place = next((place for place, each in enumerate(track.keyframes) if each.frame == frame), 0)
    if place == 0 or track.keyframes[place].attributes or track.keyframes[place].is_outside:
        return track
    kept = [*track.keyframes[:place], *track.keyframes[place + 1 :]]
    thinner = msgspec.structs.replace(track, keyframes=kept)
    there = keyframe_at(thinner, frame)
    return thinner if there is not None and _is_same(track.keyframes[place], there) else track


def _is_same(one: Any, other: Any) -> bool:
    """Equal but for what sums leave behind."""
    return _is_close(msgspec.to_builtins(one), msgspec.to_builtins(other))


def _is_close(one: Any, other: Any) -> bool:
    if isinstance(one, float | int) and isinstance(other, float | int):
        return abs(one - other) <= EXACT
    if isinstance(one, dict) and isinstance(other, dict):
        return one.keys() == other.keys() and all(_is_close(one[name], other[name]) for name in one)
    if isinstance(one, list) and isinstance(other, list):
        return len(one) == len(other) and all(map(_is_close, one, other))
    return bool(one == other)
