"""Words with times → utterances: who hears them reads and corrects one sentence or two at a time."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Iterator, Sequence
from itertools import groupby, pairwise
from typing import Final

import msgspec

from goldsmith.modalities.audio.speech.pieces import Stretch
from goldsmith.modalities.audio.speech.recognition import Heard

__all__ = ["Utterance", "group_words"]

LONG: Final = 10.0
"""An utterance of so many seconds ends with its sentence."""
LONGEST: Final = 30.0
"""One of so many ends with any word."""
_SENTENCE_ENDS: Final = (".", "?", "!", '."', '?"', '!"')


class Utterance(msgspec.Struct):
    """A stretch of time with what is said in it; the words are those of the transcript, within the stretch."""

    start: float
    end: float
    transcript: str
    words: list[Heard]


def group_words(words: Sequence[Heard], voice: Sequence[Stretch]) -> list[Utterance]:
    """Give each word to the stretch of speech it lies in or nearest to; a long stretch is parted between sentences.

    Stretches without words have no utterance. A word that reaches out of its stretch is cut off at its ends.
    """
    placed = ((_nearest(word, voice), word) for word in words)
    found: list[Utterance] = []
    for place, several in groupby(placed, key=lambda each: each[0]):
        found += _part([word for _, word in several], voice[place])
    return found


def _nearest(word: Heard, voice: Sequence[Stretch]) -> int:
    middle = (word.start + word.end) / 2
    after = bisect_right(voice, middle, key=lambda stretch: stretch[0])
    near = [place for place in (after - 1, after) if 0 <= place < len(voice)]
    return min(near, key=lambda place: max(voice[place][0] - middle, middle - voice[place][1], 0.0))


def _part(words: Sequence[Heard], stretch: Stretch) -> Iterator[Utterance]:
    inside = [_cut(word, stretch) for word in words]
    start, first = stretch[0], 0
    for place, (word, after) in enumerate(pairwise(inside), start=1):
        seconds = word.end - start
        if seconds >= LONGEST or (seconds >= LONG and word.text.endswith(_SENTENCE_ENDS)):
            end = round(max(word.end, (word.end + after.start) / 2), 3)
            yield _utter(inside[first:place], (start, end))
            start, first = end, place
    yield _utter(inside[first:], (start, stretch[1]))


def _utter(words: Sequence[Heard], stretch: Stretch) -> Utterance:
    transcript = " ".join(word.text for word in words)
    return Utterance(*stretch, transcript, [_cut(word, stretch) for word in words])


def _cut(word: Heard, stretch: Stretch) -> Heard:
    start, end = (round(min(max(time, stretch[0]), stretch[1]), 3) for time in (word.start, word.end))
    return Heard(word.text, start, end)
