"""A long recording as parts, and the share that a part shows of what was said about the whole.

Places are milliseconds. Parts begin and end in pauses where there are some near, which makes their overlaps shorter.
"""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Sequence
from itertools import pairwise
from math import ceil
from typing import Any, Final

import msgspec

from goldsmith.modalities._contract import Answer, Cut, Facts, Value
from goldsmith.modalities.audio.agree import TRANSCRIPTS
from goldsmith.modalities.audio.shapes import SHORTEST, AudioContent, Region, Utterance
from goldsmith.modalities.audio.spoken import clip_spoken, keep_share
from goldsmith.modalities.parts import Part, id_in_part, spread_parts

__all__ = ["MILLISECONDS", "clip_answer", "clip_region", "cut_audio", "seconds_of"]

MILLISECONDS: Final = 1_000
SHORTEST_PAUSE: Final = 100
"""Milliseconds of silence between two words are less than this."""
MOST_SHORTER: Final = 4
"""Each end of an overlap goes at most a quarter of it towards the other end: half of it is left."""
_NAMES: Final = ("uuid", "from_", "to")

Pause = tuple[int, int]


def cut_audio(content: AudioContent, facts: Facts, cut: Cut) -> Sequence[AudioContent]:
    """The contents of the parts; none where it is short enough. Raises InvalidError for too many parts."""
    total = ceil(round(float(facts.get("duration", 0)) * MILLISECONDS, 3))
    parts = spread_parts(total, Cut(cut.length * MILLISECONDS, cut.overlap * MILLISECONDS))
    if not parts:
        return []
    pauses = _pauses_of(facts)
    borders = [_find_border(one, other, pauses) for one, other in pairwise(parts)]
    starts = [0, *(start for start, _ in borders)]
    ends = [*(end for _, end in borders), total]
    shared = [end - start for start, end in borders]
    return [
        msgspec.structs.replace(content, part=_make_part(part, start, end, shared))
        for part, start, end in zip(parts, starts, ends, strict=True)
    ]


def seconds_of(part: Part) -> tuple[float, float]:
    """From which second up to which one a part is about; the last one may end within a millisecond of its end."""
    return part.first / MILLISECONDS, (part.last + 1) / MILLISECONDS


def clip_answer(answer: Answer[Any], part: Part) -> Answer[Any]:
    """What is said about the time of a part. Links stay where both of their ends do.

    Ids that mean something only in this answer become such that mean the same in every part. A transcript of the whole
    recording, which has no times, is shared by the part's share of the time.
    """
    start, end = seconds_of(part)
    shown = [clipped for region in answer.annotations if (clipped := clip_region(region, start, end)) is not None]
    kept = {region.uuid for region in shown}
    return Answer(
        annotations=[msgspec.structs.replace(region, uuid=id_in_part(region.uuid, part)) for region in shown],
        global_attributes={name: _share(name, said, part) for name, said in answer.global_attributes.items()},
        links=[
            msgspec.structs.replace(link, **{name: id_in_part(getattr(link, name), part) for name in _NAMES})
            for link in answer.links
            if link.from_ in kept and link.to in kept
        ],
    )


def clip_region(region: Any, start: float, end: float) -> Any | None:
    """A region from one second to another, with the words that are said there; None where nothing of it lies there."""
    if start <= region.start and region.end <= end:
        return region
    inside: Region = msgspec.structs.replace(region, start=max(region.start, start), end=min(region.end, end))
    if inside.end - inside.start < SHORTEST:
        return None
    return clip_spoken(region, inside) if isinstance(region, Utterance) and isinstance(inside, Utterance) else inside


def _pauses_of(facts: Facts) -> list[Pause]:
    """Silences between stretches of speech, in order, as milliseconds; none where nobody listened."""
    voice = ((facts.get("made") or {}).get("spectrum") or {}).get("voice") or ()
    borders = ((round(end * MILLISECONDS), round(start * MILLISECONDS)) for (_, end), (start, _) in pairwise(voice))
    return [(start, end) for start, end in borders if end - start >= SHORTEST_PAUSE]


def _find_border(one: Part, other: Part, pauses: Sequence[Pause]) -> tuple[int, int]:
    """Where the later part starts and the earlier one ends: in a pause, else where it would be without any."""
    start, end = other.first, one.last + 1
    room = one.overlap // MOST_SHORTER
    return _into_pause(start, start, start + room, pauses), _into_pause(end, end - room, end, pauses)


def _into_pause(place: int, low: int, high: int, pauses: Sequence[Pause]) -> int:
    """The place in a pause nearest to another one, within reach: away from the words around, if there is room."""
    first = bisect_left(pauses, low, key=lambda pause: pause[1])
    found = []
    for start, end in pauses[first:]:
        if start >= high:
            break
        margin = min(SHORTEST_PAUSE, (end - start) // 2)
        quiet = min(max(place, start + margin), end - margin)
        if low <= quiet <= high:
            found.append(quiet)
    return min(found, key=lambda each: abs(each - place), default=place)


def _make_part(part: Part, start: int, end: int, shared: Sequence[int]) -> Part:
    """`shared`: how much each part shares with the next one."""
    before = shared[max(part.number - 2, 0)]
    after = shared[min(part.number - 1, len(shared) - 1)]
    moved = msgspec.structs.replace(part, first=start, last=end - 1, overlap=before)
    return moved if after == before else msgspec.structs.replace(moved, overlap_after=after)


def _share(name: str, said: Value, part: Part) -> Value:
    """Parts are about equally long, so that the middle of one tells how long the whole is."""
    if name not in TRANSCRIPTS or not isinstance(said, str):
        return said
    total = (part.first + part.last + 1) / 2 * part.count / (part.number - 0.5)
    return keep_share(said, part.first / total, min((part.last + 1) / total, 1.0))
