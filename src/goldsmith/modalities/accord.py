"""How alike two answers to one question are, told from the answers alone. The same both ways; 1 when equal."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from itertools import combinations
from typing import Any

__all__ = ["equal_texts", "row_accord", "rows_matched", "value_accord"]

TextAccord = Callable[[str, str], float]


def equal_texts(one: str, other: str) -> float:
    """1 for the same text, else 0."""
    return float(one == other)


def value_accord(one: Any, other: Any, text_accord: TextAccord = equal_texts) -> float:
    """How alike two values are, in [0, 1]; None is no answer.

    Numbers by their ratio, sets of choices by what they share (Jaccard), orders of the same choices by the pairs that
    they order alike, time ranges by the time they share, verdicts on criteria one by one, rows by their best matches.

    >>> value_accord(["a", "b", "c"], ["a", "c", "b"])
    0.6666666666666666
    """
    if isinstance(one, str) and isinstance(other, str):
        return text_accord(one, other)
    if isinstance(one, list) and isinstance(other, list):
        if any(isinstance(each, dict) for each in (*one, *other)):
            return _rows_accord(one, other, text_accord)
        return _lists_accord(one, other)
    if isinstance(one, dict) and isinstance(other, dict):
        is_time = one.keys() == other.keys() == {"start", "end"}
        return time_accord(one, other) if is_time else _verdicts_accord(one, other)
    if isinstance(one, int | float) and isinstance(other, int | float) and one != other:
        return max(0.0, 1 - abs(one - other) / max(abs(one), abs(other)))
    return float(one == other)


def time_accord(one: Mapping[str, float], other: Mapping[str, float]) -> float:
    """Intersection over union of two time ranges; equal ones agree wholly, also those that last no time."""
    if one == other:
        return 1.0
    shared = min(one["end"], other["end"]) - max(one["start"], other["start"])
    joined = max(one["end"], other["end"]) - min(one["start"], other["start"])
    return max(shared, 0.0) / joined if joined > 0 else 0.0


def row_accord(one: Mapping[str, Any], other: Mapping[str, Any], text_accord: TextAccord = equal_texts) -> float:
    """The mean over the questions that either row answers."""
    names = sorted(one.keys() | other.keys())
    if not names:
        return 1.0
    return sum(value_accord(one.get(name), other.get(name), text_accord) for name in names) / len(names)


def rows_matched(
    first: Sequence[Mapping[str, Any]],
    second: Sequence[Mapping[str, Any]],
    text_accord: TextAccord = equal_texts,
    least: float = 0.0,
) -> list[tuple[int, int, float]]:
    """Pairs of rows (place, place, accord above `least`), best first; of equals those that stand nearest."""
    pairs = [
        (here, there, accord)
        for here, one in enumerate(first)
        for there, other in enumerate(second)
        if (accord := row_accord(one, other, text_accord)) > least
    ]
    return sorted(pairs, key=lambda pair: (-pair[2], abs(pair[0] - pair[1]), pair[0] + pair[1], min(pair[:2])))


def _lists_accord(one: Sequence[str], other: Sequence[str]) -> float:
    ours, theirs = set(one), set(other)
    if ours != theirs:
        return len(ours & theirs) / len(ours | theirs)
    pairs = list(combinations(one, 2))
    places = {name: place for place, name in enumerate(other)}
    alike = sum(places[first] < places[second] for first, second in pairs)
    return alike / len(pairs) if pairs else 1.0


def _verdicts_accord(one: Mapping[str, Any], other: Mapping[str, Any]) -> float:
    names = one.keys() | other.keys()
    return sum(one.get(name) == other.get(name) for name in names) / len(names) if names else 1.0


def _rows_accord(one: Sequence[Any], other: Sequence[Any], text_accord: TextAccord) -> float:
    used: tuple[set[int], set[int]] = (set(), set())
    scores = []
    for here, there, accord in rows_matched(one, other, text_accord):
        if here not in used[0] and there not in used[1]:
            used[0].add(here)
            used[1].add(there)
            scores.append(accord)
    # Summed in one order, whichever side comes first: similarity is the same both ways to the last digit.
    return min(2 * sum(sorted(scores)) / (len(one) + len(other)), 1.0)
