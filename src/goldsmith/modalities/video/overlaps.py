"""What two neighbouring parts both saw: which of the one is which of the other, one to one.

Two marks may be one where they are of one type and label. Tracks are alike by their places on the frames on which both
are there; events by the time that they share, or because both run across the same end of the overlap.
"""

from __future__ import annotations

from collections.abc import Sequence
from itertools import groupby, pairwise
from typing import TYPE_CHECKING, Any, Final, NamedTuple

import msgspec

from goldsmith.modalities.parts import Overlap, Pair, is_id_of_object
from goldsmith.modalities.video.agree import track_places
from goldsmith.modalities.video.cutting import clip_event, clip_track
from goldsmith.modalities.video.shapes import Event, Track

if TYPE_CHECKING:
    import numpy as np
    import numpy.typing as npt

    Floats = npt.NDArray[np.float64]

__all__ = ["match_marks", "seen_in", "stretch_of"]

LEAST: Final = 0.4
"""Below the half at which MOTChallenge counts a box as found (https://arxiv.org/abs/1603.00831): two people who mark
the same small thing are a few pixels apart, and whatever fits better comes first.
"""
SAME_ID: Final = 0.1
STAY: Final = 0.05
MOST_STATIONS: Final = 64


def seen_in(mark: Any, overlap: Overlap) -> Any | None:
    """What of a track or an event lies in the overlap; None where nothing does."""
    clip = clip_event if isinstance(mark, Event) else clip_track
    return clip(mark, overlap.first, overlap.last)


def stretch_of(seen: Any, overlap: Overlap) -> tuple[int, int]:
    """The first and the last frame of the overlap on which it is there."""
    if isinstance(seen, Event):
        return seen.start_frame, seen.end_frame
    last = seen.keyframes[-1]
    ends = [after.frame - 1 for here, after in pairwise(seen.keyframes) if after.is_outside and not here.is_outside]
    return seen.keyframes[0].frame, ends[-1] if last.is_outside else overlap.last


def match_marks(earlier: Sequence[Any], later: Sequence[Any], overlap: Overlap) -> list[Pair]:
    """Pair what two parts have in their overlap, so that all pairs together are as alike as can be (Kuhn, 1955)."""
    ours, theirs = _by_kind(earlier, overlap), _by_kind(later, overlap)
    pairs = [
        pair for kind in sorted(ours.keys() & theirs.keys()) for pair in _match_kind(ours[kind], theirs[kind], overlap)
    ]
    return sorted(pairs)


class _Seen(NamedTuple):
    place: int
    mark: Any


def _by_kind(marks: Sequence[Any], overlap: Overlap) -> dict[tuple[str, str], list[_Seen]]:
    seen = [_Seen(place, shown) for place, mark in enumerate(marks) if (shown := seen_in(mark, overlap)) is not None]

    def kind(each: _Seen) -> tuple[str, str]:
        return (str(each.mark.__struct_config__.tag), each.mark.label)

    return {name: list(group) for name, group in groupby(sorted(seen, key=kind), key=kind)}


def _match_kind(ours: Sequence[_Seen], theirs: Sequence[_Seen], overlap: Overlap) -> list[Pair]:
    import numpy as np
    from scipy.optimize import linear_sum_assignment

    one, other = [each.mark for each in ours], [each.mark for each in theirs]
    score = _event_scores(one, other, overlap) if isinstance(one[0], Event) else _track_scores(one, other, overlap)
    worth = np.where(score.alike >= LEAST, score.alike + STAY * score.share + SAME_ID * _same_ids(one, other), 0.0)
    here, there = linear_sum_assignment(worth, maximize=True)
    return [
        Pair(ours[row].place, theirs[column].place, float(score.alike[row, column]))
        for row, column in zip(here.tolist(), there.tolist(), strict=True)
        if worth[row, column] > 0
    ]


class _Scores(NamedTuple):
    """Tables: how alike each of ours and each of theirs are, and for what share of the time both are there."""

    alike: Floats
    share: Floats


def _same_ids(ours: Sequence[Any], theirs: Sequence[Any]) -> Floats:
    import numpy as np

    named = {mark.uuid: column for column, mark in enumerate(theirs) if is_id_of_object(mark.uuid)}
    table = np.zeros((len(ours), len(theirs)))
    for row, mark in enumerate(ours):
        if (column := named.get(mark.uuid)) is not None:
            table[row, column] = 1.0
    return table


def _track_scores(ours: Sequence[Track], theirs: Sequence[Track], overlap: Overlap) -> _Scores:
    """Mean likeness over the frames on which both are there; of a long overlap, over 64 of them."""
    import numpy as np

    frames = np.unique(np.linspace(overlap.first, overlap.last, MOST_STATIONS).round().astype(np.int64))
    one, other, likeness = track_places(*([_ended(each, overlap) for each in tracks] for tracks in (ours, theirs)))
    count = len(frames)
    alike, share = np.zeros((len(ours), len(theirs))), np.zeros((len(ours), len(theirs)))
    everybody = np.repeat(np.arange(len(theirs)), count)
    places, is_there = other.at(everybody, np.tile(frames, len(theirs)))
    for row in range(len(ours)):
        mine, is_mine = one.at(np.full(count, row), frames)
        is_both = np.tile(is_mine, len(theirs)) & is_there
        values = np.zeros(len(is_both))
        if is_both.any():
            values[is_both] = likeness(np.tile(mine, (len(theirs), 1))[is_both], places[is_both])
        both = is_both.reshape(-1, count).sum(axis=1)
        either = (np.tile(is_mine, len(theirs)) | is_there).reshape(-1, count).sum(axis=1)
        alike[row] = values.reshape(-1, count).sum(axis=1) / np.maximum(both, 1)
        share[row] = both / np.maximum(either, 1)
    return _Scores(np.minimum(alike, 1.0), share)


def _ended(track: Any, overlap: Overlap) -> Any:
    """Followed to the end of the overlap, as far as it is looked at."""
    last = track.keyframes[-1]
    if last.is_outside or last.frame >= overlap.last:
        return track
    return msgspec.structs.replace(
        track, keyframes=[*track.keyframes, msgspec.structs.replace(last, frame=overlap.last, attributes={})]
    )


def _event_scores(ours: Sequence[Event], theirs: Sequence[Event], overlap: Overlap) -> _Scores:
    import numpy as np

    starts = [np.array([each.start_frame for each in events], dtype=np.float64) for events in (ours, theirs)]
    ends = [np.array([each.end_frame + 1 for each in events], dtype=np.float64) for events in (ours, theirs)]
    shared = np.minimum(ends[0][:, None], ends[1]) - np.maximum(starts[0][:, None], starts[1])
    either = np.maximum(ends[0][:, None], ends[1]) - np.minimum(starts[0][:, None], starts[1])
    share = np.maximum(shared, 0.0) / either
    is_through = [
        np.logical_and.outer(a == edge, b == edge)
        for (a, b), edge in ((starts, overlap.first), (ends, overlap.last + 1))
    ]
    return _Scores(np.where(is_through[0] | is_through[1], np.maximum(share, LEAST), share), share)
