"""How much of a text stands in another: the share of its runs of words that the other has too.

Broder, "On the resemblance and containment of documents" (1997): containment of word n-grams. It says that texts share
wording, not who had it from whom: quotations, code and common phrases are shared by honest writers as well.
"""

from __future__ import annotations

import re
import unicodedata
from typing import Final

__all__ = ["FEWEST_WORDS", "copied_share"]

FEWEST_WORDS: Final = 20
"""Shorter texts say nothing: two people who answer in one sentence often choose the same one."""
RUN: Final = 5
MOST_CHARACTERS: Final = 100_000
_WORDS: Final = re.compile(r"[\u0e00-\u0e7f\u3040-\u30ff\u3400-\u9fff\uac00-\ud7af]|\w+")


def copied_share(text: str, source: str, *, beyond: str = "", run: int = RUN) -> float:
    """The share of the runs of `run` words of `text` that stand in `source`, from 0 to 1; letters' case is ignored.

    0 for texts of fewer than FEWEST_WORDS words. Runs that stand in `beyond` count for nothing: what a better version
    keeps of the text that it improves is no copy, and where nearly all is kept the share is 0. Words of scripts without
    spaces are their characters. Of each text the first 100,000 characters count.

    >>> words = [str(number) for number in range(24)]
    >>> copied_share(" ".join(words), " ".join(words[:14]))
    0.5
    """
    words = _words(text)
    if len(words) < FEWEST_WORDS:
        return 0.0
    own = _runs(words, run) - _runs(_words(beyond), run)
    if beyond and len(own) <= FEWEST_WORDS - run:
        return 0.0
    return len(own & _runs(_words(source), run)) / len(own)


def _words(text: str) -> list[str]:
    return _WORDS.findall(unicodedata.normalize("NFKC", text[:MOST_CHARACTERS]).casefold())


def _runs(words: list[str], run: int) -> set[tuple[str, ...]]:
    return {tuple(words[start : start + run]) for start in range(len(words) - run + 1)}
