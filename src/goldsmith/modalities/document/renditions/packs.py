"""Many parts in one file, each of which can be fetched alone: first where each lies, then the parts.

The index has one entry a part: offset and length in bytes, little-endian, of 4 bytes each.
"""

from __future__ import annotations

import struct
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Final, Self

from goldsmith.errors import InvalidError

__all__ = ["PackWriter", "parts_of", "read_part", "write_pack"]

_ENTRY: Final = struct.Struct("<II")
_MOST_BYTES: Final = (1 << 32) - 1


class PackWriter:
    """Takes as many parts as it was told of, in order."""

    def __init__(self, path: Path, count: int) -> None:
        self._file = path.open("wb")
        self._index = bytearray(count * _ENTRY.size)
        self._file.write(self._index)
        self._added = 0
        self._offset = len(self._index)

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self._file.seek(0)
        self._file.write(self._index)
        self._file.close()

    def add(self, part: bytes) -> None:
        if self._offset + len(part) > _MOST_BYTES:
            raise InvalidError("The pages of this document are too large in all. Cut it into parts.", code="too_large")
        _ENTRY.pack_into(self._index, self._added * _ENTRY.size, self._offset, len(part))
        self._file.write(part)
        self._added += 1
        self._offset += len(part)


def write_pack(path: Path, parts: Sequence[bytes]) -> None:
    """A pack of parts that are all there."""
    with PackWriter(path, len(parts)) as pack:
        for part in parts:
            pack.add(part)


def parts_of(path: Path) -> Iterator[bytes]:
    """The parts of a pack in order, one at a time in memory. The first lies right behind the index."""
    with path.open("rb") as file:
        first = file.read(_ENTRY.size)
        index = first + file.read(_ENTRY.unpack(first)[0] - len(first))
        for _, length in _ENTRY.iter_unpack(index):
            yield file.read(length)


def read_part(pack: bytes, number: int) -> bytes:
    """One part of a pack, by its number from 0."""
    offset, length = _ENTRY.unpack_from(pack, number * _ENTRY.size)
    return pack[offset : offset + length]
