"""Bytes of an image file → facts. Runs in a bounded child process; name and claimed type count for nothing."""

from __future__ import annotations

import warnings
from pathlib import Path
from typing import Any, Final

from PIL import Image, ImageFile, UnidentifiedImageError

from goldsmith.errors import InvalidError

__all__ = ["probe"]

MOST_PIXELS: Final = 250_000_000
MOST_PIXELS_DECODED: Final = 64_000_000
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
_READERS: Final = ("PNG", "JPEG", "WEBP", "GIF", "BMP", "TIFF")
_ORIENTATION_TAG: Final = 0x0112
_TURNED: Final = frozenset({5, 6, 7, 8})


def probe(path: Path) -> dict[str, Any]:
    """Read type, size as shown (after EXIF orientation) and frames; refuse what is not a whole raster image."""
    # The size check below is ours and stricter; Pillow's own would only warn first.
    Image.MAX_IMAGE_PIXELS = None
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        try:
            with Image.open(path, formats=_READERS) as image:
                return _measure(image, path)
        except UnidentifiedImageError:
            message = "This is not a PNG, JPEG, WebP, GIF, BMP or TIFF image."
            raise InvalidError(message, code="not_an_image") from None
        except (OSError, SyntaxError, ValueError, EOFError, KeyError, IndexError, TypeError, OverflowError):
            raise InvalidError("This image is damaged or cut short.", code="damaged_image") from None


def _measure(image: ImageFile.ImageFile, path: Path) -> dict[str, Any]:
    width, height = image.size
    if width * height > MOST_PIXELS or max(width, height) > LONGEST_SIDE:
        message = f"The image has {width:,} by {height:,} pixels; at most {MOST_PIXELS // 1_000_000} million are taken."
        raise InvalidError(message, code="too_large")
    frames = _count_frames(image)
    orientation = int(image.getexif().get(_ORIENTATION_TAG, 1) or 1)
    mode = image.mode
    _load(image, path)
    if orientation in _TURNED:
        width, height = height, width
    return {
        "media_type": _MEDIA_TYPES[str(image.format)],
        "width": width,
        "height": height,
        "frames": frames,
        "orientation": orientation,
        "mode": mode,
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
        with Image.open(path, formats=_READERS) as again:
            again.verify()
    if image.width * image.height <= MOST_PIXELS_DECODED:
        image.load()
    elif image.format in {"JPEG", "MPO"}:
        image.draft("RGB", (image.width // 8, image.height // 8))
        image.load()
