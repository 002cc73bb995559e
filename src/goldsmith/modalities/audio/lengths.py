"""How long a recording is, by what is in the file."""

from __future__ import annotations

import re
from pathlib import Path
from typing import IO, Any, Final, NamedTuple

from goldsmith.errors import InvalidError
from goldsmith.modalities.audio.containers import Container
from goldsmith.modalities.audio.reading import DAMAGED, Recording, describe_time
from goldsmith.modalities.audio.shapes import MOST_SECONDS

__all__ = ["measure_seconds"]

_NOT_SAID: Final = (0, 0xFFFFFFFF, 0x7FFFFFFF, 0x7FFFF000, 0xFFFFF000)
"""Sizes that stand in WAV files written as a stream, whose writer never came back to say the true one."""
_PLAIN: Final = re.compile(r"pcm_(?:[suf](\d+)(?:le)?|alaw|mulaw)\Z")
_MOST_CHUNKS: Final = 1_000
_SHORT: Final = 1.0


class _Chunk(NamedTuple):
    start: int
    said: int
    there: int


def measure_seconds(path: Path, container: Container, recording: Recording) -> float:
    """Return the length in seconds; InvalidError where a header promises more sound than the file holds."""
    bits = _PLAIN.match(recording.stream.codec_context.codec.name) if container.reader == "wav" else None
    if bits:
        return _plain_seconds(path, recording, int(bits[1] or 8) // 8)
    counted = _packet_seconds(recording)
    promised = _promised_seconds(container, recording)
    if promised is not None and promised - counted > max(_SHORT, 0.01 * promised):
        raise _cut_short(promised, counted)
    return counted


def _plain_seconds(path: Path, recording: Recording, width: int) -> float:
    chunk = _find_samples(path)
    per_second = width * recording.channels * recording.rate
    if chunk.said not in _NOT_SAID and chunk.said > chunk.there:
        raise _cut_short(chunk.said / per_second, chunk.there / per_second)
    held = chunk.there if chunk.said in _NOT_SAID else chunk.said
    return (held // (width * recording.channels)) / recording.rate


def _find_samples(path: Path) -> _Chunk:
    """Find the chunk `data` of a WAV file (RIFF, or RF64 by EBU Tech 3306, whose 64-bit sizes stand in `ds64`)."""
    size = path.stat().st_size
    with path.open("rb") as file:
        is_long = file.read(4) in (b"RF64", b"BW64")
        file.seek(12)
        long_size = 0
        for _ in range(_MOST_CHUNKS):
            name, said = _read_header(file)
            start = file.tell()
            if name == b"data":
                said = long_size if is_long and said == 0xFFFFFFFF else said
                return _Chunk(start, said, size - start)
            if name == b"ds64":
                long_size = int.from_bytes(file.read(16)[8:16], "little")
            file.seek(start + said + said % 2)
    raise InvalidError("This recording is damaged: its samples cannot be found.", code=DAMAGED)


def _read_header(file: IO[bytes]) -> tuple[bytes, int]:
    header = file.read(8)
    if len(header) < 8:
        raise InvalidError("This recording is damaged: its samples cannot be found.", code=DAMAGED)
    return header[:4], int.from_bytes(header[4:], "little")


def _packet_seconds(recording: Recording) -> float:
    """From the first packet's time to the end of the last one's, counting what is cut away at both ends as heard."""
    first: int | None = None
    end = counted = 0
    base = recording.stream.time_base
    for packet in recording.container.demux(recording.stream):
        if not packet.size:
            continue
        duration = packet.duration or 0
        counted += duration
        if packet.pts is not None:
            first = packet.pts if first is None else first
            end = max(end, packet.pts + duration)
        if counted * base > MOST_SECONDS + 1:
            break
    return float((end - max(first or 0, 0)) * base) if first is not None else float(counted * base)


def _promised_seconds(container: Container, recording: Recording) -> float | None:
    """What a header says of the length, where its word counts: an MP3's and a raw stream's is a guess."""
    if container.reader in ("mp3", "aac", "amr", "ogg"):
        return None
    stream: Any = recording.stream
    return float(stream.duration * stream.time_base) if stream.duration else None


def _cut_short(promised: float, held: float) -> InvalidError:
    message = (
        f"This recording is cut short: its header promises {describe_time(promised)} of sound, and the file holds "
        f"{describe_time(held)}."
    )
    return InvalidError(message, code=DAMAGED)
