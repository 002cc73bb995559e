"""Bytes of a video file → facts, with the time of every frame. Runs in a bounded child process.

Frames are counted by taking the container apart, which is fast; two of them are decoded, to prove that they can be.
"""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

from goldsmith.errors import InvalidError
from goldsmith.modalities.video.containers import Container, sniff_container
from goldsmith.modalities.video.edits import is_put_together
from goldsmith.modalities.video.frame_times import describe_times, is_variable
from goldsmith.modalities.video.packets import Index, index_frames
from goldsmith.modalities.video.reading import decode_frame, open_video, square_size

if TYPE_CHECKING:
    from av.video.frame import VideoFrame
    from av.video.stream import VideoStream

__all__ = ["probe"]

MOST_PIXELS: Final = 8_192 * 4_352
_PLAYABLE: Final = {
    "h264": ("yuv420p", "yuvj420p"),
    "vp8": ("yuv420p",),
    "vp9": ("yuv420p", "yuv420p10le"),
    "av1": ("yuv420p", "yuv420p10le"),
}
_NAMES: Final = {"h264": "H.264", "hevc": "H.265", "vp8": "VP8", "vp9": "VP9", "av1": "AV1"}
_PROGRESSIVE: Final = (0, 1)


def probe(path: Path) -> dict[str, Any]:
    """Read type, size as shown, and when each frame is shown; refuse what is not a whole video that can be decoded."""
    container = sniff_container(path)
    with open_video(path, container) as opened:
        stream = opened.stream
        _check_size(stream)
        index = index_frames(opened)
        first = decode_frame(opened, index.entries[0])
        decode_frame(opened, index.entries[-1])
        width, height = _size_as_shown(first, stream)
        return {
            "media_type": container.media_type,
            "width": width,
            "height": height,
            "frame_count": len(index.times),
            "duration": float((int(index.times[-1] - index.times[0]) + index.last_step) * index.time_base),
            "codec": stream.codec_context.codec.canonical_name,
            "frame_rate": _frame_rate(index, stream),
            "is_variable_frame_rate": is_variable(index.times - index.times[0]),
            "has_audio": opened.has_audio,
            "start_time": float(int(index.times[0]) * index.time_base),
            "frame_times": describe_times(index.times - index.times[0], index.time_base.as_integer_ratio()),
            **_transcoding(_obstacle(path, container, stream, first)),
        }


def _check_size(stream: VideoStream) -> None:
    width, height = stream.codec_context.width, stream.codec_context.height
    if width * height > MOST_PIXELS:
        message = f"The video has {width:,} by {height:,} pixels; at most {MOST_PIXELS / 1e6:.0f} million are taken."
        raise InvalidError(message, code="too_large")


def _frame_rate(index: Index, stream: VideoStream) -> float:
    """Frames a second on average: what the file says, where rounding to the time base explains the difference."""
    steps = max(len(index.times) - 1, 1)
    span = int(index.times[-1] - index.times[0]) if len(index.times) > 1 else max(index.last_step, 1)
    said = stream.average_rate
    if said and abs(steps / said - span * index.time_base) <= index.time_base:
        return round(float(said), 6)
    return round(float(steps / (span * index.time_base)), 6)


def _size_as_shown(frame: VideoFrame, stream: VideoStream) -> tuple[int, int]:
    """In square pixels, and turned as the file says, by right angles."""
    width, height = square_size(frame, stream)
    return (height, width) if round(frame.rotation / 90) % 2 else (width, height)


def _transcoding(reason: str | None) -> dict[str, Any]:
    """Whether browsers can play it as it is; if not, why, and that a copy which they play is needed to show it."""
    if reason is None:
        return {"needs_transcoding": False}
    return {"needs_transcoding": True, "transcoding_reason": reason, "renditions": ["playable"]}


def _obstacle(path: Path, container: Container, stream: VideoStream, frame: VideoFrame) -> str | None:
    codec = stream.codec_context.codec.canonical_name
    if not container.is_playable:
        return f"Browsers do not read {container.media_type}."
    if codec not in _PLAYABLE:
        return f"Browsers do not decode {_NAMES.get(codec, codec)} everywhere."
    if frame.format.name not in _PLAYABLE[codec]:
        return f"Browsers do not decode {_NAMES[codec]} with pixels of the form {frame.format.name} everywhere."
    if stream.codec_context.field_order not in _PROGRESSIVE or frame.interlaced_frame:
        return "Its frames are interlaced."
    if container.reader == "mov" and is_put_together(path):
        return "It is put together from several parts, or played at another speed."
    return None
