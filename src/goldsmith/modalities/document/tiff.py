"""TIFF files whose pages are pictures of pages, as scanners and fax machines write them.

Source: TIFF 6.0; pixels of a fax need not be square (RFC 2306).
"""

from __future__ import annotations

import warnings
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final, NamedTuple

from goldsmith.errors import InvalidError
from goldsmith.modalities.document.pages import Page
from goldsmith.modalities.document.shapes import MOST_PAGES

if TYPE_CHECKING:
    from PIL.TiffImagePlugin import TiffImageFile

__all__ = ["TiffPage", "add_pages", "measure_page", "open_tiff"]

MOST_PIXELS: Final = 100_000_000
"""A page has no more: DIN A0 at 200 pixels an inch."""
LONGEST_SIDE: Final = 30_000
LEAST_PIXELS_AN_INCH: Final = 50.0
MOST_PIXELS_AN_INCH: Final = 1_250.0
SCANNED_FROM: Final = 100.0
"""Pixels an inch from which one picture alone is taken for a page, unless it is of black and white alone."""
LONGEST_PAGE_INCHES: Final = 11.69
"""Taken where the file does not say how large a pixel is: DIN A4."""
_MODES: Final = frozenset({"1", "L", "LA", "P", "RGB", "RGBA", "CMYK", "YCbCr"})
_UNITS: Final = {2: 1.0, 3: 2.54}
_X, _Y, _UNIT = 282, 283, 296


class TiffPage(NamedTuple):
    """The size of a page in pixels as wide as they are high, and how many of them make an inch."""

    size: Page
    pixels_an_inch: float
    is_said: bool
    """Whether the file says how many."""


def add_pages(path: Path, facts: dict[str, Any]) -> dict[str, Any]:
    """What a TIFF is besides an image: the pages of a document, or why it is none. Nothing for other files."""
    if facts["media_type"] != "image/tiff":
        return {}
    try:
        return {"has_text": False, **_measure(path), "renditions": ["pages", "words"]}
    except InvalidError as refusal:
        return {"no_document": refusal.message}


@contextmanager
def open_tiff(path: Path) -> Iterator[TiffImageFile]:
    """Open a TIFF; InvalidError where a page of it cannot be read."""
    from PIL import Image

    Image.MAX_IMAGE_PIXELS = None  # our own bound is stricter
    try:
        # Not by its path: what Pillow maps into memory comes out torn where a page lies on its side.
        with warnings.catch_warnings(), path.open("rb") as stream:
            warnings.simplefilter("ignore")  # what Pillow only warns of is seen when the page is decoded
            with Image.open(stream, formats=["TIFF"]) as file:
                yield file  # type: ignore[misc]
    except (OSError, SyntaxError, ValueError, EOFError, KeyError, IndexError, TypeError, OverflowError):
        raise InvalidError("This TIFF is damaged: a page of it cannot be read.", code="damaged_document") from None


def measure_page(file: TiffImageFile, number: int) -> TiffPage:
    """Go to a page and measure it; InvalidError where it is no picture of a page."""
    file.seek(number)
    if file.mode not in _MODES:
        message = f"Page {number + 1} of this TIFF has samples that no page has ({file.mode}): label it as an image."
        raise InvalidError(message, code="no_pages")
    across, down, is_said = _resolution(file)
    width, height = file.size
    if width * height > MOST_PIXELS or max(width, height) > LONGEST_SIDE:
        message = (
            f"Page {number + 1} of this TIFF has {width:,} by {height:,} pixels; "
            f"at most {MOST_PIXELS // 1_000_000} million, and {LONGEST_SIDE:,} a side, are taken."
        )
        raise InvalidError(message, code="absurd_page")
    return TiffPage(Page(width, round(height * across / down)), across, is_said)


def _measure(path: Path) -> dict[str, Any]:
    with open_tiff(path) as file:
        count = getattr(file, "n_frames", 1)
        if count > MOST_PAGES:
            message = f"A document has at most {MOST_PAGES:,} pages; this one has {count:,}. Cut it into parts."
            raise InvalidError(message, code="too_long")
        pages = [measure_page(file, number) for number in range(count)]
        file.seek(0)
        if count == 1 and not _is_scan(file, pages[0]):
            message = (
                "This TIFF is one picture that does not say that it was scanned. "
                "Save it as PDF, PNG or JPEG to label it as a document."
            )
            raise InvalidError(message, code="no_pages")
    return {"pages": count, "document_pages": [{"width": size.width, "height": size.height} for size, _, _ in pages]}


def _is_scan(file: TiffImageFile, page: TiffPage) -> bool:
    return file.mode == "1" or (page.is_said and page.pixels_an_inch >= SCANNED_FROM)


def _resolution(file: TiffImageFile) -> tuple[float, float, bool]:
    """Pixels an inch across and down as displayed, and whether the file says so."""
    tags = file.tag_v2
    unit = _UNITS.get(tags.get(_UNIT, 2))
    found = [float(tags.get(tag, 0)) * unit if unit else 0.0 for tag in (_X, _Y)]
    if tags.get(274, 1) > 4:  # turned on its side
        found.reverse()
    if all(LEAST_PIXELS_AN_INCH <= each <= MOST_PIXELS_AN_INCH for each in found):
        return found[0], found[1], True
    guess = max(file.size) / LONGEST_PAGE_INCHES
    return guess, guess, False
