"""Opening a recording with PyAV, which is an extra that the operator installs, and decoding all of its samples."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

import msgspec

from goldsmith.errors import InvalidError
from goldsmith.modalities.audio.containers import Container
from goldsmith.modalities.audio.shapes import MOST_CHANNELS, MOST_SECONDS
from goldsmith.modalities.extras import AUDIO

if TYPE_CHECKING:
    from av.container import InputContainer

__all__ = ["DAMAGED", "Recording", "decode_blocks", "describe_time", "open_audio"]

DAMAGED: Final = "damaged_audio"
LEAST_RATE, MOST_RATE = 1_000, 768_000
MOST_BROKEN_SHARE: Final = 0.01
MOST_BROKEN_AT_LEAST: Final = 3
SLACK_SECONDS: Final = 0.05
_WITHOUT_PAUSES: Final = ("flac", "mp3", "aac", "wav", "aiff")
"""Kinds of files in which nothing is left out: a gap is damage. Others leave silence out on purpose."""


class Recording(msgspec.Struct):
    """An open file and the stream of sound in it that is listened to."""

    container: Any
    stream: Any

    @property
    def rate(self) -> int:
        return int(self.stream.codec_context.sample_rate)

    @property
    def channels(self) -> int:
        return int(self.stream.codec_context.channels)


@contextmanager
def open_audio(path: Path, container: Container) -> Iterator[Recording]:
    """Open the first stream of sound; InvalidError for what holds none, holds pictures, or is damaged."""
    try:
        import av
    except ImportError:
        message = f"Recordings are read with PyAV, which is not installed here. {AUDIO.way}"
        raise InvalidError(message, code="no_audio_reader") from None
    av.logging.set_level(None)
    try:
        with av.open(str(path), format=container.reader, metadata_errors="replace") as opened:
            yield _listen(opened)
    except av.FFmpegError as error:
        if isinstance(error, MemoryError):
            raise
        raise InvalidError("This recording is damaged or cut short.", code=DAMAGED) from None


def decode_blocks(recording: Recording) -> Iterator[Any]:
    """Decode all samples, in blocks (samples, channels) of 32-bit floats from -1 to 1, without a gap.

    Where packets are missing there is silence of their length, so that every later sample stays at its time. Raises
    InvalidError where more than a hundredth of the packets is broken or lost.
    """
    import numpy as np

    written, filled, start = 0, 0.0, None
    for frame in _decoded(recording):
        samples = _samples(frame, recording)
        if frame.pts is not None:
            at = float(frame.pts * frame.time_base)
            start = at if start is None else start
            missing = at - start - written / recording.rate
            if missing > SLACK_SECONDS:
                filled += missing
                yield from _silence(missing, recording)
                written += round(missing * recording.rate)
        if written + len(samples) > MOST_SECONDS * recording.rate:
            raise _too_long()
        written += len(samples)
        yield samples
    if filled > MOST_BROKEN_SHARE * written / recording.rate and recording.container.format.name in _WITHOUT_PAUSES:
        raise _partly_broken()
    if not written:
        raise InvalidError("This recording holds no sample that can be decoded.", code=DAMAGED)
    yield np.zeros((0, recording.channels), np.float32)


def describe_time(seconds: float) -> str:
    """Write a length as people read it: 3723.5 is "1:02:03"."""
    minutes, rest = divmod(int(seconds), 60)
    hours, minutes = divmod(minutes, 60)
    return f"{hours}:{minutes:02}:{rest:02}" if hours else f"{minutes}:{rest:02}"


def _listen(container: InputContainer) -> Recording:
    from av.stream import Disposition

    if any(not stream.disposition & Disposition.attached_pic for stream in container.streams.video):
        raise InvalidError("This file holds pictures; a recording of sound is needed.", code="not_audio")
    if not container.streams.audio:
        raise InvalidError("This file holds no sound.", code="not_audio")
    stream: Any = container.streams.audio[0]
    if stream.codec_context is None:
        raise InvalidError("This recording is in a codec that is not known here.", code="unknown_codec")
    recording = Recording(container, stream)
    if not LEAST_RATE <= recording.rate <= MOST_RATE:
        message = f"A recording has {LEAST_RATE:,} to {MOST_RATE:,} samples a second; this one says {recording.rate:,}."
        raise InvalidError(message, code=DAMAGED)
    if not 1 <= recording.channels <= MOST_CHANNELS:
        message = f"A recording has 1 to {MOST_CHANNELS} channels; this one has {recording.channels:,}."
        raise InvalidError(message, code="too_many_channels")
    stream.thread_type = "NONE"
    return recording


def _decoded(recording: Recording) -> Iterator[Any]:
    import av

    broken = whole = 0
    for packet in recording.container.demux(recording.stream):
        try:
            frames = packet.decode()
        except av.error.InvalidDataError:
            broken += 1
            continue
        whole += 1
        yield from frames
    if broken > max(MOST_BROKEN_AT_LEAST, MOST_BROKEN_SHARE * whole):
        raise _partly_broken()


def _samples(frame: Any, recording: Recording) -> Any:
    """Return the samples of a frame as (samples, channels), whatever form the codec gives them."""
    import numpy as np

    raw = frame.to_ndarray()
    table = raw.T if frame.format.is_planar else raw.reshape(-1, frame.layout.nb_channels)
    if table.shape[1] != recording.channels or frame.sample_rate != recording.rate:
        message = "This recording changes its channels or its sample rate on the way; convert it anew."
        raise InvalidError(message, code="changing_form")
    if table.dtype == np.uint8:
        return (table.astype(np.float32) - 128) / 128
    if table.dtype.kind == "i":
        return table.astype(np.float32) / float(1 << (8 * table.dtype.itemsize - 1))
    return np.nan_to_num(table.astype(np.float32), nan=0.0, posinf=1.0, neginf=-1.0)


def _silence(seconds: float, recording: Recording) -> Iterator[Any]:
    import numpy as np

    if seconds > MOST_SECONDS:
        raise _too_long()
    left = round(seconds * recording.rate)
    while left > 0:
        count = min(left, recording.rate)
        yield np.zeros((count, recording.channels), np.float32)
        left -= count


def _partly_broken() -> InvalidError:
    return InvalidError("This recording is damaged: parts of it cannot be decoded.", code=DAMAGED)


def _too_long() -> InvalidError:
    return InvalidError(f"A recording lasts at most {MOST_SECONDS // 3600} hours.", code="too_long")
