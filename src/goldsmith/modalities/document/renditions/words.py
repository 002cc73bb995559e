"""The text layer of a page: its words with their boxes, in the order in which the file has them."""

from __future__ import annotations

import ctypes
import zlib
from typing import Any, Final, NamedTuple

import msgspec

__all__ = ["Word", "pack_words", "read_words", "unpack_words"]

MOST_WORDS: Final = 50_000
MOST_CHARACTERS: Final = 1_000_000
LONGEST_WORD: Final = 200
_HYPHENS: Final = {0x02: "-", 0xFFFE: "-", 0xAD: "-"}
"""How pdfium writes a hyphen at the end of a line."""
_GRID: Final = 1_000_000


class Word(NamedTuple):
    """A word without white space; its box in points from the top left of the page as displayed.

    `line` counts the lines of the page. `confidence` in [0, 1] where a machine read it, else None.
    """

    text: str
    left: float
    top: float
    width: float
    height: float
    line: int
    confidence: float | None = None


def read_words(page: Any) -> list[Word]:
    """The words of a page; at most MOST_WORDS."""
    text = page.get_textpage()
    try:
        builder = _Builder(_Display(page))
        for index in range(min(text.count_chars(), MOST_CHARACTERS)):
            if not builder.take(text, index):
                break
        return builder.finish()
    finally:
        text.close()
        page.close()


def pack_words(words: list[Word]) -> bytes:
    """Words as JSON, an array each, in zlib's format (RFC 1950)."""
    rows = [word[:6] if word.confidence is None else word for word in words]
    return zlib.compress(msgspec.json.encode(rows), 6)


def unpack_words(part: bytes) -> list[Word]:
    return [Word(*row) for row in msgspec.json.decode(zlib.decompress(part))]


class _Display:
    """Turns places of the file into places of the page as displayed: it may be turned, cropped and moved."""

    def __init__(self, page: Any) -> None:
        self.width, self.height = page.get_size()
        origin, across, up = (self._ask(page, x, y) for x, y in ((0, 0), (1000, 0), (0, 1000)))
        self._origin = origin
        self._across = ((across[0] - origin[0]) / 1000, (across[1] - origin[1]) / 1000)
        self._up = ((up[0] - origin[0]) / 1000, (up[1] - origin[1]) / 1000)

    def box(self, left: float, bottom: float, right: float, top: float) -> tuple[float, float, float, float]:
        """Left, top, right, bottom, inside the page."""
        corners = [self._turn(x, y) for x, y in ((left, bottom), (right, top))]
        xs, ys = sorted(x for x, _ in corners), sorted(y for _, y in corners)
        return (
            min(max(xs[0], 0), self.width),
            min(max(ys[0], 0), self.height),
            min(max(xs[1], 0), self.width),
            min(max(ys[1], 0), self.height),
        )

    def _turn(self, x: float, y: float) -> tuple[float, float]:
        return (
            self._origin[0] + x * self._across[0] + y * self._up[0],
            self._origin[1] + x * self._across[1] + y * self._up[1],
        )

    def _ask(self, page: Any, x: float, y: float) -> tuple[float, float]:
        import pypdfium2.raw as pdfium

        across, down = ctypes.c_int(), ctypes.c_int()
        pdfium.FPDF_PageToDevice(page, 0, 0, _GRID, _GRID, 0, x, y, across, down)
        return across.value * self.width / _GRID, down.value * self.height / _GRID


class _Builder:
    """Puts characters together to words, and words to lines."""

    def __init__(self, display: _Display) -> None:
        self._display = display
        self._words: list[Word] = []
        self._letters: list[str] = []
        self._box: tuple[float, float, float, float] | None = None
        self._line = 0
        self._is_new_line = False

    def take(self, text: Any, index: int) -> bool:
        """Take a character; False when there are words enough."""
        import pypdfium2.raw as pdfium

        code = pdfium.FPDFText_GetUnicode(text, index)
        letter = _HYPHENS.get(code) or (chr(code) if 0x20 < code <= 0x10FFFF and not 0xD800 <= code < 0xE000 else " ")
        if letter.isspace():
            self._end_word()
            self._is_new_line = self._is_new_line or code in {0x0A, 0x0D}
            return len(self._words) < MOST_WORDS
        box = self._display.box(*text.get_charbox(index, loose=True))
        if self._box is not None and (len(self._letters) >= LONGEST_WORD or not _is_beside(self._box, box)):
            self._end_word()
        self._letters.append(letter)
        self._box = box if self._box is None else _around(self._box, box)
        return True

    def finish(self) -> list[Word]:
        self._end_word()
        return self._words

    def _end_word(self) -> None:
        if self._box is not None:
            left, top, right, bottom = self._box
            if right > left and bottom > top:
                self._turn_to_line(top, bottom)
                place = (round(left, 2), round(top, 2), round(right - left, 2), round(bottom - top, 2))
                self._words.append(Word("".join(self._letters), *place, self._line))
        self._letters, self._box = [], None

    def _turn_to_line(self, top: float, bottom: float) -> None:
        """A word that hardly overlaps the one before in height stands on another line."""
        if self._words:
            last = self._words[-1]
            shared = min(bottom, last.top + last.height) - max(top, last.top)
            if self._is_new_line or shared < min(bottom - top, last.height) / 2:
                self._line += 1
        self._is_new_line = False


def _is_beside(one: tuple[float, ...], other: tuple[float, ...]) -> bool:
    """Whether a character may belong to the word before it: not far away from it in either direction."""
    height = max(one[3] - one[1], other[3] - other[1], 1.0)
    apart = max(other[0] - one[2], one[0] - other[2], other[1] - one[3], one[1] - other[3])
    return apart <= 2 * height


def _around(one: tuple[float, ...], other: tuple[float, ...]) -> tuple[float, float, float, float]:
    return min(one[0], other[0]), min(one[1], other[1]), max(one[2], other[2]), max(one[3], other[3])
