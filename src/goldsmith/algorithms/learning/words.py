"""Texts as counts of hashed word and character n-grams: no vocabulary, no download, any language that has letters.

Source: Weinberger et al. 2009, Feature Hashing for Large Scale Multitask Learning. Character n-grams inside words make
it robust to inflection and typing errors.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator, Sequence
from typing import Final
from zlib import crc32

import numpy as np
from scipy import sparse

__all__ = ["N_FEATURES", "hash_words"]

N_FEATURES: Final = 1 << 18
LONGEST_TEXT: Final = 20_000  # characters: what a text is about stands at its beginning
_WORD: Final = re.compile(r"\w+|[^\w\s]")
_CHARACTERS: Final = (3, 4, 5)


def hash_words(texts: Sequence[str]) -> sparse.csr_array:
    """Rows of unit length, one a text, with N_FEATURES columns (float32); log counts of n-grams.

    >>> rows = hash_words(["good film", "good film", "bad"])
    >>> float((rows[[0]] @ rows[[1]].T).toarray()[0, 0]) > 0.99, float((rows[[0]] @ rows[[2]].T).toarray()[0, 0]) < 0.5
    (True, True)
    """
    starts, columns, values = [0], [], []
    for text in texts:
        counts = Counter(_grams(text[:LONGEST_TEXT].lower()))
        weights = np.log1p(np.fromiter(counts.values(), np.float32, len(counts)))
        columns.append(np.fromiter(counts.keys(), np.int32, len(counts)))
        values.append(weights / max(float(np.linalg.norm(weights)), 1e-9))
        starts.append(starts[-1] + len(counts))
    parts = (np.concatenate(values), np.concatenate(columns), np.array(starts)) if columns else ([], [], starts)
    return sparse.csr_array(parts, shape=(len(texts), N_FEATURES), dtype=np.float32)


def _grams(text: str) -> Iterator[int]:
    """The columns of single words, of neighbours, and of the letters inside each word."""
    before = "^"
    for word in _WORD.findall(text):
        yield _column(word)
        yield _column(f"{before} {word}")
        padded = f"<{word}>"
        for size in _CHARACTERS:
            for start in range(len(padded) - size + 1):
                yield _column(padded[start : start + size])
        before = word


def _column(gram: str) -> int:
    return crc32(gram.encode("utf-8", "surrogatepass")) % N_FEATURES
