"""Bytes of an image file → facts. Runs in a bounded child process; name and claimed type count for nothing."""

from __future__ import annotations

import warnings
from pathlib import Path
from typing import Any, Final

from PIL import (
    BmpImagePlugin,
    GifImagePlugin,
    Image,
    ImageFile,
    JpegImagePlugin,
    MpoImagePlugin,
    PngImagePlugin,
    TiffImagePlugin,
    UnidentifiedImageError,
    WebPImagePlugin,
)

from goldsmith.errors import InvalidError
from goldsmith.modalities.image.orientation import is_on_its_side, read_orientation
from goldsmith.modalities.image.rows import can_stream, measure_tiff

__all__ = ["READERS", "probe"]

Image.preinit()

MOST_PIXELS: Final = 250_000_000
MOST_PIXELS_STREAMED: Final = 1_200_000_000
MOST_PIXELS_SHOWN: Final = 40_000_000
MOST_PIXELS_DECODED: Final = 64_000_000
LONGEST_SIDE_SHOWN: Final = 16_384
MOST_FRAMES: Final = 10_000
LONGEST_SIDE: Final = 100_000

_MEDIA_TYPES: Final = {
    "PNG": "image/png",
    "JPEG": "image/jpeg",
    "MPO": "image/jpeg",
    "WEBP": "image/webp",
    "GIF": "image/gif",
    "BMP": "image/bmp",
    "TIFF": "image/tiff",
}
_MODES_SHOWN: Final = frozenset({"1", "L", "LA", "P", "RGB", "RGBA"})
_TIFF_STARTS: Final = frozenset({b"II*\0", b"MM\0*", b"II+\0", b"MM\0+"})
READERS: Final = ("PNG", "JPEG", "WEBP", "GIF", "BMP", "TIFF")
# Imported here, once for all children: Pillow would otherwise look through all of its forty formats in each of them.
_PLUGINS: Final = (
    BmpImagePlugin,
    GifImagePlugin,
    JpegImagePlugin,
    MpoImagePlugin,
    PngImagePlugin,
    TiffImagePlugin,
    WebPImagePlugin,
)


def probe(path: Path) -> dict[str, Any]:
    """Read type, size as shown (after EXIF orientation) and frames; refuse what is not a whole raster image."""
    # The size check below is ours and stricter; Pillow's own would only warn first.
    Image.MAX_IMAGE_PIXELS = None
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        try:
            with Image.open(path, formats=READERS) as image:
                return _measure(image, path)
        except UnidentifiedImageError:
            if _is_tiff(path):
                return _measure_odd_tiff(path)
            message = "This is not a PNG, JPEG, WebP, GIF, BMP or TIFF image."
            raise InvalidError(message, code="not_an_image") from None
        except (OSError, SyntaxError, ValueError, EOFError, KeyError, IndexError, TypeError, OverflowError):
            raise InvalidError("This image is damaged or cut short.", code="damaged_image") from None


def _measure(image: ImageFile.ImageFile, path: Path) -> dict[str, Any]:
    media_type = _MEDIA_TYPES[str(image.format)]
    width, height = image.size
    _check_size(width, height, media_type)
    frames = _count_frames(image)
    mode = image.mode
    needs_tiles = _needs_tiles(image, path)
    _load(image, path)
    orientation = read_orientation(image)
    if is_on_its_side(orientation):
        width, height = height, width
    facts = {
        "media_type": media_type,
        "width": width,
        "height": height,
        "frames": frames,
        "orientation": orientation,
        "mode": mode,
    }
    return facts | ({"renditions": ["tiles"]} if needs_tiles else {})


def _is_decoded(image: ImageFile.ImageFile) -> bool:
    return image.width * image.height <= MOST_PIXELS_DECODED


def _check_size(width: int, height: int, media_type: str) -> None:
    most = MOST_PIXELS_STREAMED if can_stream(media_type) else MOST_PIXELS
    if width * height > most or max(width, height) > LONGEST_SIDE:
        message = f"The image has {width:,} by {height:,} pixels; at most {most // 1_000_000:,} million are taken."
        if max(width, height) > LONGEST_SIDE:
            message = f"The image has {width:,} by {height:,} pixels; at most {LONGEST_SIDE:,} a side are taken."
        raise InvalidError(message, code="too_large")


def _needs_tiles(image: ImageFile.ImageFile, path: Path) -> bool:
    """Whether browsers cannot show it, or not as it is."""
    is_large = image.width * image.height > MOST_PIXELS_SHOWN or max(image.size) > LONGEST_SIDE_SHOWN
    is_odd = image.format in {"TIFF", "MPO"} or image.mode not in _MODES_SHOWN
    return is_large or is_odd or (image.format == "PNG" and _is_deep_png(path))


def _is_deep_png(path: Path) -> bool:
    """Pillow makes 8 bits of the 16 of a colored PNG and tells nobody."""
    with path.open("rb") as file:
        return file.read(25)[24:] == b"\x10"


def _is_tiff(path: Path) -> bool:
    with path.open("rb") as file:
        return file.read(4) in _TIFF_STARTS


def _measure_odd_tiff(path: Path) -> dict[str, Any]:
    """A TIFF of many bands, or of samples that Pillow has no mode for."""
    width, height, pixels = measure_tiff(path)
    _check_size(width, height, "image/tiff")
    return {
        "media_type": "image/tiff",
        "width": width,
        "height": height,
        "frames": 1,
        "orientation": 1,
        "mode": pixels,
        "renditions": ["tiles"],
    }


def _count_frames(image: ImageFile.ImageFile) -> int:
    frames = 1
    if not getattr(image, "is_animated", False):
        return frames
    try:
        while True:
            image.seek(frames)
            frames += 1
            if frames > MOST_FRAMES:
                raise InvalidError(f"The image has more than {MOST_FRAMES:,} frames.", code="too_large")
    except EOFError:
        image.seek(0)
        return frames


def _load(image: ImageFile.ImageFile, path: Path) -> None:
    """Decode it once, so that a browser will; above 64 million pixels only as far as memory allows."""
    if image.format == "PNG":
        # Decoding alone does not miss the end of the file.
        with Image.open(path, formats=READERS) as again:
            again.verify()
    if image.format in {"JPEG", "MPO"}:
        # An eighth of the size reads all of the file as well.
        image.draft("RGB", (max(1, image.width // 8), max(1, image.height // 8)))
        image.load()
    elif _is_decoded(image):
        image.load()
