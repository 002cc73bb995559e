"""The frames of a video in presentation order, by its packets alone."""

from __future__ import annotations

from fractions import Fraction
from typing import TYPE_CHECKING, Any, Final

import msgspec

from goldsmith.errors import InvalidError
from goldsmith.modalities.video.reading import Video
from goldsmith.modalities.video.shapes import MOST_FRAMES

if TYPE_CHECKING:
    import numpy as np
    import numpy.typing as npt

    Times = npt.NDArray[np.int64]

__all__ = ["Index", "index_frames"]

_ENCRYPTED: Final = ("encryption_info", "encryption_init_info")
_VP8_SHOWN: Final = 0x10


class Index(msgspec.Struct):
    """When each frame is shown, in units of the time base, strictly increasing.

    `last_step` is for how long the last frame is shown; `entries` are the decoding times of the key frames.
    """

    times: Any
    time_base: Fraction
    last_step: int
    entries: list[int]


def index_frames(video: Video) -> Index:
    """Take the file apart and order its frames; InvalidError where that cannot be done."""
    import numpy as np

    packets = _shown_packets(video)
    _check_whole(video)
    if not packets.times or not packets.entries:
        raise InvalidError("This video holds no frame that can be decoded.", code="damaged_video")
    times = np.array(packets.times, dtype=np.int64)
    order = np.argsort(times, kind="stable")
    # What comes before the first key frame leans on frames that are not in the file.
    shown = times[order][times[order] >= packets.first_shown]
    if (np.diff(shown) == 0).any():
        raise _unordered()
    last_step = packets.durations[order[-1]] or (int(shown[-1] - shown[-2]) if len(shown) > 1 else 1)
    return Index(shown, video.stream.time_base, last_step, packets.entries)


class _Packets(msgspec.Struct):
    """Times and durations of the packets whose frame is shown, and where decoding can begin."""

    times: list[int] = []
    durations: list[int] = []
    entries: list[int] = []
    first_shown: int = 0


def _shown_packets(video: Video) -> _Packets:
    found = _Packets()
    is_vp8 = video.stream.codec_context.codec.canonical_name == "vp8"
    for packet in video.container.demux(video.stream):
        if not packet.size:
            continue
        if not found.times:
            _check_open(packet)
        if packet.is_corrupt:
            raise InvalidError("This video is damaged or cut short.", code="damaged_video")
        if is_vp8 and not memoryview(packet)[0] & _VP8_SHOWN:
            continue
        if packet.pts is None:
            raise _unordered()
        # Where a film was trimmed, the frames before the cut are decoded and not shown.
        if packet.is_keyframe and not (packet.is_discard and found.times):
            found.first_shown = found.first_shown if found.entries else packet.pts
            found.entries.append(packet.pts if packet.dts is None else packet.dts)
        if packet.is_discard:
            continue
        if len(found.times) == MOST_FRAMES:
            raise InvalidError(f"A video has at most {MOST_FRAMES:,} frames.", code="too_large")
        found.times.append(packet.pts)
        found.durations.append(packet.duration or 0)
    return found


def _check_open(packet: Any) -> None:
    if any(packet.has_sidedata(kind) for kind in _ENCRYPTED):
        raise InvalidError("This video is encrypted; send it without protection.", code="encrypted_video")


def _check_whole(video: Video) -> None:
    """Refuse a file that ends before the frames that it lists."""
    size = video.container.size
    if any(entry.pos + entry.size > size for entry in video.stream.index_entries):
        raise InvalidError("This video is cut short: it lists frames that are not there.", code="damaged_video")


def _unordered() -> InvalidError:
    message = "The frames of this video do not say when they are shown, or two say the same; convert it anew."
    return InvalidError(message, code="no_frame_times")
