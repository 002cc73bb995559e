"""Several people's texts of the same words as one text, and how alike two are."""

from __future__ import annotations

from collections.abc import Sequence

__all__ = ["merge_texts", "text_similarity"]


def merge_texts(texts: Sequence[str], weights: Sequence[float]) -> str:
    """Vote on each word by the reliability of those who wrote it; equal texts stay as they are.

    Texts beyond what can be aligned are decided as wholes, by weight.
    """
    from goldsmith.algorithms.weighted_transcript import MOST_WORDS, vote_on_words

    if all(text == texts[0] for text in texts):
        return texts[0]
    if max(len(text.split()) for text in texts) > MOST_WORDS:
        return max(
            dict.fromkeys(texts), key=lambda text: sum(w for t, w in zip(texts, weights, strict=True) if t == text)
        )
    return vote_on_words(texts, weights)


def text_similarity(one: str, other: str) -> float:
    """1 less the word errors over the words of the longer text, in [0, 1]; the same both ways."""
    from goldsmith.algorithms.word_errors import count_word_errors

    if one == other:
        return 1.0
    errors = count_word_errors(*sorted((one, other)))
    longest = max(errors.reference_words, errors.hypothesis_words)
    return 1 - errors.errors / longest if longest else 0.0
