"""Names as they are searched: case, accents and punctuation do not count. Pure."""

from __future__ import annotations

import unicodedata
from collections.abc import Iterable, Sequence
from typing import Final, NamedTuple

__all__ = ["LAST", "Term", "fold", "terms_of"]

MOST_LETTERS: Final = 80
MOST_STARTS: Final = 6
LAST: Final = "\U0010ffff"
"""Sorts after every letter: `prefix <= term < prefix + LAST` holds for all terms that begin so."""

NAME: Final = 0
ALIAS: Final = 1
WITHIN: Final = 2


class Term(NamedTuple):
    """What finds an entry. `standing`: 0 its name, 1 an alias, 2 the rest of one from a later word on."""

    term: str
    standing: int


def fold(text: str) -> str:
    """Words in lower case, without accents and punctuation, one space between them.

    Case as in Unicode's full case folding, accents as in the compatibility decomposition (NFKD, Unicode Annex 15).

    >>> fold("  São-Tomé & Príncipe ")
    'sao tome principe'
    """
    if not text.isascii():
        decomposed = unicodedata.normalize("NFKD", text)
        text = "".join([letter for letter in decomposed if not unicodedata.combining(letter)]).casefold()
    else:
        text = text.lower()
    if not text.isalnum():
        text = "".join([letter if _is_kept(letter) else " " for letter in text])
    return " ".join(text.split())


def terms_of(name: str, aliases: Iterable[str]) -> Sequence[Term]:
    """Everything that finds an entry of these names, each term once, as good as it stands.

    >>> terms_of("Green Park", ["Greenwich"])
    [Term(term='green park', standing=0), Term(term='park', standing=2), Term(term='greenwich', standing=1)]
    """
    best: dict[str, int] = {}
    for number, each in enumerate((name, *aliases)):
        words = fold(each).split(" ")
        for start in range(min(len(words), MOST_STARTS)):
            term = " ".join(words[start:])[:MOST_LETTERS].rstrip()
            standing = WITHIN if start else ALIAS if number else NAME
            if term and standing < best.get(term, WITHIN + 1):
                best[term] = standing
    return [Term(term, standing) for term, standing in best.items()]


def _is_kept(letter: str) -> bool:
    """Letters, digits, and the vowel signs of scripts that write them apart (Devanagari, Thai)."""
    return letter.isalnum() or unicodedata.category(letter) in ("Mc", "Mn")
