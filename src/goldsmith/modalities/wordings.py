"""Several people's texts of the same words as one text, and how alike two are."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

__all__ = ["merge_texts", "text_similarity"]

MOST_CHARACTERS: Final = 20_000
"""Longer texts are not compared character by character, which takes time with the square of what differs."""


def merge_texts(texts: Sequence[str], weights: Sequence[float]) -> str:
    """Vote on each word by the reliability of those who wrote it; equal texts stay as they are.

    Texts beyond what can be aligned are decided as wholes, by weight.
    """
    from goldsmith.algorithms.weighted_transcript import MOST_WORDS, vote_on_words
    from goldsmith.algorithms.word_network import split_transcripts

    if all(text == texts[0] for text in texts):
        return texts[0]
    if max(map(len, split_transcripts(texts))) > MOST_WORDS:
        return max(
            dict.fromkeys(texts), key=lambda text: sum(w for t, w in zip(texts, weights, strict=True) if t == text)
        )
    return vote_on_words(texts, weights)


def text_similarity(one: str, other: str) -> float:
    """1 less the word errors over the words of the longer text, in [0, 1]; the same both ways.

    Characters count where the texts are of a script that sets no spaces between words and are not very long.
    """
    from goldsmith.algorithms.word_errors import count_character_errors, count_word_errors, has_no_spaces

    if one == other:
        return 1.0
    is_spaceless = max(len(one), len(other)) <= MOST_CHARACTERS and has_no_spaces(f"{one} {other}")
    count = count_character_errors if is_spaceless else count_word_errors
    errors = count(*sorted((one, other)))
    longest = max(errors.reference_words, errors.hypothesis_words)
    return 1 - errors.errors / longest if longest else 0.0
