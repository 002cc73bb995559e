"""Pages as pictures at a few scales: the same pixels for everybody, and no PDF or TIFF in any browser."""

from __future__ import annotations

import io
from collections.abc import Iterator
from pathlib import Path
from typing import Any, Final

from goldsmith.modalities.document.renditions.sources import Source

__all__ = ["draw_page", "draw_thumbnail"]

THUMBNAIL_SIDE: Final = 256
_LOSSLESS_BYTES_A_PIXEL: Final = 0.5
"""Print is smaller without loss; a photograph, as a scan is, needs more than this and is written with loss."""
_QUALITY: Final = 85


def draw_page(source: Source, number: int) -> Iterator[bytes]:
    """A WebP of the page at each of the scales.

    What is grainy for reading is grainy close up: to find that out anew took three quarters of the time of a scan.
    """
    listed, read, close = (source.draw(number, scale) for scale in source.scales)
    yield _without_loss(listed) or _with_loss(listed)
    plain = _without_loss(read)
    yield plain or _with_loss(read)
    yield (_without_loss(close) if plain else None) or _with_loss(close)


def draw_thumbnail(source: Source, path: Path) -> dict[str, Any]:
    """A small picture of the first page, for lists."""
    picture = source.draw(0, THUMBNAIL_SIDE / max(source.sizes[0])).convert("RGB")
    picture.save(path, "WEBP", quality=80, method=1)
    facts = {"width": picture.width, "height": picture.height}
    return {"file": "thumbnail", "media_type": "image/webp", "facts": facts}


def _without_loss(picture: Any) -> bytes | None:
    """The same pixels as WebP; None where that would be large."""
    file = io.BytesIO()
    picture.convert("RGB").save(file, "WEBP", lossless=True, method=0)
    return file.getvalue() if file.tell() <= _LOSSLESS_BYTES_A_PIXEL * picture.width * picture.height else None


def _with_loss(picture: Any) -> bytes:
    file = io.BytesIO()
    picture.convert("RGB").save(file, "WEBP", quality=_QUALITY, method=1)
    return file.getvalue()
