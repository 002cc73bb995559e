"""Word errors: how many words of a transcript are wrong, missing or needless, measured against another one."""

from __future__ import annotations

import unicodedata
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

__all__ = ["WordErrors", "count_word_errors"]

Indexes = npt.NDArray[np.int64]


@dataclass(frozen=True, slots=True)
class WordErrors:
    """Counts of words. `rate` is the word error rate (WER); it is infinite where only the reference is silent."""

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

    Time and memory grow with the product of both lengths; a byte a pair of words. Of alignments with equally few edits
    the one with most substitutions is counted.
    Source: V. Levenshtein, Soviet Physics Doklady 10 (1966).

    >>> count_word_errors("the cat sat on the mat", "The cat sit on mat today.")
    WordErrors(substitutions=1, deletions=1, insertions=1, reference_words=6, hypothesis_words=6)
    """
    ours, theirs = _number(_words(reference), _words(hypothesis))
    ways = np.zeros((len(ours) + 1, len(theirs) + 1), dtype=np.int8)
    ways[0, 1:] = _INSERTED
    steps = np.arange(len(theirs) + 1)
    cost = steps.copy()
    for row, word in enumerate(ours, start=1):
        replaced = cost[:-1] + (theirs != word)
        best = cost + 1
        ways[row] = _DELETED
        is_replaced = replaced <= best[1:]
        ways[row, 1:][is_replaced] = _REPLACED
        best[1:] = np.minimum(best[1:], replaced)
        # An insertion costs 1, so the best way along a row is a running minimum.
        cost = np.minimum.accumulate(best - steps) + steps
        ways[row][cost < best] = _INSERTED
    return _trace(ways, ours, theirs)


_REPLACED, _DELETED, _INSERTED = 0, 1, 2


def _words(text: str) -> list[str]:
    spelled = (_spell(word) for word in text.split())
    return [word for word in spelled if word]


def _spell(word: str) -> str:
    plain = unicodedata.normalize("NFKC", word).casefold()
    return "".join(sign for sign in plain if unicodedata.category(sign)[0] in "LMN")


def _number(reference: list[str], hypothesis: list[str]) -> tuple[Indexes, Indexes]:
    numbers = {word: number for number, word in enumerate(dict.fromkeys([*reference, *hypothesis]))}
    ours, theirs = (np.array([numbers[word] for word in words], dtype=np.int64) for words in (reference, hypothesis))
    return ours, theirs


def _trace(ways: npt.NDArray[np.int8], ours: Indexes, theirs: Indexes) -> WordErrors:
    row, column = len(ours), len(theirs)
    counts = [0, 0, 0]
    while row or column:
        way = int(ways[row, column])
        if way == _REPLACED:
            row, column = row - 1, column - 1
            counts[way] += int(ours[row] != theirs[column])
        else:
            row, column = row - (way == _DELETED), column - (way == _INSERTED)
            counts[way] += 1
    return WordErrors(counts[_REPLACED], counts[_DELETED], counts[_INSERTED], len(ours), len(theirs))
