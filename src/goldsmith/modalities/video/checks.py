"""Whether tracks and events fit the video, and what the ontology says of skeletons."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, Final, NamedTuple

from goldsmith.errors import InvalidError
from goldsmith.modalities._contract import Answer, Setting
from goldsmith.modalities.image.checks import check_place, check_skeleton
from goldsmith.modalities.parts import Part
from goldsmith.modalities.video.interpolate import shape_of
from goldsmith.modalities.video.shapes import MOST_KEYFRAMES, Event, Keyframe, SkeletonTrack, Track

__all__ = ["check_tracks", "count_frames"]

MOST_TRACKS: Final = 2_000


def check_tracks(answer: Answer[Any], setting: Setting) -> None:
    """Refuse keyframes out of order or beside the video, and more of anything than can be looked at."""
    tracks = [shape for shape in answer.annotations if isinstance(shape, Track)]
    _check_amount(tracks, setting.field)
    frames = _frames_of(setting)
    labels = {label.name: label for label in setting.ontology.labels}
    for index, shape in enumerate(answer.annotations):
        field = f"{setting.field}.annotations[{index}]"
        if isinstance(shape, Event):
            _check_event(shape, frames, field)
            continue
        _check_frames(shape.keyframes, frames, field)
        for number, keyframe in enumerate(shape.keyframes):
            path = f"{field}.keyframes[{number}]"
            if setting.facts:
                check_place(shape_of(shape, keyframe), setting.facts, path)
            if isinstance(shape, SkeletonTrack):
                check_skeleton(shape_of(shape, keyframe), labels[shape.label], path)


def count_frames(setting: Setting) -> int | None:
    """How many frames the video has, a single image one; None where that is not known yet."""
    images = getattr(setting.content, "attachments", None)
    if images is not None:
        return len(images)
    return int(setting.facts.get("frame_count", 1)) if setting.facts else None


class Frames(NamedTuple):
    """The frames that may be answered about: from `first`, and where the end is known up to `last`."""

    first: int
    last: int | None
    told: str
    """The sentence that says so."""

    def check(self, frame: int, field: str) -> None:
        if frame < self.first or (self.last is not None and frame > self.last):
            raise InvalidError(self.told, field=field)


def _frames_of(setting: Setting) -> Frames:
    part: Part | None = getattr(setting.content, "part", None)
    if part is not None:
        told = f"This task is about the frames {part.first:,} to {part.last:,} of the video."
        return Frames(part.first, part.last, told)
    count = count_frames(setting)
    if count is None:
        return Frames(0, None, "")
    return Frames(0, count - 1, f"The video has {count:,} frames, counted from 0.")


def _check_amount(tracks: Sequence[Track], field: str) -> None:
    if len(tracks) > MOST_TRACKS:
        raise InvalidError(f"An answer holds at most {MOST_TRACKS:,} tracks.", field=f"{field}.annotations")
    if sum(len(track.keyframes) for track in tracks) > MOST_KEYFRAMES:
        raise InvalidError(f"An answer holds at most {MOST_KEYFRAMES:,} keyframes.", field=f"{field}.annotations")


def _check_event(event: Event, frames: Frames, field: str) -> None:
    if event.start_frame > event.end_frame:
        raise InvalidError("An event ends no earlier than it starts.", field=f"{field}.end_frame")
    frames.check(event.end_frame, f"{field}.end_frame")
    frames.check(event.start_frame, f"{field}.start_frame")


def _check_frames(keyframes: Sequence[Keyframe], frames: Frames, field: str) -> None:
    if keyframes[0].is_outside:
        message = "A track begins with a keyframe on which the object is there."
        raise InvalidError(message, field=f"{field}.keyframes[0].is_outside")
    before = -1
    for number, keyframe in enumerate(keyframes):
        if keyframe.frame <= before:
            message = "The keyframes of a track are in order, one a frame."
            raise InvalidError(message, field=f"{field}.keyframes[{number}].frame")
        before = keyframe.frame
    frames.check(keyframes[0].frame, f"{field}.keyframes[0].frame")
    frames.check(before, f"{field}.keyframes[{len(keyframes) - 1}].frame")
