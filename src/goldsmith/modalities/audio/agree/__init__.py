"""Regions of different labelers: the same label, channel and enough shared time mean the same region.

What is said in it is decided word by word; so is an answer about the whole recording that is called its transcript.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from functools import partial
from typing import TYPE_CHECKING, Any, Final

import msgspec
from msgspec import UNSET

from goldsmith.modalities.alignment import Alignment, Posterior, Reading
from goldsmith.modalities.audio.agree.transcripts import time_words
from goldsmith.modalities.audio.shapes import Region, Utterance
from goldsmith.modalities.objects import Geometry, align_objects, answer_similarity, merge_objects
from goldsmith.modalities.wordings import merge_texts, text_similarity

if TYPE_CHECKING:
    from goldsmith.modalities._contract import Answer

__all__ = ["TRANSCRIPTS", "align", "merge", "similarity"]

LEAST_OVERLAP: Final = 0.2
EXACT: Final = 4
"""Digits of a second to which merged times are rounded."""
TRANSCRIPTS: Final = frozenset({"transcript", "transcription"})
"""Questions about the whole recording whose texts are merged word by word."""


def near(first: Sequence[Region], second: Sequence[Region]) -> Iterable[tuple[int, int, float]]:
    """Pairs of regions that share at least a fifth of the time that either covers."""
    import numpy as np

    from goldsmith.algorithms.matching import candidate_pairs, interval_overlap

    ours, theirs = (np.array([(each.start, each.end) for each in regions]) for regions in (first, second))
    here, there = candidate_pairs(ours, theirs)
    overlap = interval_overlap(ours[here], theirs[there])
    close = overlap >= LEAST_OVERLAP
    return zip(here[close].tolist(), there[close].tolist(), overlap[close].tolist(), strict=True)


def combine(regions: Sequence[Any], weights: Sequence[float]) -> Any:
    """Weighted medians of the starts and of the ends; transcripts word by word."""
    start = _middle([each.start for each in regions], weights)
    end = _middle([each.end for each in regions], weights)
    middle = msgspec.structs.replace(regions[0], start=start, end=end)
    if not isinstance(middle, Utterance):
        return middle
    text = merge_texts([each.transcript for each in regions], weights)
    words = time_words(regions, weights, text, (start, end))
    return msgspec.structs.replace(middle, transcript=text, words=words)


def accord(one: Region, other: Region) -> float:
    """How alike two transcripts are: 1 less the share of words that differ."""
    if isinstance(one, Utterance) and isinstance(other, Utterance):
        return text_similarity(one.transcript, other.transcript)
    return 1.0


def part_of(region: Region) -> int:
    """Regions in different channels are never the same."""
    return 0 if region.channel is UNSET else region.channel + 1


def merge_answers(alignment: Alignment, posterior: Posterior) -> Answer[Any]:
    """Merge regions, and the transcripts of whole recordings word by word."""
    answer = merge_objects(REGIONS, alignment, posterior)
    reading = Reading(alignment, posterior)
    for number, unit in enumerate(reading.units):
        if (
            unit.kind == "text"
            and unit.subject < 0
            and unit.name in TRANSCRIPTS
            and unit.name in answer.global_attributes
        ):
            given = [(text, reading.weight(labeler)) for labeler, text in reading.values[number]]
            answer.global_attributes[unit.name] = merge_texts(*zip(*given, strict=True))
    return answer


def _middle(values: Sequence[float], weights: Sequence[float]) -> float:
    from goldsmith.algorithms.outlines import weighted_median

    first = values[0]
    return first if all(value == first for value in values) else round(weighted_median(values, weights), EXACT)


REGIONS: Final = Geometry(near, combine, by_label=True, accord=accord, part_of=part_of, text_accord=text_similarity)
align: Any = partial(align_objects, REGIONS)
merge: Any = merge_answers
similarity: Any = partial(answer_similarity, REGIONS)
