"""Whether regions fit the recording, and words their region."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import pairwise
from typing import Any, Final, NamedTuple

from msgspec import UNSET

from goldsmith.errors import InvalidError
from goldsmith.modalities._contract import Answer, Setting
from goldsmith.modalities.audio.cutting import seconds_of
from goldsmith.modalities.audio.shapes import MOST_SECONDS, SHORTEST, Region, Utterance, Word
from goldsmith.modalities.parts import Part

__all__ = ["check_regions"]

MOST_WORDS_IN_ALL: Final = 200_000
TOLERANCE: Final = 1e-6
"""What adding and rounding of floats may leave behind, in seconds."""


def check_regions(answer: Answer[Any], setting: Setting) -> None:
    """Refuse regions without length or beside what is shown, and words that are not those of the transcript."""
    stretch = _stretch_of(setting)
    channels = (setting.facts or {}).get("channels")
    for index, region in enumerate(answer.annotations):
        field = f"{setting.field}.annotations[{index}]"
        _check_times(region, stretch, field)
        if region.channel is not UNSET and channels is not None and region.channel >= channels:
            message = f"The recording has {channels} channel{'s' * (channels != 1)}, counted from 0."
            raise InvalidError(message, field=f"{field}.channel")
        if isinstance(region, Utterance) and region.words is not UNSET:
            _check_words(region, region.words, field)
    words = sum(len(each.words) for each in answer.annotations if isinstance(each, Utterance) and each.words)
    if words > MOST_WORDS_IN_ALL:
        raise InvalidError(
            f"An answer holds at most {MOST_WORDS_IN_ALL:,} words with times.", field=f"{setting.field}.annotations"
        )


class Stretch(NamedTuple):
    """The seconds that may be answered about."""

    start: float
    end: float
    told: str
    """The sentence that says so."""


def _stretch_of(setting: Setting) -> Stretch:
    duration = float((setting.facts or {}).get("duration", MOST_SECONDS))
    part: Part | None = getattr(setting.content, "part", None)
    if part is None:
        return Stretch(0.0, duration, f"The recording is {duration:.3f} seconds long.")
    start, end = seconds_of(part)
    told = f"This task is about {start:,.3f} to {end:,.3f} seconds of the recording."
    return Stretch(start, min(end, duration), told)


def _check_times(region: Region, stretch: Stretch, field: str) -> None:
    if region.end - region.start < SHORTEST - TOLERANCE:
        raise InvalidError("A region lasts at least a millisecond.", field=f"{field}.end")
    if region.end > stretch.end + TOLERANCE:
        raise InvalidError(stretch.told, field=f"{field}.end")
    if region.start < stretch.start - TOLERANCE:
        raise InvalidError(stretch.told, field=f"{field}.start")


def _check_words(region: Utterance, words: Sequence[Word], field: str) -> None:
    if [word.text for word in words] != region.transcript.split():
        raise InvalidError("The words with times are not those of the transcript.", field=f"{field}.words")
    for index, word in enumerate(words):
        if word.end < word.start:
            raise InvalidError("A word ends no earlier than it starts.", field=f"{field}.words[{index}].end")
    if any(after.start < before.start for before, after in pairwise(words)):
        raise InvalidError("Words are in the order in which they start.", field=f"{field}.words")
    if words[0].start < region.start - TOLERANCE or max(word.end for word in words) > region.end + TOLERANCE:
        raise InvalidError("The words lie within their region.", field=f"{field}.words")
