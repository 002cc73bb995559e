"""Image files as strips of rows, upright: by libvips in bounded memory where it is installed, else whole by Pillow.

libvips (LGPL-2.1, https://www.libvips.org) comes with the extra `goldsmith[images]` and is loaded when it is needed.
"""

from __future__ import annotations

import os
from collections.abc import Callable, Iterator
from functools import partial
from importlib.util import find_spec
from pathlib import Path
from typing import Any, Final

import msgspec
from PIL import Image

from goldsmith.errors import InvalidError
from goldsmith.modalities.extras import IMAGES
from goldsmith.modalities.image.orientation import turn_upright
from goldsmith.modalities.tile_packs import TILE, Encoding, Grid

__all__ = ["MOST_BANDS", "Source", "can_stream", "measure_tiff", "open_rows"]

MOST_BANDS: Final = 64
_LARGEST_SAMPLE: Final = 65_535
_LOADERS: Final = {"image/tiff": "tiffload", "image/jpeg": "jpegload", "image/png": "pngload"}
_AS_IT_IS: Final = frozenset({("srgb", 3), ("srgb", 4), ("b-w", 1)})
_SHOWN: Final = frozenset({"srgb", "rgb", "b-w", "cmyk", "lab", "labq", "multiband"})


class Source(msgspec.Struct):
    """An image to be cut: strips of TILE rows each, and what a sample stands for (value = offset + sample · scale)."""

    width: int
    height: int
    bands: int
    encoding: Encoding
    strips: Callable[[], Iterator[Any]]
    bits: int = 8
    scale: float = 1.0
    offset: float = 0.0

    @property
    def grid(self) -> Grid:
        return Grid(self.width, self.height, self.encoding, self.bands if self.encoding == "samples" else 1)


def can_stream(media_type: str) -> bool:
    """Whether files of this type are read strip by strip, so that memory does not grow with them."""
    return media_type in _LOADERS and find_spec("pyvips") is not None


def open_rows(path: Path, media_type: str) -> Source:
    """Open a file of this media type; a damaged one fails here or while its strips are read."""
    return _open_by_vips(path, media_type) if can_stream(media_type) else _open_by_pillow(path)


def measure_tiff(path: Path) -> tuple[int, int, str]:
    """(width, height, what its pixels are) of a TIFF that Pillow has no mode for."""
    if not can_stream("image/tiff"):
        message = f"Pixels as this TIFF has are read with libvips, which is not installed here. {IMAGES.way}"
        raise InvalidError(message, code="needs_libvips")
    image = _load(path, "image/tiff")
    if image.bands > MOST_BANDS:
        raise InvalidError(f"The image has {image.bands:,} bands; at most {MOST_BANDS} are taken.", code="too_large")
    return image.width, image.height, f"{image.bands} x {image.format}"


def _load(path: Path, media_type: str, *, is_upright: bool = True) -> Any:
    """The image, from top to bottom where it lies upright; one that must be turned is read whole, on disk if large."""
    os.environ["VIPS_CONCURRENCY"] = "2"
    import pyvips

    pyvips.cache_set_max(0)
    load = getattr(pyvips.Image, _LOADERS[media_type])
    try:
        image = load(str(path), access="sequential", fail_on="error")
        if is_upright and image.get_typeof("orientation") and image.get("orientation") > 1:
            image = load(str(path), fail_on="error").autorot()
    except pyvips.Error:
        message = "This image is damaged, or its kind of pixel is not known here: save it anew with 8, 16 or 32 bits."
        raise InvalidError(message, code="damaged_image") from None
    return image


def _open_by_vips(path: Path, media_type: str) -> Source:
    image = _load(path, media_type)
    if image.format == "uchar" and _is_picture(image):
        shown = image if (image.interpretation, image.bands) in _AS_IT_IS else image.colourspace("srgb")
        encoding: Encoding = "webp" if shown.bands == 4 else "jpeg"
        return Source(shown.width, shown.height, shown.bands, encoding, lambda: _strips(shown))
    if image.bands > MOST_BANDS:
        raise InvalidError(f"The image has {image.bands:,} bands; at most {MOST_BANDS} are taken.", code="too_large")
    return _samples_by_vips(path, media_type, image)


def _is_picture(image: Any) -> bool:
    alpha = int(image.hasalpha())
    return image.interpretation in _SHOWN and (
        image.bands - alpha in (1, 3) or (image.interpretation == "cmyk" and image.bands - alpha == 4)
    )


def _samples_by_vips(path: Path, media_type: str, image: Any) -> Source:
    """Samples as 16 bits: as they are where they fit, shifted where they are signed, else spread from least to most."""
    scale, offset = 1.0, 0.0
    bits = {"uchar": 8, "ushort": 16, "short": 16, "char": 8, "uint": 32, "int": 32, "float": 32}.get(image.format, 64)
    if image.format in ("char", "short"):
        offset = -32_768.0
    elif image.format not in ("uchar", "ushort"):
        if "complex" in image.format:
            raise InvalidError("Images of complex numbers cannot be shown.", code="unknown_pixels")
        scale, offset = _spread(_finite(_load(path, media_type)))
        image = _finite(image)
    mapped = image if (scale, offset) == (1.0, 0.0) else ((image - offset) / scale).rint()
    samples = mapped.cast("ushort")
    return Source(image.width, image.height, image.bands, "samples", lambda: _strips(samples), bits, scale, offset)


def _finite(image: Any) -> Any:
    """What is no number becomes zero, and what is infinite the largest number that matters."""
    if image.format not in ("float", "double"):
        return image
    known = (image == image).ifthenelse(image, 0)  # noqa: PLR0124  (only what is no number differs from itself)
    return (known > -3e38).ifthenelse((known < 3e38).ifthenelse(known, 3e38), -3e38)


def _spread(image: Any) -> tuple[float, float]:
    least, most = _honestly(image.stats).numpy()[0, :2]
    return float((most - least) / _LARGEST_SAMPLE or 1.0), float(least)


def _strips(image: Any) -> Iterator[Any]:
    import numpy as np

    read = _read_at_will if _is_tiled(image) else _read_downwards(image)
    kind = np.uint8 if image.format == "uchar" else np.uint16
    for top in range(0, image.height, TILE):
        height = min(TILE, image.height - top)
        content = _honestly(partial(read, image, top, height))
        yield np.frombuffer(content, kind).reshape(height, image.width, image.bands)


def _is_tiled(image: Any) -> bool:
    """Whether the file's own tiles make any part of it quick to reach."""
    return bool(image.get_typeof("tile-height")) and TILE % image.get("tile-height") == 0


def _read_at_will(image: Any, top: int, height: int) -> bytes:
    return bytes(image.crop(0, top, image.width, height).write_to_memory())


def _read_downwards(image: Any) -> Callable[[Any, int, int], bytes]:
    """By one region that moves down: a sink for each strip would drop the lines that were read ahead."""
    import pyvips

    region = pyvips.Region.new(image)
    return lambda image, top, height: bytes(region.fetch(0, top, image.width, height))


def _honestly(read: Callable[[], Any]) -> Any:
    import pyvips

    try:
        return read()
    except pyvips.Error:
        raise _damaged() from None


def _open_by_pillow(path: Path) -> Source:
    Image.MAX_IMAGE_PIXELS = None
    with Image.open(path) as opened:
        try:
            opened.load()
            image = turn_upright(opened)
        except (OSError, SyntaxError, ValueError, EOFError, KeyError, IndexError, TypeError):
            raise _damaged() from None
    if image.mode.startswith("I;16"):
        return _whole(image, "samples", 1, bits=16)
    if image.mode in ("I", "F"):
        return _spread_by_pillow(image)
    mode = "RGBA" if image.has_transparency_data else "L" if image.mode in ("1", "L") else "RGB"
    return _whole(image.convert(mode), "webp" if mode == "RGBA" else "jpeg", len(mode) if mode != "L" else 1)


def _spread_by_pillow(image: Image.Image) -> Source:
    import numpy as np

    values = np.nan_to_num(np.asarray(image, dtype=np.float64), posinf=3e38, neginf=-3e38)
    least, most = float(values.min()), float(values.max())
    scale = (most - least) / _LARGEST_SAMPLE or 1.0
    samples = Image.fromarray(np.rint((values - least) / scale).astype(np.uint16))
    return _whole(samples, "samples", 1, bits=32, scale=scale, offset=least)


def _whole(image: Image.Image, encoding: Encoding, bands: int, **facts: Any) -> Source:
    import numpy as np

    def strips() -> Iterator[Any]:
        for top in range(0, image.height, TILE):
            rows = np.asarray(image.crop((0, top, image.width, min(top + TILE, image.height))))
            yield rows[:, :, None] if rows.ndim == 2 else rows

    return Source(image.width, image.height, bands, encoding, strips, **facts)


def _damaged() -> InvalidError:
    return InvalidError("This image is damaged or cut short.", code="damaged_image")
