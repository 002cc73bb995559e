"""Word errors: how many words of a transcript are wrong, missing or needless, measured against another one.

Where words stand without spaces between them, as in Chinese, Japanese or Thai, characters are counted instead.
"""

from __future__ import annotations

import unicodedata
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

import numpy as np
import numpy.typing as npt

__all__ = [
    "WordErrors",
    "count_character_errors",
    "count_edits",
    "count_word_errors",
    "has_no_spaces",
    "is_spaceless_letter",
    "split_characters",
    "split_words",
]

Indexes = npt.NDArray[np.int64]

EDIT: Final = 1 << 32
"""What an edit costs. A substitution costs one more, so that of equally few edits the fewest are substitutions."""
FIRST_BAND: Final = 64
_WITHOUT_SPACES: Final = (
    *("CJK UNIFIED", "IDEOGRAPHIC ", "HIRAGANA", "KATAKANA", "HALFWIDTH KATAKANA"),
    *("THAI ", "LAO ", "KHMER ", "MYANMAR ", "TIBETAN "),
)


@dataclass(frozen=True, slots=True)
class WordErrors:
    """Counts of words, or of characters. `rate` is the error rate (WER, CER).

    It is infinite where only the reference is silent.
    """

    substitutions: int
    deletions: int
    insertions: int
    reference_words: int
    hypothesis_words: int

    @property
    def errors(self) -> int:
        return self.substitutions + self.deletions + self.insertions

    @property
    def rate(self) -> float:
        if not self.reference_words:
            return float("inf") if self.errors else 0.0
        return self.errors / self.reference_words


def count_word_errors(reference: str, hypothesis: str) -> WordErrors:
    """Count the fewest word edits that turn the reference into the hypothesis. Case and punctuation do not count.

    >>> count_word_errors("the cat sat on the mat", "The cat sit on mat today.")
    WordErrors(substitutions=1, deletions=1, insertions=1, reference_words=6, hypothesis_words=6)
    """
    return count_edits(split_words(reference), split_words(hypothesis))


def count_character_errors(reference: str, hypothesis: str) -> WordErrors:
    """The same, character by character; white space does not count either.

    >>> count_character_errors("今天天气很好。", "今天天很好").deletions
    1
    """
    return count_edits(split_characters(reference), split_characters(hypothesis))


def count_edits(reference: Sequence[str], hypothesis: Sequence[str]) -> WordErrors:
    """Count the fewest substitutions, deletions and insertions that turn one list of words into the other.

    Of ways with equally few the one that leaves most words as they are is counted, as NIST's sclite does. Memory grows
    with the longer list, time with that and the number of edits: only ways near the diagonal are tried, ever more of
    them until they must hold the best.
    Source: V. Levenshtein, Soviet Physics Doklady 10 (1966); E. Ukkonen, Information and Control 64 (1985).
    """
    ours, theirs = _number(reference, hypothesis)
    longest, difference = max(len(ours), len(theirs)), len(theirs) - len(ours)
    band = max(FIRST_BAND, 2 * abs(difference))
    while True:
        cost = _cheapest_near_diagonal(ours, theirs, band)
        edits, substitutions = divmod(cost, EDIT)
        if edits <= band or band >= longest:
            break
        band *= 4
    insertions = (edits - substitutions + difference) // 2
    return WordErrors(substitutions, insertions - difference, insertions, len(ours), len(theirs))


def split_words(text: str) -> list[str]:
    """The words of a text as they are compared: without case and punctuation."""
    spelled = (_spell(word) for word in text.split())
    return [word for word in spelled if word]


def split_characters(text: str) -> list[str]:
    """The characters of a text as they are compared: without white space, case and punctuation."""
    return list(_spell(text))


def has_no_spaces(text: str) -> bool:
    """Whether most letters of a text are of a script that sets no spaces between words.

    >>> has_no_spaces("今天 OK"), has_no_spaces("Grüße aus 東京")
    (False, False)
    >>> has_no_spaces("สวัสดี")
    True
    """
    if text.isascii():
        return False
    letters = [sign for sign in text if unicodedata.category(sign)[0] in "LM"]
    return 2 * sum(map(is_spaceless_letter, letters)) > len(letters)


def is_spaceless_letter(sign: str) -> bool:
    """Whether a letter is of a script that sets no spaces between words."""
    return unicodedata.name(sign, "").startswith(_WITHOUT_SPACES)


def _spell(word: str) -> str:
    plain = unicodedata.normalize("NFKC", word).casefold()
    return "".join(sign for sign in plain if unicodedata.category(sign)[0] in "LMN")


def _number(reference: Sequence[str], hypothesis: Sequence[str]) -> tuple[Indexes, Indexes]:
    numbers = {word: number for number, word in enumerate(dict.fromkeys([*reference, *hypothesis]))}
    ours, theirs = (np.array([numbers[word] for word in words], dtype=np.int64) for words in (reference, hypothesis))
    return ours, theirs


def _cheapest_near_diagonal(ours: Indexes, theirs: Indexes, band: int) -> int:
    """What the cheapest way costs among those that never are more than `band` words off the diagonal."""
    steps = np.arange(len(theirs) + 1, dtype=np.int64) * EDIT
    cost = steps.copy()
    for row, word in enumerate(ours.tolist(), start=1):
        first, last = max(0, row - band), min(len(theirs), row + band)
        before = cost[first : last + 1].copy()
        if row + band <= len(theirs):
            before[-1] = steps[-1] + EDIT * len(ours)  # the row before did not reach here
        best = before + EDIT
        replaced = np.where(theirs[first:last] == word, before[:-1], before[:-1] + (EDIT + 1))
        np.minimum(best[1:], replaced, out=best[1:])
        # An insertion costs the same everywhere, so the best way along a row is a running minimum.
        offset = steps[: last + 1 - first]
        cost[first : last + 1] = np.minimum.accumulate(best - offset) + offset
    return int(cost[-1])
