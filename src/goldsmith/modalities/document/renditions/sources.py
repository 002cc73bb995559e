"""Where pages come from: a PDF, drawn by pdfium, or a TIFF, whose pages are pictures already."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final, Protocol

from goldsmith.modalities.document.pages import Page
from goldsmith.modalities.document.reading import is_pdf, open_pdf, page_sizes
from goldsmith.modalities.document.renditions.words import Word, read_words
from goldsmith.modalities.document.tiff import TiffPage, measure_page, open_tiff

if TYPE_CHECKING:
    from PIL.TiffImagePlugin import TiffImageFile
    from pypdfium2 import PdfDocument

__all__ = ["MOST_PIXELS", "PIXELS_AN_INCH_TO_READ", "SCALES", "Source", "open_source"]

SCALES: Final = (0.25, 1.5, 3.0)
"""Pixels a point: for the list of pages, for reading (108 an inch), and for looking closely (216)."""
PIXELS_AN_INCH_TO_READ: Final = 200
"""How large a page is drawn to be read: print of 8 points is then 16 pixels high, as Tesseract wants it at least."""
MOST_PIXELS: Final = 16_000_000
"""A page is drawn no larger, whatever its size: a poster is less sharp close up."""
_POINTS_AN_INCH: Final = 72
_FEW_WORDS: Final = 30
"""A scan may have a stamp as text: a page number, or who scanned it."""
_LARGE: Final = 0.5


class Source(Protocol):
    """The pages of one file. Lengths and scales are in units of the page as displayed."""

    sizes: list[Page]
    scales: tuple[float, ...]
    """At which pages are drawn, from small to large."""

    def draw(self, number: int, scale: float) -> Any:
        """A page as a picture of Pillow's, no larger than MOST_PIXELS."""
        ...

    def draw_to_read(self, number: int) -> Any:
        """A page in shades of gray, as large as a recognizer of print wants it."""
        ...

    def words(self, number: int) -> tuple[list[Word], bool]:
        """The words in its text layer, and whether the page is a picture whose words are to be recognized."""
        ...


@contextmanager
def open_source(path: Path) -> Iterator[Source]:
    """Open a document; InvalidError for what is none."""
    if is_pdf(path):
        with open_pdf(path) as document:
            yield _PdfPages(document)
    else:
        with open_tiff(path) as file:
            yield _TiffPages(file)


class _PdfPages:
    scales: tuple[float, ...] = SCALES

    def __init__(self, document: PdfDocument) -> None:
        self.sizes = page_sizes(document)
        self._document = document

    def draw(self, number: int, scale: float) -> Any:
        return self._render(number, scale)

    def draw_to_read(self, number: int) -> Any:
        return self._render(number, PIXELS_AN_INCH_TO_READ / _POINTS_AN_INCH, grayscale=True)

    def words(self, number: int) -> tuple[list[Word], bool]:
        words = read_words(self._document[number])
        return words, len(words) <= _FEW_WORDS and _is_picture(self._document[number], words)

    def _render(self, number: int, scale: float, *, grayscale: bool = False) -> Any:
        page = self._document[number]
        try:
            return page.render(scale=_bounded(scale, *page.get_size()), grayscale=grayscale).to_pil()
        finally:
            page.close()


class _TiffPages:
    def __init__(self, file: TiffImageFile) -> None:
        self._file = file
        self._pages: list[TiffPage] = [measure_page(file, number) for number in range(getattr(file, "n_frames", 1))]
        self._decoded: tuple[int, Any] | None = None
        self.sizes = [each.size for each in self._pages]
        longest = max(max(size) for size in self.sizes)
        points = 11.69 * _POINTS_AN_INCH
        self.scales = tuple(min(scale * points / longest, 1.0) for scale in SCALES)

    def draw(self, number: int, scale: float) -> Any:
        return self._render(number, scale, "RGB")

    def draw_to_read(self, number: int) -> Any:
        return self._render(number, PIXELS_AN_INCH_TO_READ / self._pages[number].pixels_an_inch, "L")

    def words(self, number: int) -> tuple[list[Word], bool]:
        del number
        return [], True

    def _render(self, number: int, scale: float, mode: str) -> Any:
        """Resize from shades: of black and white alone, thin strokes would break."""
        width, height = self.sizes[number]
        bounded = _bounded(scale, width, height)
        size = max(1, round(width * bounded)), max(1, round(height * bounded))
        return self._decode(number).convert(mode).resize(size, reducing_gap=3.0)

    def _decode(self, number: int) -> Any:
        """The page as Pillow reads it, kept for the next scale."""
        if self._decoded is None or self._decoded[0] != number:
            self._file.seek(number)
            picture = self._file.copy()
            self._decoded = number, picture if picture.mode in ("L", "RGB") else _flatten(picture)
        return self._decoded[1]


def _flatten(picture: Any) -> Any:
    """Shades of gray or three colors, and white where something shines through."""
    from PIL import Image

    if picture.mode == "1":
        return picture.convert("L")
    if not picture.has_transparency_data:
        return picture.convert("RGB")
    clear = picture.convert("RGBA")
    white = Image.new("RGBA", clear.size, "white")
    return Image.alpha_composite(white, clear).convert("RGB")


def _bounded(scale: float, width: float, height: float) -> float:
    return float(min(scale, (MOST_PIXELS / (width * height)) ** 0.5))


def _is_picture(page: Any, words: list[Word]) -> bool:
    """Whether pictures cover most of a page with few words, or anything at all is drawn on one without."""
    import pypdfium2.raw as pdfium

    try:
        if not words:
            return next(page.get_objects(), None) is not None
        width, height = page.get_size()
        bounds = (each.get_bounds() for each in page.get_objects(filter=[pdfium.FPDF_PAGEOBJ_IMAGE]))
        covered = sum((right - left) * (top - bottom) for left, bottom, right, top in bounds)
        return bool(covered >= _LARGE * width * height)
    finally:
        page.close()
