"""Edit lists of MP4 and QuickTime files: which parts of what is in them are played (ISO/IEC 14496-12, 8.6.6).

Every player understands a film that was trimmed at its ends. One that is put together from several parts, or played at
another speed, is shown differently by different players.
"""

from __future__ import annotations

import struct
from collections.abc import Iterator
from pathlib import Path
from typing import IO, Final

__all__ = ["is_put_together"]

_PICTURES: Final = (b"mdia", b"minf", b"vmhd")
_USUAL_SPEED: Final = 1 << 16
_ENTRIES: Final = {0: ">Iii", 1: ">Qqi"}

Place = tuple[int, int]


def is_put_together(path: Path) -> bool:
    """Whether a track of pictures plays several parts of itself, or one at another speed."""
    with path.open("rb") as file:
        whole = (0, path.stat().st_size)
        tracks = [track for track in _find(file, whole, b"moov", b"trak") if any(_find(file, track, *_PICTURES))]
        lists = [edits for track in tracks for edits in _find(file, track, b"edts", b"elst")]
        return any(len(speeds) > 1 or set(speeds) - {_USUAL_SPEED} for speeds in (_speeds(file, it) for it in lists))


def _speeds(file: IO[bytes], place: Place) -> list[int]:
    """The speed of each part, of which pauses are none."""
    start, end = place
    file.seek(start)
    body = file.read(min(end - start, 1 << 20))
    entry = _ENTRIES.get(body[0] if body else 0, _ENTRIES[0])
    size = struct.calcsize(entry)
    entries = (body[at : at + size] for at in range(8, len(body) - size + 1, size))
    return [speed for _, first, speed in (struct.unpack(entry, each) for each in entries) if first != -1]


def _find(file: IO[bytes], within: Place, *path: bytes) -> Iterator[Place]:
    """Where the contents of the boxes at a path lie."""
    if not path:
        yield within
        return
    for kind, place in _boxes(file, within):
        if kind == path[0]:
            yield from _find(file, place, *path[1:])


def _boxes(file: IO[bytes], within: Place) -> Iterator[tuple[bytes, Place]]:
    at, end = within
    while at + 8 <= end:
        file.seek(at)
        head = file.read(16)
        size, kind, start = int.from_bytes(head[:4], "big"), head[4:8], at + 8
        if size == 1:
            size, start = int.from_bytes(head[8:16], "big"), at + 16
        after = at + size if size else end
        if after < start:
            return
        yield kind, (start, min(after, end))
        at = after
