"""The answers of a recording's parts as one answer about the recording.

What both parts marked in their overlap stands as the earlier one says. What reaches beyond the end of the earlier part
goes on as the later one says, from a word on that both wrote: nothing that was said is there twice.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any, Final

import msgspec

from goldsmith.modalities._contract import Answer, Joined, Value
from goldsmith.modalities.audio.agree import TRANSCRIPTS
from goldsmith.modalities.audio.cutting import MILLISECONDS, seconds_of
from goldsmith.modalities.audio.overlaps import EDGE, end_of, find_repeated, match_regions, seen_in, stretch_of
from goldsmith.modalities.audio.shapes import MOST_CHARACTERS, MOST_SECONDS, MOST_WORDS, Utterance
from goldsmith.modalities.audio.spoken import join_spoken, join_texts, part_spoken, spread_words
from goldsmith.modalities.joining import Joints, join_parts, keep_earliest
from goldsmith.modalities.parts import Overlap, Part

__all__ = ["join_audios"]

_ENDED: Final = (MOST_SECONDS + 1) * MILLISECONDS
"""The seam of a region that does not go on: it is over by then."""


def join_audios(parts: Sequence[tuple[Part, Answer[Any]]]) -> tuple[Answer[Any], Joined]:
    """One answer of the parts' answers, and what came of joining them. Of missing parts nothing is said."""
    return join_parts(AUDIO, parts)


def _seam_of(earlier: Any, later: Any, overlap: Overlap) -> int:
    """Where the later part's region takes over: near the middle, where both are; never, if the earlier one ended."""
    end = end_of(overlap)
    if earlier.end < end - EDGE and later.end <= end + EDGE:
        return _ENDED
    low, high = max(earlier.start, later.start), min(earlier.end, later.end)
    seam: float = min(max(overlap.middle / MILLISECONDS, low), high)
    return round(seam * MILLISECONDS)


def _join(whole: Any, said: Any, seam: int) -> Sequence[Any]:
    """One region; two where one utterance cannot hold what is said, which is some two hours of speech."""
    if seam == _ENDED:
        return [whole]
    if not isinstance(whole, Utterance):
        return [msgspec.structs.replace(whole, end=said.end)]
    joined = join_spoken(whole, said, seam / MILLISECONDS)
    return [joined] if _can_be_held(joined) else part_spoken(whole, said, seam / MILLISECONDS)


def _can_be_held(utterance: Utterance) -> bool:
    return len(utterance.transcript) <= MOST_CHARACTERS and len(utterance.words or ()) <= MOST_WORDS


def _join_answers(
    before: Mapping[str, Value], said: Mapping[str, Value], part: Part, last: Part | None
) -> tuple[dict[str, Value], int]:
    """Transcripts of parts follow one another; of other answers the earliest stand."""
    written = {}
    for name in TRANSCRIPTS & before.keys() & said.keys():
        earlier, later = before[name], said[name]
        if last is not None and isinstance(earlier, str) and isinstance(later, str):
            written[name] = _join_transcripts(earlier, later, part, last)
    others = {name: value for name, value in said.items() if name not in written}
    answers, differing = keep_earliest(before, others, part, last)
    return {**answers, **written}, differing


def _join_transcripts(earlier: str, later: str, part: Part, last: Part) -> str:
    """One text; words stand at their share of the time, those so far as dense before its end as the later ones."""
    start, end = seconds_of(part)
    theirs = spread_words(later, start, end)
    pace = (end - start) / max(len(theirs), 1)
    ended = seconds_of(last)[1]
    ours = spread_words(earlier, 0.0, 1.0)
    ours = [word._replace(time=ended - (len(ours) - place - 0.5) * pace) for place, word in enumerate(ours)]
    return join_texts(earlier, ours, later, theirs, (start + ended) / 2)


def _is_object(region: Any) -> bool:
    """A region of which another part sees nothing has ended: what carries its id there is another one."""
    del region
    return False


def _keep(region: Any, last: int) -> Any:
    """A region says itself where it ends."""
    del last
    return region


def _differs(whole: Any, said: Any) -> bool:
    return bool(whole.attributes != said.attributes)


AUDIO: Final = Joints(
    seen_in=seen_in,
    stretch_of=stretch_of,
    match=match_regions,
    repeated=find_repeated,
    seam_of=_seam_of,
    join=_join,
    close=_keep,
    is_object=_is_object,
    differs=_differs,
    join_answers=_join_answers,
)
