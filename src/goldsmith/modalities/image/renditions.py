"""What is made of an image so that browsers can show it: a small thumbnail, and tiles of what is too large or odd."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any, Final

from PIL import Image

from goldsmith.errors import InvalidError
from goldsmith.modalities.image.orientation import turn_upright
from goldsmith.modalities.image.probe import READERS, probe
from goldsmith.modalities.image.pyramid import Pyramid, picture_of
from goldsmith.modalities.image.rows import Source, open_rows
from goldsmith.modalities.tile_packs import MEDIA_TYPES, TILE, PackWriter

__all__ = ["make_renditions", "make_thumbnail"]

THUMBNAIL_SIDE: Final = 256
_MOST_COUNTED: Final = 4_000_000
_LARGEST_SAMPLE: Final = 65_535


def make_thumbnail(path: Path, folder: str) -> dict[str, Any]:
    """A small copy of an image that Pillow reads and browsers show; a JPEG is decoded no larger than needed."""
    Image.MAX_IMAGE_PIXELS = None
    with Image.open(path, formats=READERS) as image:
        scale = min(1, THUMBNAIL_SIDE / max(image.size))
        image.draft("RGB", (max(1, round(image.width * scale)), max(1, round(image.height * scale))))
        image.thumbnail((THUMBNAIL_SIDE, THUMBNAIL_SIDE), reducing_gap=2.0)
        return _save_thumbnail(turn_upright(image), folder)


def make_renditions(path: Path, folder: str, *kinds: str) -> dict[str, dict[str, Any]]:
    """Write the tiles of an image, and a thumbnail of them, into files of the folder; tell of both by their kinds."""
    facts = probe(path)
    source = open_rows(path, facts["media_type"])
    if (source.width, source.height) != (facts["width"], facts["height"]):
        raise InvalidError("This image says two things of its size.", code="damaged_image")
    ranges = _Ranges(source)
    with (Path(folder) / "tiles").open("wb") as file:
        pyramid = Pyramid(source.grid, PackWriter(file, source.grid))
        pyramid.take_all(ranges.watch(source.strips()))
    made = {"tiles": {"file": "tiles", "media_type": MEDIA_TYPES[source.encoding], "facts": _facts(source, ranges)}}
    return {kind: made[kind] for kind in kinds} | {"thumbnail": _save_thumbnail(_top(pyramid.top, ranges), folder)}


def _facts(source: Source, ranges: _Ranges) -> dict[str, Any]:
    grid = source.grid
    facts = {"width": grid.width, "height": grid.height, "tile": TILE, "levels": grid.levels, "encoding": grid.encoding}
    if grid.encoding != "samples":
        return facts
    told = {"bands": source.bands, "bits": source.bits, "scale": source.scale, "offset": source.offset}
    return {**facts, **told, "ranges": ranges.per_band()}


class _Ranges:
    """Counts the samples of each band: all for least and most, a regular few for percentiles."""

    def __init__(self, source: Source) -> None:
        import numpy as np

        self._is_wanted = source.encoding == "samples"
        self._counts = np.zeros((source.bands, _LARGEST_SAMPLE + 1), np.int64)
        self._step = max(1, round((source.width * source.height / _MOST_COUNTED) ** 0.5))
        self._least = np.full(source.bands, _LARGEST_SAMPLE)
        self._most = np.zeros(source.bands, np.int64)

    def watch(self, strips: Iterator[Any]) -> Iterator[Any]:
        for strip in strips:
            if self._is_wanted:
                self._count(strip)
            yield strip

    def per_band(self) -> list[dict[str, int]]:
        """Least, most, and the percentiles 1 and 99 of each band, as samples."""
        return [
            {"min": int(self._least[band]), "max": int(self._most[band]), "p1": low, "p99": high}
            for band, (low, high) in enumerate(map(self._percentiles, self._counts))
        ]

    def _count(self, strip: Any) -> None:
        import numpy as np

        self._least = np.minimum(self._least, strip.min(axis=(0, 1)))
        self._most = np.maximum(self._most, strip.max(axis=(0, 1)))
        few = strip[:: self._step, :: self._step]
        for band in range(strip.shape[2]):
            self._counts[band] += np.bincount(few[:, :, band].reshape(-1), minlength=_LARGEST_SAMPLE + 1)

    def _percentiles(self, counts: Any) -> tuple[int, int]:
        import numpy as np

        below = np.cumsum(counts)
        return int(np.searchsorted(below, below[-1] * 0.01)), int(np.searchsorted(below, below[-1] * 0.99))


def _top(rows: Any, ranges: _Ranges) -> Image.Image:
    """The smallest level as a picture; of samples the first band, from its percentile 1 to 99."""
    import numpy as np

    if rows.dtype == np.uint8:
        return picture_of(rows)
    first = ranges.per_band()[0]
    span = max(1, first["p99"] - first["p1"])
    shown = np.clip((rows[:, :, :1].astype(np.float32) - first["p1"]) * (255 / span), 0, 255)
    return picture_of(shown.astype(np.uint8))


def _save_thumbnail(image: Image.Image, folder: str) -> dict[str, Any]:
    """WebP where something shines through; else JPEG, which is written ten times as fast and is hardly larger."""
    image.thumbnail((THUMBNAIL_SIDE, THUMBNAIL_SIDE), reducing_gap=2.0)
    is_clear = image.has_transparency_data
    shown = image.convert("RGBA" if is_clear else "RGB")
    written = Path(folder) / "thumbnail"
    if is_clear:
        shown.save(written, "WEBP", quality=75, method=1)
    else:
        shown.save(written, "JPEG", quality=80)
    return {
        "file": "thumbnail",
        "media_type": "image/webp" if is_clear else "image/jpeg",
        "facts": {"width": shown.width, "height": shown.height},
    }
