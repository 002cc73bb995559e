"""Questions without choices: texts, numbers, dates and files, of which one that somebody gave stands; time ranges."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import combinations
from typing import TYPE_CHECKING, Any, Final

from goldsmith.modalities.accord import time_accord
from goldsmith.modalities.alignment import Alignment, Reading
from goldsmith.modalities.asking.topic import NO_ANSWER, Said, Topic, is_left_open

if TYPE_CHECKING:
    from goldsmith.ontology import Attribute

__all__ = ["ask_open", "ask_time_range", "chosen_value", "middle_number", "middle_time_range"]

LEAST_SHARED: Final = 0.5
EXACT: Final = 4
"""Digits of a second to which merged times are rounded."""


def ask_open(alignment: Alignment, topic: Topic, said: Said) -> None:
    """One unit whose choices are the different answers."""
    kind: Any = topic.attribute.type
    shown = [NO_ANSWER if value is None else str(value) for _, value in said]
    choices = tuple(dict.fromkeys(shown))
    unit = topic.ask(alignment, kind, choices, is_open=True)
    for (labeler, value), text in zip(said, shown, strict=True):
        alignment.vote(unit, labeler, choices.index(text))
        if value is not None:
            alignment.give_value(unit, labeler, value)


def ask_time_range(alignment: Alignment, topic: Topic, said: Said) -> None:
    """One unit whose choices are the different times meant: ranges that share at least half of what they cover."""
    given = topic.ask_whether_answered(alignment, said)
    groups = _same_times([value for _, value in given])
    names = tuple(_shown(given[group[0]][1]) for group in groups)
    unit = topic.ask(alignment, "time_range", names, is_open=True)
    for choice, group in enumerate(groups):
        for place in group:
            labeler, value = given[place]
            alignment.vote(unit, labeler, choice)
            alignment.give_value(unit, labeler, (choice, value))


def chosen_value(reading: Reading, units: Sequence[int], attribute: Attribute | None) -> str | None:
    """The answer that was voted for: a text, a date, the file that stands."""
    del attribute
    # Looked up among the values, as somebody may have written the very words that stand for no answer.
    given = reading.values.get(units[0], ())
    return next((value for _, value in given if value == reading.chosen(units[0])), None)


def middle_number(reading: Reading, units: Sequence[int], attribute: Attribute | None) -> float | None:
    del attribute
    from goldsmith.algorithms.outlines import weighted_middle

    if reading.chosen(units[0]) == NO_ANSWER:
        return None
    given = reading.values[units[0]]
    middle: float = weighted_middle([value for _, value in given], [reading.weight(labeler) for labeler, _ in given])
    return middle


def middle_time_range(reading: Reading, units: Sequence[int], attribute: Attribute | None) -> dict[str, float] | None:
    """The weighted medians of the starts and of the ends of those who meant the time that was voted for."""
    from goldsmith.algorithms.outlines import weighted_median

    if is_left_open(reading, units):
        return None
    unit = next(unit for unit in units if reading.units[unit].kind == "time_range")
    chosen = reading.units[unit].choices.index(reading.chosen(unit))
    meant = [(labeler, value) for labeler, (choice, value) in reading.values[unit] if choice == chosen]
    first: dict[str, float] = meant[0][1]
    if all(value == first for _, value in meant):
        return first
    weights = [reading.weight(labeler) for labeler, _ in meant]
    start, end = (round(weighted_median([value[side] for _, value in meant], weights), EXACT) for side in _SIDES)
    longest = attribute.maximum if attribute else None
    return {"start": start, "end": end if longest is None else min(end, start + longest)}


_SIDES: Final = ("start", "end")


def _same_times(ranges: Sequence[dict[str, float]]) -> list[list[int]]:
    from goldsmith.algorithms.matching import group_pairs

    pairs = combinations(range(len(ranges)), 2)
    scored = [(time_accord(ranges[one], ranges[other]), one, other) for one, other in pairs]
    near = sorted((pair for pair in scored if pair[0] >= LEAST_SHARED), key=lambda pair: (-pair[0], pair[1:]))
    return group_pairs(range(len(ranges)), [pair[1:] for pair in near])


def _shown(value: dict[str, float]) -> str:
    return f"{value['start']!r} to {value['end']!r} s"
