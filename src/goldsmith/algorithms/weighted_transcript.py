"""One text from several transcripts of a clip, where it is known how much each labeler's word counts."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

import numpy as np
import numpy.typing as npt

from goldsmith.algorithms.word_network import MOST_WORDS, align_answers, number_words

__all__ = ["MOST_WORDS", "vote_on_words"]

Floats = npt.NDArray[np.float64]
Indexes = npt.NDArray[np.int64]

LEAST_WEIGHT: Final = 1e-6


def vote_on_words(transcripts: Sequence[str], weights: Sequence[float]) -> str:
    """Align the transcripts into a network of word slots (ROVER) and take of each slot the word of most weight.

    A slot may say that there is no word. Where two words weigh the same, that of the transcript most like the others
    stands; among equal ones the earlier. Case and punctuation do not tell words apart; the spelling with most weight is
    written. A weight below a millionth, or none, counts as a millionth.
    Scripts that set no spaces between words are decided character by character.

    Raises ValueError for a transcript over 5,000 words.
    Source: J. Fiscus, A post-processing system to yield reduced word error rates (ROVER), ASRU (1997).

    >>> vote_on_words(["the cat sat", "the bat sat down", "the cat sat down"], [1, 1, 1])
    'the cat sat down'
    """
    answers = number_words([0] * len(transcripts), range(len(transcripts)), transcripts)
    slots = align_answers(answers)
    trust = np.maximum(np.asarray(weights, dtype=np.float64), LEAST_WEIGHT)
    nearness = trust + 1e-6 * trust.min() * slots.centre[0]
    chosen = [_choose(row, answers.key[row], nearness) for row in slots.word]
    return answers.write(0, [answers.surfaces[word] for word in chosen if word])


def _choose(words: Indexes, keys: Indexes, trust: Floats) -> int:
    """The word of a slot: the meaning with most weight, and of its spellings the one with most."""
    by_key: dict[int, float] = {}
    by_word: dict[int, float] = {}
    for word, key, weight in zip(words.tolist(), keys.tolist(), trust.tolist(), strict=True):
        by_key[key] = by_key.get(key, 0.0) + weight
        by_word[word] = by_word.get(word, 0.0) + weight
    best = max(by_key, key=lambda key: by_key[key])
    meant = [word for word, key in zip(words.tolist(), keys.tolist(), strict=True) if key == best]
    return int(max(meant, key=lambda word: by_word[word]))
