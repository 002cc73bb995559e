"""The words of each page: those of its text layer, or, where the page is a picture, what is recognized in it."""

from __future__ import annotations

import time
from typing import TYPE_CHECKING, Any, Final

from goldsmith.modalities.document.renditions.pictures import draw_to_read
from goldsmith.modalities.document.renditions.progress import Reading
from goldsmith.modalities.document.renditions.recognition import PIXELS_AN_INCH, Recognizer, find_model
from goldsmith.modalities.document.renditions.words import Word, read_words

if TYPE_CHECKING:
    from pypdfium2 import PdfDocument

__all__ = ["SECONDS", "WordLayer"]

SECONDS: Final = 3_600.0
"""Of processor time for a document: the pages that are pictures and come later stay without words."""
_FEW_WORDS: Final = 30
"""A scan may have a stamp as text: a page number, or who scanned it."""
_LARGE: Final = 0.5


class WordLayer:
    """Finds the words of one page after another, and counts what was recognized and what was not, on from before."""

    def __init__(self, so_far: Reading) -> None:
        self._so_far = so_far
        self._recognizer: Recognizer | None = None
        self._model = find_model()
        self._words = self._recognized = self._unread = 0
        self._seconds = 0.0

    @property
    def reading(self) -> Reading:
        """What was read in all."""
        so_far = self._so_far
        return Reading(
            so_far.words + self._words,
            so_far.recognized + self._recognized,
            so_far.unread + self._unread,
            "no_time" if self._model else "not_installed",
            round(so_far.seconds + self._seconds, 2),
        )

    def of(self, document: PdfDocument, number: int) -> list[Word]:
        """The words of a page."""
        words = read_words(document[number])
        if len(words) <= _FEW_WORDS and _is_picture(document[number], words):
            recognized = self._recognize(document[number])
            if recognized is None:
                self._unread += 1
            else:
                self._recognized += 1
                words = recognized
        self._words += len(words)
        return words

    def _recognize(self, page: Any) -> list[Word] | None:
        if self._model is None or self.reading.seconds >= SECONDS:
            return None
        began = time.process_time()
        if self._recognizer is None:
            self._recognizer = Recognizer(self._model)
        width, height = page.get_size()
        try:
            return self._recognizer.read(draw_to_read(page, PIXELS_AN_INCH), width, height)
        finally:
            self._seconds += time.process_time() - began


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
