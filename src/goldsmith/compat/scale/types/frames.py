"""Which frames of a video a task asks about, and shapes of single frames as tracks.

Scale annotates frames that are `frame_rate` a second apart, from `start_time` on for `duration_time` seconds, and tells
every shape on each of them; ours are keyframes with what lies between interpolated. A frame of the task on which an
object is not told is one on which it is gone. Frames count from 0.
"""

from __future__ import annotations

import math
from collections.abc import Iterator, Mapping, Sequence
from itertools import pairwise
from typing import Any, Final

import msgspec

from goldsmith.compat.scale.types.contract import Params
from goldsmith.errors import InvalidError
from goldsmith.modalities.video.formats.delivered import make_changes
from goldsmith.modalities.video.interpolate import keyframe_at, shape_of
from goldsmith.modalities.video.shapes import Track

__all__ = ["Frames", "Sighting", "asked_rate", "frames_of", "positive", "seen_along", "track_of"]

MOST_RATE: Final = 1_000
CLOSE: Final = 1e-6
"""How far, in pixels and degrees, what is interpolated may be from what was told."""
HALF_TURN: Final = 180
_INTERPOLATED: Final = {
    "box": ("left", "top", "width", "height"),
    "rotated_box": ("left", "top", "width", "height", "rotation"),
    "point": ("x", "y"),
}


class Frames(msgspec.Struct, frozen=True):
    """The frames that a task asks about, in order, and how many are shown a second; None where nobody knows it."""

    numbers: Sequence[int]
    rate: float | None

    def time_of(self, frame: int) -> float:
        """Seconds from the start of the video."""
        return round(frame / (self.rate or 1), 6)


class Sighting(msgspec.Struct, frozen=True):
    """An object on one frame, as a shape of image.v1 without what all of its frames share."""

    frame: int
    geometry: dict[str, Any]
    attributes: dict[str, Any]


def positive(params: Params, *names: str) -> float | None:
    """The first of these parameters that is given. InvalidError for one that is no rate."""
    for name in names:
        value = params.get(name)
        if value is not None:
            if isinstance(value, bool) or not isinstance(value, int | float) or not 0 < value <= MOST_RATE:
                raise InvalidError(f"This is a number above 0, at most {MOST_RATE:,}.", field=name)
            return float(value)
    return None


def asked_rate(params: Params) -> float | None:
    """How many frames a second are to be annotated."""
    return positive(params, "annotation_frame_rate", "frame_rate")


def frames_of(params: Params, facts: Params, usual_rate: float | None) -> Frames | None:
    """The frames that a task asks about; None for a video of which too little is known.

    `usual_rate` is what the type takes where the task names no rate; None is every frame.
    """
    if images := params.get("attachments"):
        return Frames(range(len(images)), positive(params, "video_frame_rate", "frame_rate") or 1)
    rate, count = facts.get("frame_rate") or positive(params, "video_frame_rate"), facts.get("frame_count")
    if rate is None or count is None:
        return None
    start, duration = (_seconds(params, name) for name in ("start_time", "duration_time"))
    first = min(count - 1, round((start or 0) * rate))
    end = count if duration is None else min(count, first + max(1, round(duration * rate)))
    step = max(1.0, rate / (asked_rate(params) or usual_rate or rate))
    picked = dict.fromkeys(round(first + number * step) for number in range(int((end - 1 - first) / step) + 1))
    return Frames([frame for frame in picked if frame < end], rate)


def _seconds(params: Params, name: str) -> float | None:
    value = params.get(name)
    if value is None:
        return None
    if isinstance(value, bool) or not isinstance(value, int | float) or not 0 <= value <= 1e6:
        raise InvalidError("This is a number of seconds.", field=name)
    return float(value)


def seen_along(track: Track, frames: Sequence[int]) -> Iterator[tuple[Any, dict[str, Any]] | None]:
    """The shape of image.v1 that a track shows on each of these frames and what holds there; None where it is gone."""
    holding: dict[str, Any] = dict(track.attributes)
    following = iter(track.keyframes)
    keyframe = next(following, None)
    for frame in frames:
        while keyframe is not None and keyframe.frame <= frame:
            holding = {**holding, **keyframe.attributes}
            keyframe = next(following, None)
        here = keyframe_at(track, frame)
        yield None if here is None else (shape_of(track, here), holding)


def track_of(kind: str, sightings: Sequence[Sighting], frames: Sequence[int]) -> list[dict[str, Any]]:
    """Keyframes of an object that was seen on some of these frames, and on no others; those between are left out."""
    places = {frame: place for place, frame in enumerate(frames)}
    keyframes: list[dict[str, Any]] = []
    for here, following in pairwise([*sightings, None]):
        if here is None:
            continue
        keyframes.append({"frame": here.frame, **here.geometry, "attributes": here.attributes})
        place = places[here.frame] + 1
        if place < len(frames) and (following is None or places[following.frame] != place):
            gone = {"frame": frames[place], "is_outside": True, **here.geometry, "attributes": here.attributes}
            keyframes.append(gone)
    return _thinned(kind, make_changes(keyframes))


def _thinned(kind: str, keyframes: Sequence[dict[str, Any]]) -> list[dict[str, Any]]:
    """Leave out what interpolation says anyway."""
    ends = [place for place in range(len(keyframes)) if _is_end(keyframes, place)]
    kept = list(keyframes[:1])
    for start, end in pairwise(ends):
        kept.extend(_corners(kind, keyframes[start : end + 1]))
    return kept


def _is_end(keyframes: Sequence[Mapping[str, Any]], place: int) -> bool:
    """Whether something begins or ends here: the object itself, a gap, or what an attribute says."""
    if place in (0, len(keyframes) - 1) or keyframes[place]["attributes"]:
        return True
    return any(each.get("is_outside") for each in keyframes[place - 1 : place + 2])


def _corners(kind: str, run: Sequence[dict[str, Any]]) -> Iterator[dict[str, Any]]:
    """The keyframes between which all others lie on straight lines, without the first."""
    line = _Line(kind, run[0])
    before = run[0]
    for here in run[1:]:
        if not line.reaches(here):
            yield before
            line = _Line(kind, before)
        line.pass_by(here)
        before = here
    yield before


class _Line:
    """The lines from a keyframe on that come close to all keyframes so far, as the slopes that each number may have."""

    def __init__(self, kind: str, start: Mapping[str, Any]) -> None:
        self._start, self._names = start, _INTERPOLATED.get(kind)
        self._slopes = [(-math.inf, math.inf)] * len(self._names or ())
        self._is_new, self._is_still = True, True

    def reaches(self, here: Mapping[str, Any]) -> bool:
        if self._is_new:
            return True
        if self._names is None:
            return self._is_still and _geometry(here) == _geometry(self._start)
        if "rotation" in self._names and abs(here["rotation"] - self._start["rotation"]) >= HALF_TURN:
            return False
        return all(low <= slope <= high for slope, (low, high) in zip(self._to(here), self._slopes, strict=True))

    def pass_by(self, here: Mapping[str, Any]) -> None:
        slack = CLOSE / (here["frame"] - self._start["frame"])
        self._slopes = [
            (max(low, slope - slack), min(high, slope + slack))
            for slope, (low, high) in zip(self._to(here), self._slopes, strict=True)
        ]
        self._is_new = False
        self._is_still = self._is_still and _geometry(here) == _geometry(self._start)

    def _to(self, here: Mapping[str, Any]) -> list[float]:
        frames = here["frame"] - self._start["frame"]
        return [(here[name] - self._start[name]) / frames for name in self._names or ()]


def _geometry(keyframe: Mapping[str, Any]) -> dict[str, Any]:
    return {name: value for name, value in keyframe.items() if name not in ("frame", "attributes", "is_outside")}
