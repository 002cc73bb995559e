"""A pyramid of tiles in one file: tiles in any order, then where each lies, then what grid they form.

Level 0 is the picture itself; each further level is half as wide and high, rounded up, until one tile holds all of it.
The index has one entry a tile (offset and length, little-endian, 8 and 4 bytes), by level, row, column and band; a
picture has one band here, samples are stored band by band. The last 32 bytes say size, bands, tile side and encoding.
"""

from __future__ import annotations

import struct
from functools import cached_property
from typing import BinaryIO, Final, Literal

import msgspec

from goldsmith.errors import InvalidError

__all__ = ["FOOTER_BYTES", "MEDIA_TYPES", "TILE", "Encoding", "Grid", "PackWriter", "locate", "read_footer"]

TILE: Final = 512
Encoding = Literal["jpeg", "webp", "samples"]
MEDIA_TYPES: Final[dict[Encoding, str]] = {
    "jpeg": "image/jpeg",
    "webp": "image/webp",
    "samples": "application/octet-stream",
}
"""Samples are 16 bits each, little-endian, row by row, of one band, in zlib's format (RFC 1950)."""

_MAGIC: Final = b"GSTILES1"
_FOOTER: Final = struct.Struct("<8sIIIIII")
_ENTRY: Final = struct.Struct("<QI")
_ENCODINGS: Final[tuple[Encoding, ...]] = ("jpeg", "webp", "samples")
FOOTER_BYTES: Final = _FOOTER.size


class Grid(msgspec.Struct, frozen=True, dict=True):
    """The tiles of a picture of so many pixels.

    >>> Grid(1025, 512, "jpeg").sizes
    [(1025, 512), (513, 256), (257, 128)]
    >>> Grid(1025, 512, "jpeg").slot(1, 1, 0)
    4
    """

    width: int
    height: int
    encoding: Encoding
    bands: int = 1

    @cached_property
    def sizes(self) -> list[tuple[int, int]]:
        """(width, height) of each level, in pixels of that level."""
        sizes = [(self.width, self.height)]
        while max(sizes[-1]) > TILE:
            sizes.append(tuple(-(-side // 2) for side in sizes[-1]))  # type: ignore[arg-type]
        return sizes

    @property
    def levels(self) -> int:
        return len(self.sizes)

    @cached_property
    def tiles(self) -> int:
        return sum(columns * rows for columns, rows in self._spans) * self.bands

    @property
    def index_bytes(self) -> int:
        return self.tiles * _ENTRY.size

    def slot(self, level: int, column: int, row: int, band: int = 0) -> int | None:
        """The position of a tile in the index; None where there is no such tile."""
        if not (0 <= level < self.levels and 0 <= band < self.bands):
            return None
        columns, rows = self._spans[level]
        if not (0 <= column < columns and 0 <= row < rows):
            return None
        before = sum(across * down for across, down in self._spans[:level])
        return (before + row * columns + column) * self.bands + band

    @cached_property
    def _spans(self) -> list[tuple[int, int]]:
        """(columns, rows) of each level."""
        return [(-(-width // TILE), -(-height // TILE)) for width, height in self.sizes]


class PackWriter:
    """Writes tiles as they come; `finish` writes the rest."""

    def __init__(self, file: BinaryIO, grid: Grid) -> None:
        self._file, self._grid = file, grid
        self._index = bytearray(grid.index_bytes)
        self._offset = 0

    def add(self, level: int, column: int, row: int, band: int, tile: bytes) -> None:
        slot = self._grid.slot(level, column, row, band)
        if slot is None:
            raise ValueError("a pyramid has no tile there")
        _ENTRY.pack_into(self._index, slot * _ENTRY.size, self._offset, len(tile))
        self._file.write(tile)
        self._offset += len(tile)

    def finish(self) -> None:
        grid = self._grid
        self._file.write(self._index)
        encoding = _ENCODINGS.index(grid.encoding)
        self._file.write(_FOOTER.pack(_MAGIC, grid.width, grid.height, grid.bands, TILE, encoding, 0))


def read_footer(footer: bytes) -> Grid:
    """The grid that the last bytes of a pack tell of.

    >>> read_footer(_FOOTER.pack(_MAGIC, 1025, 512, 1, TILE, 0, 0)).levels
    3
    """
    if len(footer) != FOOTER_BYTES or not footer.startswith(_MAGIC):
        raise InvalidError("These are not tiles.", code="not_tiles")
    _, width, height, bands, _, encoding, _ = _FOOTER.unpack(footer)
    return Grid(width, height, _ENCODINGS[encoding], bands)


def locate(index: bytes, slot: int) -> tuple[int, int]:
    """Where a tile begins and ends in its pack."""
    offset, length = _ENTRY.unpack_from(index, slot * _ENTRY.size)
    return offset, offset + length
