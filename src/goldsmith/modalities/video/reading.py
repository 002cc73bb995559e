"""Opening a video with PyAV, which is an extra that the operator installs, and decoding single frames of it."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from fractions import Fraction
from math import floor
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

import msgspec

from goldsmith.errors import InvalidError
from goldsmith.modalities.extras import VIDEO
from goldsmith.modalities.video.containers import Container

if TYPE_CHECKING:
    from av.container import InputContainer
    from av.video.frame import VideoFrame
    from av.video.stream import VideoStream

__all__ = ["Video", "decode_frame", "open_video", "square_size"]

MOST_DECODED: Final = 300
"""How many frames may be decoded to reach one: an intact file needs a few, as many as its codec reorders."""


class Video(msgspec.Struct):
    """An open file and the stream in it that is looked at."""

    container: Any
    stream: Any
    has_audio: bool


@contextmanager
def open_video(path: Path, container: Container) -> Iterator[Video]:
    """Open the first stream of moving pictures; InvalidError for what is none, damaged or encrypted."""
    try:
        import av
    except ImportError:
        message = f"Videos are read with PyAV, which is not installed here. {VIDEO.way}"
        raise InvalidError(message, code="no_video_reader") from None
    av.logging.set_level(None)
    try:
        with av.open(str(path), format=container.reader, metadata_errors="replace") as opened:
            yield Video(opened, _picture_stream(opened), bool(opened.streams.audio))
    except av.FFmpegError as error:
        if isinstance(error, MemoryError):
            raise
        raise InvalidError("This video is damaged or cut short.", code="damaged_video") from None


def decode_frame(video: Video, time: int) -> VideoFrame:
    """Decode one frame, the first that can be had from the key frame at or before a decoding time."""
    video.container.seek(time, stream=video.stream)
    for number, packet in enumerate(video.container.demux(video.stream)):
        frames: list[VideoFrame] = packet.decode()
        for frame in frames:
            if not frame.is_corrupt:
                return frame
        if number > MOST_DECODED:
            break
    raise InvalidError("This video is damaged: some of its frames cannot be decoded.", code="damaged_video")


def square_size(frame: VideoFrame, stream: VideoStream) -> tuple[int, int]:
    """Return width and height in square pixels: widened or heightened, never made smaller, as browsers do it."""
    aspect = stream.sample_aspect_ratio or Fraction(1)
    if aspect > 1:
        return floor(frame.width * aspect + Fraction(1, 2)), frame.height
    if 0 < aspect < 1:
        return frame.width, floor(frame.height / aspect + Fraction(1, 2))
    return frame.width, frame.height


def _picture_stream(container: InputContainer) -> VideoStream:
    from av.stream import Disposition

    pictures = [stream for stream in container.streams.video if not stream.disposition & Disposition.attached_pic]
    if not pictures:
        if container.streams.audio:
            raise InvalidError("This file holds only sound; a video is needed.", code="not_a_video")
        raise InvalidError("This file holds no pictures; a video is needed.", code="no_pictures")
    stream = pictures[0]
    if stream.codec_context is None:
        raise InvalidError("This video is in a codec that is not known here.", code="unknown_codec")
    stream.thread_type = "NONE"
    return stream
