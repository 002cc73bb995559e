"""What two neighbouring parts both heard: which region of the one is which of the other, and what only seems new.

Two regions may be one where they are of one type, tier and channel. They are alike by the time and by the words that
they share in the overlap.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from difflib import SequenceMatcher
from itertools import groupby
from typing import TYPE_CHECKING, Any, Final, NamedTuple

from goldsmith.modalities.audio.agree import part_of
from goldsmith.modalities.audio.cutting import MILLISECONDS, clip_region
from goldsmith.modalities.audio.shapes import Region, Utterance
from goldsmith.modalities.audio.spoken import spell_word, spoken_of
from goldsmith.modalities.parts import Overlap, Pair, is_id_of_object
from goldsmith.modalities.wordings import text_similarity

if TYPE_CHECKING:
    import numpy as np
    import numpy.typing as npt

    Floats = npt.NDArray[np.float64]

__all__ = ["EDGE", "end_of", "find_repeated", "match_regions", "seen_in", "stretch_of"]

LEAST: Final = 0.4
"""Regions that are less alike are two, as tracks of videos are."""
SAME_ID: Final = 0.1
NOTICEABLE: Final = 0.25
"""What reaches into an overlap by fewer seconds may lie in it by the tremor of a hand, and is not missed there."""
REPEATED: Final = 0.5
"""Who writes half of the words that somebody else wrote meanwhile says the same."""
MOST_COMPARED: Final = 2_000
"""Words of one utterance, and of what was said meanwhile, that are compared."""
MOST_PIECES: Final = 100
EDGE: Final = 0.001
"""Seconds that a region ends before its part and still reaches up to its end."""


def end_of(overlap: Overlap) -> float:
    """The second in which the earlier part ends."""
    return (overlap.last + 1) / MILLISECONDS


def seen_in(region: Any, overlap: Overlap) -> Any | None:
    """What of a region lies in the overlap; None where hardly anything does."""
    inside = _clip(region, overlap)
    if inside is None or (inside is not region and inside.end - inside.start < NOTICEABLE):
        return None
    return inside


def stretch_of(seen: Any, overlap: Overlap) -> tuple[int, int]:
    """The first and the last millisecond of what lies in the overlap."""
    del overlap
    first = round(seen.start * MILLISECONDS)
    return first, max(first, round(seen.end * MILLISECONDS) - 1)


def match_regions(earlier: Sequence[Any], later: Sequence[Any], overlap: Overlap) -> list[Pair]:
    """Pair what two parts have in their overlap, one to one, the likest first."""
    ours, theirs = _by_tier(earlier, overlap), _by_tier(later, overlap)
    pairs = [pair for tier in sorted(ours.keys() & theirs.keys()) for pair in _match_tier(ours[tier], theirs[tier])]
    return sorted(pairs)


def find_repeated(
    earlier: Sequence[Any], later: Sequence[Any], pairs: Sequence[Pair], overlap: Overlap
) -> Mapping[int, int]:
    """Utterances of the later part whose words stand in the earlier one's, which were parted into other pieces.

    By their places, the place of the one that shares most of their time. None of them was paired.
    """
    paired = {pair.there for pair in pairs}
    ours, theirs = _by_tier(earlier, overlap), _by_tier(later, overlap)
    found = {}
    for tier in ours.keys() & theirs.keys():
        times = _times_of(ours[tier])
        for seen in theirs[tier]:
            is_new = seen.place not in paired and later[seen.place].end <= end_of(overlap) + EDGE
            meanwhile = _meanwhile(ours[tier], times, seen.region) if is_new else []
            if meanwhile and _repeats(seen.region, [each.region for each in meanwhile]):
                found[seen.place] = max(meanwhile, key=lambda each: _shared(each.region, seen.region)).place
    return found


class _Seen(NamedTuple):
    """What of a region lies in the overlap, and the region's place and id."""

    place: int
    region: Any
    uuid: str


def _clip(region: Any, overlap: Overlap) -> Any | None:
    return clip_region(region, overlap.first / MILLISECONDS, end_of(overlap))


def _by_tier(regions: Sequence[Any], overlap: Overlap) -> dict[tuple[str, str, int], list[_Seen]]:
    seen = [
        _Seen(place, inside, region.uuid)
        for place, region in enumerate(regions)
        if (inside := _clip(region, overlap)) is not None
    ]

    def tier(each: _Seen) -> tuple[str, str, int]:
        return (str(each.region.__struct_config__.tag), each.region.label, part_of(each.region))

    return {name: list(group) for name, group in groupby(sorted(seen, key=tier), key=tier)}


def _match_tier(ours: Sequence[_Seen], theirs: Sequence[_Seen]) -> list[Pair]:
    """The likest pair first, then the likest of what is left: regions of one tier seldom lie over each other."""
    from goldsmith.algorithms.matching import candidate_pairs, interval_overlap

    times = _times_of(ours), _times_of(theirs)
    here, there = candidate_pairs(*times)
    shares = interval_overlap(times[0][here], times[1][there])
    worth = []
    for row, column, share in zip(here.tolist(), there.tolist(), shares.tolist(), strict=True):
        one, other = ours[row], theirs[column]
        alike = _similarity(one.region, other.region, share) if share > 0 else 0.0
        if alike >= LEAST:
            bonus = SAME_ID if one.uuid == other.uuid and is_id_of_object(one.uuid) else 0.0
            worth.append((alike + bonus, Pair(one.place, other.place, alike)))
    taken: list[Pair] = []
    ended: tuple[set[int], set[int]] = (set(), set())
    for _, pair in sorted(worth, key=lambda each: (-each[0], each[1])):
        if pair.here not in ended[0] and pair.there not in ended[1]:
            taken.append(pair)
            ended[0].add(pair.here)
            ended[1].add(pair.there)
    return taken


def _similarity(one: Region, other: Region, share: float) -> float:
    """By the time that they share, and as much by their words where there are any."""
    texts = [each.transcript for each in (one, other) if isinstance(each, Utterance)]
    return (share + text_similarity(*texts)) / 2 if any(texts) else share


def _shared(one: Region, other: Region) -> float:
    return min(one.end, other.end) - max(one.start, other.start)


def _times_of(seen: Sequence[_Seen]) -> Floats:
    import numpy as np

    return np.array([(each.region.start, each.region.end) for each in seen])


def _meanwhile(ours: Sequence[_Seen], times: Floats, region: Region) -> list[_Seen]:
    """What shares time with a region; nothing where that is more than anybody would part an utterance into."""
    places = ((times[:, 0] < region.end) & (times[:, 1] > region.start)).nonzero()[0]
    return [ours[place] for place in places.tolist()] if len(places) <= MOST_PIECES else []


def _repeats(region: Region, meanwhile: Sequence[Region]) -> bool:
    said = _words_of([region])
    heard = _words_of(sorted(meanwhile, key=lambda each: each.start))
    if not said or max(len(said), len(heard)) > MOST_COMPARED:
        return False
    blocks = SequenceMatcher(None, said, heard, autojunk=False).get_matching_blocks()
    return sum(block.size for block in blocks) >= REPEATED * len(said)


def _words_of(regions: Sequence[Region]) -> list[str]:
    spoken = [each for each in regions if isinstance(each, Utterance)]
    return [spell_word(each.transcript, word) for each in spoken for word in spoken_of(each)]
