"""When the words of a text are said that several people wrote down."""

from __future__ import annotations

from collections.abc import Sequence
from difflib import SequenceMatcher

from msgspec import UNSET, UnsetType

from goldsmith.modalities.audio.shapes import Utterance, Word

__all__ = ["time_words"]


def time_words(
    utterances: Sequence[Utterance], weights: Sequence[float], text: str, stretch: tuple[float, float]
) -> list[Word] | UnsetType:
    """The words of a merged text with the middle of the times that people gave them, within the merged region.

    UNSET where somebody's times are missing for a word: a transcript has times for all of its words or for none.
    """
    first = utterances[0]
    if all(each.words == first.words and each.transcript == first.transcript for each in utterances):
        return _within(first.words, stretch) if first.words else first.words
    spoken = text.split()
    times: list[list[tuple[float, float, float]]] = [[] for _ in spoken]
    for each, weight in zip(utterances, weights, strict=True):
        for place, word in _matches(spoken, each.words or []):
            times[place].append((word.start, word.end, weight))
    if not spoken or not all(times):
        return UNSET
    return _within(_in_order([_timed(said, given) for said, given in zip(spoken, times, strict=True)]), stretch)


def _matches(spoken: Sequence[str], words: Sequence[Word]) -> list[tuple[int, Word]]:
    ours = [each.casefold() for each in spoken]
    matcher = SequenceMatcher(None, ours, [word.text.casefold() for word in words], autojunk=False)
    return [
        (block.a + offset, words[block.b + offset])
        for block in matcher.get_matching_blocks()
        for offset in range(block.size)
    ]


def _timed(text: str, given: Sequence[tuple[float, float, float]]) -> Word:
    from goldsmith.algorithms.outlines import weighted_median

    weights = [weight for _, _, weight in given]
    start, end = (weighted_median([each[side] for each in given], weights) for side in (0, 1))
    return Word(text=text, start=round(start, 4), end=round(max(start, end), 4))


def _in_order(words: Sequence[Word]) -> list[Word]:
    """No word starts before the one before it."""
    ordered: list[Word] = []
    for word in words:
        start = max(word.start, ordered[-1].start) if ordered else word.start
        ordered.append(Word(text=word.text, start=start, end=max(start, word.end)))
    return ordered


def _within(words: Sequence[Word], stretch: tuple[float, float]) -> list[Word]:
    low, high = stretch
    return [
        Word(text=word.text, start=min(max(word.start, low), high), end=min(max(word.end, low), high)) for word in words
    ]
