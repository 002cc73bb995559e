"""Rows of an image → tiles of every level, in one pass from top to bottom and with little in memory at once.

Rows are arrays (height, width, bands): of 8 bits for a picture of 1, 3 or 4 bands, of 16 bits for samples.
"""

from __future__ import annotations

import io
import zlib
from collections.abc import Iterable, Iterator
from concurrent.futures import ThreadPoolExecutor
from typing import Any, Final, NamedTuple

from PIL import Image

from goldsmith.modalities.tile_packs import TILE, Encoding, Grid, PackWriter

__all__ = ["Pyramid", "picture_of"]

_QUALITY: Final = 90
_THREADS: Final = 2


class _Done(NamedTuple):
    """A tile, encoded for each of its bands, and its rows at half the size."""

    encoded: list[bytes]
    half: Any


class Pyramid:
    """Takes strips of TILE rows of the whole width, the last with fewer, and writes the tiles of all levels."""

    def __init__(self, grid: Grid, pack: PackWriter) -> None:
        self._grid, self._pack = grid, pack
        self._halves: list[list[Any]] = [[] for _ in range(grid.levels)]
        self._rows = [0] * grid.levels
        self.top: Any = None
        """The rows of the smallest level, once all strips are taken."""

    def take_all(self, strips: Iterable[Any]) -> None:
        with ThreadPoolExecutor(1) as reader, ThreadPoolExecutor(_THREADS) as threads:
            for strip in _read_ahead(iter(strips), reader):
                self._take(strip, 0, threads)
        self._pack.finish()

    def _take(self, strip: Any, level: int, threads: ThreadPoolExecutor) -> None:
        """Write one strip and pass its half-sized copy on: two of those are a strip of the next level."""
        row = self._rows[level] // TILE
        self._rows[level] += len(strip)
        done = list(threads.map(self._encode, _cut(strip)))
        for column, tile in enumerate(done):
            for band, encoded in enumerate(tile.encoded):
                self._pack.add(level, column, row, band, encoded)
        if level + 1 == self._grid.levels:
            self.top = strip
        else:
            self._pass_on([tile.half for tile in done], level, threads)

    def _pass_on(self, halves: list[Any], level: int, threads: ThreadPoolExecutor) -> None:
        import numpy as np

        waiting = self._halves[level + 1]
        waiting.append(np.concatenate(halves, axis=1))
        if len(waiting) == 2 or self._rows[level] == self._grid.sizes[level][1]:
            self._halves[level + 1] = []
            self._take(np.concatenate(waiting), level + 1, threads)

    def _encode(self, tile: Any) -> _Done:
        if self._grid.encoding == "samples":
            return _Done([_deflate(tile[:, :, band]) for band in range(tile.shape[2])], _halve_samples(tile))
        picture = picture_of(tile)
        return _Done([_save(picture, self._grid.encoding)], _rows_of(picture.reduce(2)))


def _read_ahead(strips: Iterator[Any], reader: ThreadPoolExecutor) -> Iterator[Any]:
    """Read one strip while the one before is cut."""
    coming = reader.submit(next, strips, None)
    while (strip := coming.result()) is not None:
        coming = reader.submit(next, strips, None)
        yield strip


def picture_of(rows: Any) -> Image.Image:
    """Rows of 8 bits as a picture."""
    import numpy as np

    return Image.fromarray(np.ascontiguousarray(rows[:, :, 0] if rows.shape[2] == 1 else rows))


def _rows_of(picture: Image.Image) -> Any:
    import numpy as np

    rows = np.asarray(picture)
    return rows[:, :, None] if rows.ndim == 2 else rows


def _cut(strip: Any) -> Iterator[Any]:
    for left in range(0, strip.shape[1], TILE):
        yield strip[:, left : left + TILE]


def _save(picture: Image.Image, encoding: Encoding) -> bytes:
    file = io.BytesIO()
    picture.save(file, encoding, quality=_QUALITY, **({"method": 1} if encoding == "webp" else {}))
    return file.getvalue()


def _deflate(samples: Any) -> bytes:
    return zlib.compress(samples.astype("<u2").tobytes(), 1)


def _halve_samples(tile: Any) -> Any:
    """The mean of each 2 by 2 samples; at an odd edge, of those that are there."""
    import numpy as np

    even = np.pad(tile, [(0, tile.shape[0] % 2), (0, tile.shape[1] % 2), (0, 0)], mode="edge")
    total = even[0::2, 0::2].astype(np.uint32)
    for part in (even[1::2, 0::2], even[0::2, 1::2], even[1::2, 1::2]):
        total += part
    return (total >> 2).astype(np.uint16)
