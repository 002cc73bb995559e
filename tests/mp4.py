"""MP4 files that contradict themselves, and edit lists as trimming makes them (ISO/IEC 14496-12)."""

from __future__ import annotations

import struct
from collections.abc import Iterator, Sequence

EDITS = ("moov", "trak", "edts", "elst")
SAMPLES = ("moov", "trak", "mdia", "minf", "stbl")
_MOVIE_TICKS = 1000
"""A second in edit lists, as FFmpeg writes them."""


def place_of(film: bytes, *path: str) -> tuple[int, int]:
    """Where a box begins and ends."""
    start, end = 0, len(film)
    for depth, name in enumerate(path):
        inside = start + 8 if depth else 0
        start, end = next((at, after) for kind, at, after in _boxes(film, inside, end) if kind == name)
    return start, end


def without_index(film: bytes) -> bytes:
    """The film as a camera leaves it that lost its power: frames, and nothing that says where they are."""
    start, end = place_of(film, "moov")
    return film[:start] + film[end:]


def patched(film: bytes, path: Sequence[str], offset: int, *numbers: int) -> bytes:
    """The film with other numbers of 32 bits so many bytes after the head of a box."""
    start, _ = place_of(film, *path)
    at = start + 8 + offset
    return film[:at] + struct.pack(f">{len(numbers)}I", *numbers) + film[at + 4 * len(numbers) :]


def with_edits(film: bytes, *parts: tuple[int, int]) -> bytes:
    """A film that shows only these parts of what is in it, one after another: (first millisecond, milliseconds)."""
    head, _ = place_of(film, "moov", "trak", "mdia", "mdhd")
    (ticks,) = struct.unpack_from(">I", film, head + 20)
    start, end = place_of(film, *EDITS)
    (begin,) = struct.unpack_from(">i", film, start + 20)
    entries = b"".join(
        struct.pack(">IiI", length * _MOVIE_TICKS // 1000, begin + first * ticks // 1000, 1 << 16)
        for first, length in parts
    )
    edits = struct.pack(">I4sII", 16 + len(entries), b"elst", 0, len(parts)) + entries
    return _grown(film[:start] + edits + film[end:], len(edits) - (end - start), film)


def _grown(changed: bytes, by: int, film: bytes) -> bytes:
    """Tell the boxes around an edit list that it grew; they come after the frames, so no frame moved."""
    for depth in range(1, len(EDITS)):
        at, end = place_of(film, *EDITS[:depth])
        changed = changed[:at] + struct.pack(">I", end - at + by) + changed[at + 4 :]
    return changed


def _boxes(film: bytes, at: int, end: int) -> Iterator[tuple[str, int, int]]:
    while at < end:
        size, kind = struct.unpack_from(">I4s", film, at)
        yield kind.decode("latin-1"), at, at + size
        at += size
