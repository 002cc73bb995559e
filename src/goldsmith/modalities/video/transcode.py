"""A video that browsers do not play → an MP4 that they do, with exactly the same frames at exactly the same times.

VP9 by libvpx or AV1 by SVT-AV1, both under BSD licences; H.264 and H.265 are read here, never written. MP4 counts in
the time base of the source, where WebM would round to milliseconds.
"""

from __future__ import annotations

from itertools import chain
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final, Literal

from goldsmith.errors import InvalidError
from goldsmith.modalities.video.containers import sniff_container
from goldsmith.modalities.video.packets import Index, index_frames
from goldsmith.modalities.video.reading import Video, open_video, square_size

if TYPE_CHECKING:
    from collections.abc import Iterator

    from av.video.frame import VideoFrame

__all__ = ["transcode"]

Codec = Literal["vp9", "av1"]

KEY_FRAMES: Final = 60
"""Frames from one key frame to the next: what has to be decoded at most to show any frame."""

_ENCODERS: Final[dict[Codec, tuple[str, dict[str, str]]]] = {
    "vp9": ("libvpx-vp9", {"crf": "28", "b": "0", "deadline": "good", "cpu-used": "4", "row-mt": "1"}),
    "av1": ("libsvtav1", {"crf": "30", "preset": "8"}),
}


def transcode(path: Path, target: Path, codec: Codec = "vp9") -> dict[str, Any]:
    """Write every frame of a video, in square pixels, and no sound; tell how many there are.

    InvalidError for what `probe` refuses, and where a frame cannot be decoded: a copy that lacks one would put every
    later annotation on the wrong frame.
    """
    with open_video(path, sniff_container(path)) as video:
        index = index_frames(video)
        video.container.seek(index.entries[0], stream=video.stream)
        _write(target, _decoded(video, index), video, codec)
    return {"media_type": "video/mp4", "frame_count": len(index.times)}


def _decoded(video: Video, index: Index) -> Iterator[VideoFrame]:
    """Decode all frames of the index in order, with times from the first frame."""
    times = index.times.tolist()
    known = set(times)
    expected = iter(times)
    for frame in video.container.decode(video.stream):
        if frame.pts not in known:
            continue
        if frame.is_corrupt or frame.pts != next(expected):
            raise _broken()
        frame.pts -= times[0]
        yield frame
    if next(expected, None) is not None:
        raise _broken()


def _write(target: Path, frames: Iterator[VideoFrame], video: Video, codec: Codec) -> None:
    import av

    first = next(frames)
    width, height = square_size(first, video.stream)
    encoder, options = _ENCODERS[codec]
    with av.open(str(target), "w", format="mp4", options={"movflags": "+faststart"}) as file:
        stream: Any = file.add_stream(encoder, options=options)
        stream.width, stream.height, stream.pix_fmt = width, height, "yuv420p"
        stream.codec_context.time_base = video.stream.time_base
        stream.codec_context.gop_size = KEY_FRAMES
        if first.rotation:
            stream.set_display_rotation(first.rotation)
        for frame in chain([first], frames):
            file.mux(stream.encode(_fitted(frame, width, height)))
        file.mux(stream.encode())


def _fitted(frame: Any, width: int, height: int) -> Any:
    fitted = frame.reformat(width=width, height=height, format="yuv420p")
    fitted.pts, fitted.time_base, fitted.pict_type = frame.pts, frame.time_base, 0
    return fitted


def _broken() -> InvalidError:
    return InvalidError("Some frames of this video cannot be decoded.", code="damaged_video")
