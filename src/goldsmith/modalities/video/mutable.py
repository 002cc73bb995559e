"""Mutable attributes over time: how far two tracks agree in them, and what several labelers' answers come to."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import pairwise
from typing import Any, Final

import msgspec

from goldsmith.modalities._contract import Value
from goldsmith.modalities.video.interpolate import spans
from goldsmith.modalities.video.shapes import Track

__all__ = ["equal_share", "merged_changes"]

Steps = Sequence[tuple[int, Value]]
_NOTHING: Final = object()


def equal_share(one: Track, other: Track) -> float:
    """Return for which share of the frames on which both are there they answer alike: the mean over the attributes."""
    ours, theirs = _steps_of(one), _steps_of(other)
    names = sorted(ours.keys() | theirs.keys())
    horizon = max(one.keyframes[-1].frame, other.keyframes[-1].frame) + 1
    shared = _shared_spans(spans(one, horizon), spans(other, horizon))
    frames = sum(end - start for start, end in shared)
    if not names or not frames:
        return 1.0
    equal = sum(_equal_frames(ours.get(name, ()), theirs.get(name, ()), shared) for name in names)
    return equal / (frames * len(names))


def merged_changes(tracks: Sequence[Track], weights: Sequence[float], begin: int) -> dict[int, dict[str, Value]]:
    """Return the changes that most weight stands behind, by frame; those before `begin` come there together.

    On each frame every track whose answers have begun votes, numbers by their median; of equally many the first wins.
    """
    steps = [_steps_of(track) for track in tracks]
    names = dict.fromkeys(name for each in steps for name in each)
    found: dict[int, dict[str, Value]] = {}
    for name in names:
        frames = {max(frame, begin) for each in steps for frame, _ in each.get(name, ())}
        before: Any = _NOTHING
        for frame in sorted(frames):
            said = [(_holding(each.get(name, ()), frame), weight) for each, weight in zip(steps, weights, strict=True)]
            value = _decide([(value, weight) for value, weight in said if value is not _NOTHING])
            if value is not _NOTHING and value != before:
                found.setdefault(frame, {})[name] = value
                before = value
    return found


def _steps_of(track: Track) -> dict[str, list[tuple[int, Value]]]:
    """Each mutable attribute's answers with the frames from which they hold."""
    found: dict[str, list[tuple[int, Value]]] = {}
    for keyframe in track.keyframes:
        for name, value in keyframe.attributes.items():
            found.setdefault(name, []).append((keyframe.frame, value))
    return found


def _holding(steps: Steps, frame: int) -> Any:
    return next((value for begun, value in reversed(steps) if begun <= frame), _NOTHING)


def _decide(said: Sequence[tuple[Any, float]]) -> Any:
    from goldsmith.algorithms.outlines import weighted_middle

    if not said:
        return _NOTHING
    values, weights = zip(*said, strict=True)
    if all(isinstance(value, int | float) for value in values):
        return weighted_middle(values, weights)
    behind: dict[bytes, float] = {}
    for value, weight in said:
        key = _key(value)
        behind[key] = behind.get(key, 0.0) + weight
    return next(value for value in values if behind[_key(value)] == max(behind.values()))


def _key(value: Value) -> bytes:
    """Tell values apart; the order in which choices were made does not count."""
    return msgspec.json.encode(sorted(value) if isinstance(value, list) else value)


def _shared_spans(ours: Sequence[tuple[int, int]], theirs: Sequence[tuple[int, int]]) -> list[tuple[int, int]]:
    both = [(max(a, c), min(b, d)) for a, b in ours for c, d in theirs]
    return [(start, end) for start, end in both if start < end]


def _equal_frames(ours: Steps, theirs: Steps, shared: Sequence[tuple[int, int]]) -> int:
    changes = {frame for frame, _ in (*ours, *theirs)}
    total = 0
    for start, end in shared:
        cuts = [start, *sorted(frame for frame in changes if start < frame < end), end]
        total += sum(high - low for low, high in pairwise(cuts) if _same(_holding(ours, low), _holding(theirs, low)))
    return total


def _same(one: Any, other: Any) -> bool:
    if one is _NOTHING or other is _NOTHING:
        return one is other
    return _key(one) == _key(other)
