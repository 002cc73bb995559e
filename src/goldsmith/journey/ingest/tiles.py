"""One tile out of a pack of tiles, by two reads of the object store at most and none of the database."""

from __future__ import annotations

from collections import OrderedDict
from typing import Final, NamedTuple

from goldsmith.errors import NotFoundError
from goldsmith.modalities.tile_packs import FOOTER_BYTES, MEDIA_TYPES, Encoding, Grid, locate, read_footer
from goldsmith.ports.objects import Objects

__all__ = ["PackIndexes", "Tile"]

_MOST_BYTES_KEPT: Final = 16_000_000


class Tile(NamedTuple):
    """The bytes of a tile and what they are."""

    content: bytes
    encoding: Encoding

    @property
    def media_type(self) -> str:
        return MEDIA_TYPES[self.encoding]


class PackIndexes:
    """Where the tiles of the packs lie that were asked for last: a pack is named by the hash of what it shows."""

    def __init__(self, objects: Objects) -> None:
        self._objects = objects
        self._kept: OrderedDict[str, tuple[Grid, bytes]] = OrderedDict()

    async def read_tile(self, key: str, level: int, column: int, row: int, band: int) -> Tile:
        grid, index = self._kept.get(key) or await self._read_index(key)
        self._kept.move_to_end(key)
        slot = grid.slot(level, column, row, band)
        if slot is None:
            raise NotFoundError("There is no such tile.", code="tile_not_found")
        start, end = locate(index, slot)
        return Tile(await self._read(key, start, end), grid.encoding)

    async def _read_index(self, key: str) -> tuple[Grid, bytes]:
        size = (await self._objects.head(key)).bytes
        grid = read_footer(await self._read(key, max(0, size - FOOTER_BYTES), size))
        end = size - FOOTER_BYTES
        self._kept[key] = grid, await self._read(key, end - grid.index_bytes, end)
        while sum(len(index) for _, index in self._kept.values()) > _MOST_BYTES_KEPT and len(self._kept) > 1:
            self._kept.popitem(last=False)
        return self._kept[key]

    async def _read(self, key: str, start: int, end: int) -> bytes:
        return b"".join([chunk async for chunk in await self._objects.get_stream(key, start, end)])
