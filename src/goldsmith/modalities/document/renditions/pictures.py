"""Pages as pictures, drawn by pdfium at a few scales: the same pixels for everybody, and no PDF in any browser."""

from __future__ import annotations

import io
from collections.abc import Iterator
from pathlib import Path
from typing import Any, Final

__all__ = ["SCALES", "draw_page", "draw_thumbnail", "draw_to_read"]

SCALES: Final = (0.25, 1.5, 3.0)
"""Pixels a point: for the list of pages, for reading (108 a inch), and for looking closely (216)."""
MOST_PIXELS: Final = 16_000_000
"""A page is drawn no larger, whatever its size: a poster is less sharp close up."""
THUMBNAIL_SIDE: Final = 256
_LOSSLESS_BYTES_A_PIXEL: Final = 0.5
"""Print is smaller without loss; a photograph, as a scan is, needs more than this and is written with loss."""
_QUALITY: Final = 85


def draw_page(page: Any) -> Iterator[bytes]:
    """A WebP of the page at each of the scales.

    What is grainy for reading is grainy close up: to find that out anew took three quarters of the time of a scan.
    """
    width, height = page.get_size()
    most = (MOST_PIXELS / (width * height)) ** 0.5
    try:
        listed, read, close = (page.render(scale=min(scale, most)).to_pil() for scale in SCALES)
        yield _without_loss(listed) or _with_loss(listed)
        plain = _without_loss(read)
        yield plain or _with_loss(read)
        yield (_without_loss(close) if plain else None) or _with_loss(close)
    finally:
        page.close()


def draw_to_read(page: Any, pixels_an_inch: int) -> Any:
    """A page in shades of gray, as large as a recognizer of print wants it."""
    width, height = page.get_size()
    most = (MOST_PIXELS / (width * height)) ** 0.5
    try:
        return page.render(scale=min(pixels_an_inch / 72, most), grayscale=True).to_pil()
    finally:
        page.close()


def draw_thumbnail(page: Any, path: Path) -> dict[str, Any]:
    """A small picture of a page, for lists."""
    picture = page.render(scale=THUMBNAIL_SIDE / max(page.get_size())).to_pil().convert("RGB")
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
