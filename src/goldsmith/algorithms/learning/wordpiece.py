"""Words into the pieces that a BERT-like model knows: lower case, no accents, the longest known piece first.

Source: Devlin et al. 2019, BERT (uncased); Schuster and Nakajima 2012 (WordPiece).
"""

from __future__ import annotations

import unicodedata
from collections.abc import Iterator, Mapping
from typing import Final

__all__ = ["split_pieces"]

BEGIN: Final = "[CLS]"
END: Final = "[SEP]"
UNKNOWN: Final = "[UNK]"
LONGEST_WORD: Final = 100
_IDEOGRAPHS: Final = (
    (0x4E00, 0x9FFF), (0x3400, 0x4DBF), (0x20000, 0x2A6DF), (0x2A700, 0x2B73F),
    (0x2B740, 0x2B81F), (0x2B820, 0x2CEAF), (0xF900, 0xFAFF), (0x2F800, 0x2FA1F),
)  # fmt: skip


def split_pieces(text: str, vocabulary: Mapping[str, int], *, at_most: int) -> list[int]:
    """Numbers of the pieces of a text, between [CLS] and [SEP], `at_most` in all.

    >>> known = {"[CLS]": 0, "[SEP]": 1, "[UNK]": 2, "gold": 3, "##smith": 4, ".": 5}
    >>> split_pieces("Göldsmith.", known, at_most=8)
    [0, 3, 4, 5, 1]
    """
    pieces = [vocabulary[BEGIN]]
    for word in _words(text):
        pieces += _pieces(word, vocabulary)
        if len(pieces) >= at_most:
            break
    return [*pieces[: at_most - 1], vocabulary[END]]


def _words(text: str) -> Iterator[str]:
    """Split at white space; every punctuation mark and every ideograph is a word of its own."""
    word = ""
    for character in unicodedata.normalize("NFD", text.lower()):
        category = unicodedata.category(character)
        if category == "Mn" or (category[0] == "C" and not character.isspace()):
            continue
        is_space = character.isspace()
        if is_space or _stands_alone(character, category):
            yield from filter(None, (word, "" if is_space else character))
            word = ""
        else:
            word += character
    if word:
        yield word


def _stands_alone(character: str, category: str) -> bool:
    if category[0] == "P" or (character.isascii() and not character.isalnum()):
        return True
    return any(low <= ord(character) <= high for low, high in _IDEOGRAPHS)


def _pieces(word: str, vocabulary: Mapping[str, int]) -> list[int]:
    """Number the longest known beginning, then the longest known continuation, and so on; all of it, or unknown."""
    found: list[int] = []
    start = 0
    while start < len(word) <= LONGEST_WORD:
        end = len(word)
        while end > start and (prefix := word[start:end] if start == 0 else "##" + word[start:end]) not in vocabulary:
            end -= 1
        if end == start:
            return [vocabulary[UNKNOWN]]
        found.append(vocabulary[prefix])
        start = end
    return found or [vocabulary[UNKNOWN]]
