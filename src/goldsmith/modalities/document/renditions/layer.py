"""The words of each page: those of its text layer, or, where the page is a picture, what is recognized in it."""

from __future__ import annotations

import time
from typing import Final

from goldsmith.modalities.document.renditions.progress import Reading
from goldsmith.modalities.document.renditions.recognition import Recognizer, find_model
from goldsmith.modalities.document.renditions.sources import Source
from goldsmith.modalities.document.renditions.words import Word

__all__ = ["SECONDS", "WordLayer"]

SECONDS: Final = 3_600.0
"""Of processor time for a document: the pages that are pictures and come later stay without words."""


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

    def of(self, source: Source, number: int) -> list[Word]:
        """The words of a page."""
        words, is_picture = source.words(number)
        if is_picture:
            recognized = self._recognize(source, number)
            if recognized is None:
                self._unread += 1
            else:
                self._recognized += 1
                words = recognized
        self._words += len(words)
        return words

    def _recognize(self, source: Source, number: int) -> list[Word] | None:
        if self._model is None or self.reading.seconds >= SECONDS:
            return None
        began = time.process_time()
        if self._recognizer is None:
            self._recognizer = Recognizer(self._model)
        try:
            return self._recognizer.read(source.draw_to_read(number), *source.sizes[number])
        finally:
            self._seconds += time.process_time() - began
