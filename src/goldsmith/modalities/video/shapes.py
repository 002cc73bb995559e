"""What can be marked in a video: objects followed as tracks of keyframes, and events between two frames.

Frames are counted from 0 in presentation order; coordinates are those of image.v1: pixels of the video as shown.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Annotated, Any, Final

import msgspec
from msgspec import UNSET, UnsetType

from goldsmith.modalities._contract import MOST_VERTICES, Attributes, Change, Shape
from goldsmith.modalities.image.shapes import (
    MOST_HOLES,
    MOST_KEYPOINTS,
    Angle,
    Coordinate,
    ImageShape,
    Keypoint,
    Length,
    Ring,
    Vertex,
)
from goldsmith.modalities.parts import Part

__all__ = [
    "MOST_FRAMES",
    "MOST_KEYFRAMES",
    "SHAPES",
    "BoxKeyframe",
    "BoxTrack",
    "Event",
    "Keyframe",
    "LineKeyframe",
    "LineTrack",
    "PointKeyframe",
    "PointTrack",
    "PolygonKeyframe",
    "PolygonTrack",
    "RotatedBoxKeyframe",
    "RotatedBoxTrack",
    "SkeletonKeyframe",
    "SkeletonTrack",
    "Track",
    "VideoContent",
    "show_video",
]

MOST_FRAMES: Final = 5_000_000
MOST_KEYFRAMES: Final = 200_000
MOST_IMAGES: Final = 10_000

Frame = Annotated[int, msgspec.Meta(ge=0, lt=MOST_FRAMES)]
Address = Annotated[str, msgspec.Meta(min_length=1, max_length=4096)]


class Keyframe(msgspec.Struct, forbid_unknown_fields=True, kw_only=True, omit_defaults=True):
    """Where a track stands from this frame on; `attributes` are the mutable ones that change here.

    `is_outside`: the object is gone from this frame until the next keyframe that is not outside.
    """

    frame: Frame
    is_outside: bool = False
    attributes: Attributes = {}


class BoxKeyframe(Keyframe):
    """The geometry of image.v1's `box`."""

    left: Coordinate
    top: Coordinate
    width: Length
    height: Length


class RotatedBoxKeyframe(Keyframe):
    """The geometry of image.v1's `rotated_box`."""

    left: Coordinate
    top: Coordinate
    width: Length
    height: Length
    rotation: Angle


class PolygonKeyframe(Keyframe):
    """The geometry of image.v1's `polygon`."""

    vertices: Ring
    holes: Annotated[list[Ring], msgspec.Meta(min_length=1, max_length=MOST_HOLES)] | UnsetType = UNSET


class LineKeyframe(Keyframe):
    """The geometry of image.v1's `line`."""

    vertices: Annotated[list[Vertex], msgspec.Meta(min_length=2, max_length=MOST_VERTICES)]


class PointKeyframe(Keyframe):
    """The geometry of image.v1's `point`."""

    x: Coordinate
    y: Coordinate


class SkeletonKeyframe(Keyframe):
    """The geometry of image.v1's `skeleton`."""

    keypoints: Annotated[list[Keypoint], msgspec.Meta(min_length=1, max_length=MOST_KEYPOINTS)]


class Track(ImageShape, kw_only=True):
    """One object through time. It is there from its first keyframe to the end of the video, but for its gaps.

    Between two keyframes the shape is interpolated: `goldsmith.modalities.video.interpolate`.
    """

    keyframes: Sequence[Keyframe]

    @property
    def changes(self) -> Sequence[Change]:
        return [Change(f"keyframes[{n}].attributes", each.attributes) for n, each in enumerate(self.keyframes)]


class BoxTrack(Track, tag="box"):
    """An upright rectangle, followed."""

    keyframes: Annotated[list[BoxKeyframe], msgspec.Meta(min_length=1, max_length=MOST_KEYFRAMES)]


class RotatedBoxTrack(Track, tag="rotated_box"):
    """A turned rectangle, followed."""

    keyframes: Annotated[list[RotatedBoxKeyframe], msgspec.Meta(min_length=1, max_length=MOST_KEYFRAMES)]


class PolygonTrack(Track, tag="polygon"):
    """A closed outline, followed."""

    keyframes: Annotated[list[PolygonKeyframe], msgspec.Meta(min_length=1, max_length=MOST_KEYFRAMES)]


class LineTrack(Track, tag="line"):
    """An open line, followed."""

    keyframes: Annotated[list[LineKeyframe], msgspec.Meta(min_length=1, max_length=MOST_KEYFRAMES)]


class PointTrack(Track, tag="point"):
    """One place, followed."""

    keyframes: Annotated[list[PointKeyframe], msgspec.Meta(min_length=1, max_length=MOST_KEYFRAMES)]


class SkeletonTrack(Track, tag="skeleton"):
    """The keypoints that the label's skeleton names, followed."""

    keyframes: Annotated[list[SkeletonKeyframe], msgspec.Meta(min_length=1, max_length=MOST_KEYFRAMES)]


class Event(Shape, tag="event"):
    """Something that happens from `start_frame` to `end_frame`, both included; equal for a single moment."""

    start_frame: Frame
    end_frame: Frame


SHAPES: Final = (BoxTrack, RotatedBoxTrack, PolygonTrack, LineTrack, PointTrack, SkeletonTrack, Event)


class VideoContent(msgspec.Struct, forbid_unknown_fields=True, kw_only=True, omit_defaults=True):
    """Either a video file, or its frames as images in order, shown at `frame_rate` a second.

    `part` is there where a task is about some of the frames; frames are counted as in the whole video.
    """

    attachment: Address | None = None
    attachments: Annotated[list[Address], msgspec.Meta(min_length=1, max_length=MOST_IMAGES)] | None = None
    frame_rate: Annotated[float, msgspec.Meta(gt=0, le=1000)] | None = None
    part: Part | None = None

    def __post_init__(self) -> None:
        if (self.attachment is None) == (self.attachments is None):
            message = "Give either attachment or attachments"
            raise ValueError(message)
        if (self.attachments is None) != (self.frame_rate is None):
            message = "Images come with a frame_rate, and a video has its own"
            raise ValueError(message)


def show_video(content: Any) -> str:
    """Show the name of the file, or of the first image, and which frames it is about."""
    name = str(content.attachment or content.attachments[0]).rsplit("/", 1)[-1][:120]
    return name if content.part is None else f"{name} ({content.part.first} to {content.part.last})"
