"""Several labelers' tracks of one object become one: when it is there, where, and what changes about it.

It is there where half of the weight says so. On every keyframe of any of them the place is the weighted median of those
who see it; then keyframes are left out as long as the path stays within a pixel or half a percent of the object's size.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from itertools import pairwise
from typing import Any, Final

import msgspec

from goldsmith.modalities._contract import Value
from goldsmith.modalities.image.shapes import bounds
from goldsmith.modalities.video.interpolate import keyframe_at, shape_of, spans
from goldsmith.modalities.video.mutable import merged_changes
from goldsmith.modalities.video.paths import Path, middle_path
from goldsmith.modalities.video.shapes import MOST_FRAMES, Keyframe, LineTrack, PolygonTrack, Track

__all__ = ["merge_tracks"]

LEAST_TOLERANCE: Final = 1.0
TOLERANCE: Final = 0.005

Span = tuple[int, int | None]


def merge_tracks(tracks: Sequence[Any], weights: Sequence[float]) -> Any:
    """Return the first of the tracks, all of one type, with the keyframes that all of them come to."""
    first = tracks[0]
    if all(track.keyframes == first.keyframes for track in tracks[1:]):
        return first
    present = _present_spans(tracks, weights)
    changes = merged_changes(tracks, weights, present[0][0])
    keyframes: list[Keyframe] = []
    for span in present:
        keyframes += _keyframes_of(tracks, weights, span, changes)
        if span[1] is not None:
            keyframes.append(_end(keyframes[-1], span[1]))
    return msgspec.structs.replace(first, keyframes=_with_changes(keyframes, changes))


def _present_spans(tracks: Sequence[Track], weights: Sequence[float]) -> list[Span]:
    from goldsmith.algorithms.tracks import present_spans

    said = [[(each.frame, not each.is_outside) for each in track.keyframes] for track in tracks]
    return present_spans(said, weights)


def _keyframes_of(
    tracks: Sequence[Track], weights: Sequence[float], span: Span, changes: Mapping[int, object]
) -> list[Keyframe]:
    frames = _frames_in(tracks, span, changes)
    if isinstance(tracks[0], PolygonTrack | LineTrack):
        return _most_central(tracks, weights, span, changes)
    path = middle_path(tracks, weights, frames)
    most = max(sum(1 for each in track.keyframes if frames[0] <= each.frame <= frames[-1]) for track in tracks)
    return [path.keyframe(row) for row in _thinned(path, frames, changes, most)]


def _frames_in(tracks: Sequence[Track], span: Span, changes: Mapping[int, object]) -> list[int]:
    """Where the middle may bend or jump: every keyframe, the frame before each at which somebody comes or goes."""
    start, end = span[0], MOST_FRAMES if span[1] is None else span[1]
    frames = {start, *changes} | ({end - 1} if span[1] is not None else set())
    for track in tracks:
        frames.update(keyframe.frame for keyframe in track.keyframes)
        frames.add(track.keyframes[0].frame - 1)
        frames.update(
            after.frame - 1 for here, after in pairwise(track.keyframes) if after.is_outside or here.is_outside
        )
    return sorted(frame for frame in frames if start <= frame < end)


def _thinned(path: Path, frames: Sequence[int], changes: Mapping[int, object], most: int) -> list[int]:
    """Rows of the path that are enough, beside those on which it jumps or something else changes.

    Where these are more than `most`, the tolerance grows: several people's trembling is no reason for more keyframes
    than the one who set most of them found worth setting.
    """
    jumps = {row for each in path.breaks for row in (each - 1, each)}
    fixed = sorted({0, len(frames) - 1, *jumps, *(row for row, frame in enumerate(frames) if frame in changes)})
    tolerance = max(LEAST_TOLERANCE, TOLERANCE * path.size)
    while len(rows := _enough(path, frames, fixed, tolerance)) > most + len(fixed):
        tolerance *= 2
    return _without_stillness(path, rows, frames, changes)


def _enough(path: Path, frames: Sequence[int], fixed: Sequence[int], tolerance: float) -> list[int]:
    import numpy as np

    from goldsmith.algorithms.tracks import thin_path

    times = np.array(frames, dtype=np.int64)
    rows = set(fixed)
    for low, high in pairwise(fixed):
        rows.update(low + row for row in thin_path(times[low : high + 1], path.numbers[low : high + 1], tolerance))
    return sorted(rows)


def _without_stillness(path: Path, rows: list[int], frames: Sequence[int], changes: Mapping[int, object]) -> list[int]:
    """Leave out a last row that repeats the one before it: shapes hold still at the end."""
    while len(rows) > 1 and frames[rows[-1]] not in changes and path.is_same(rows[-1], rows[-2]):
        rows.pop()
    return rows


def _most_central(
    tracks: Sequence[Any], weights: Sequence[float], span: Span, changes: Mapping[int, object]
) -> list[Keyframe]:
    """Follow the outline that lies most in the middle among those that are there for most of the span."""
    start, end = span[0], MOST_FRAMES if span[1] is None else span[1]
    apart = _distances(tracks, weights, start)
    chosen = tracks[min(range(len(tracks)), key=lambda number: (-_shared(tracks[number], start, end), apart[number]))]
    there = [each for each in chosen.keyframes if start < each.frame < end and not each.is_outside]
    opening = keyframe_at(chosen, start) or there[0]
    found = {start: msgspec.structs.replace(opening, frame=start, attributes={})}
    found |= {each.frame: msgspec.structs.replace(each, attributes={}) for each in there}
    for frame in changes:
        if start < frame < end and frame not in found and (here := keyframe_at(chosen, frame)) is not None:
            found[frame] = here
    return [found[frame] for frame in sorted(found)]


def _shared(track: Track, start: int, end: int) -> int:
    return sum(max(0, min(high, end) - max(low, start)) for low, high in spans(track, MOST_FRAMES))


def _distances(tracks: Sequence[Track], weights: Sequence[float], start: int) -> list[float]:
    """How far the bounds of each track lie from those of the others, on the keyframes of all."""
    frames = sorted({keyframe.frame for track in tracks for keyframe in track.keyframes if keyframe.frame >= start})
    frames = frames[:: -(-len(frames) // 64)] if frames else [start]
    places = [[_bounds_at(track, frame) for frame in frames] for track in tracks]
    return [
        sum(weight * _apart(mine, theirs) for theirs, weight in zip(places, weights, strict=True)) for mine in places
    ]


def _bounds_at(track: Track, frame: int) -> tuple[float, ...] | None:
    found = keyframe_at(track, frame)
    return None if found is None else bounds(shape_of(track, found))


def _apart(ours: Sequence[tuple[float, ...] | None], theirs: Sequence[tuple[float, ...] | None]) -> float:
    both = [(one, other) for one, other in zip(ours, theirs, strict=True) if one is not None and other is not None]
    return sum(max(abs(a - b) for a, b in zip(one, other, strict=True)) for one, other in both) / max(len(both), 1)


def _end(last: Keyframe, frame: int) -> Keyframe:
    return msgspec.structs.replace(last, frame=frame, is_outside=True, attributes={})


def _with_changes(keyframes: Sequence[Keyframe], changes: Mapping[int, Mapping[str, Value]]) -> list[Keyframe]:
    """Answer each change on its own keyframe, or while the object is gone on the next one."""
    found = []
    pending: dict[str, Value] = {}
    waiting = sorted(changes, reverse=True)
    for keyframe in keyframes:
        while waiting and waiting[-1] <= keyframe.frame:
            pending |= changes[waiting.pop()]
        found.append(msgspec.structs.replace(keyframe, attributes=pending))
        pending = {}
    return found
