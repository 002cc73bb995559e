"""Rankings pair by pair, rubrics criterion by criterion."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import combinations
from typing import TYPE_CHECKING, Final

from goldsmith.modalities.alignment import Alignment, Reading
from goldsmith.modalities.asking.topic import NO, YES, YES_NO, Said, Topic, is_left_open, read_left_open

if TYPE_CHECKING:
    from goldsmith.ontology import Attribute

__all__ = ["ask_ranking", "ask_rubric", "decided_ranking", "decided_rubric"]

FIRST, SECOND = 0, 1
WINNERS: Final = ("first", "second")


def ask_ranking(alignment: Alignment, topic: Topic, said: Said) -> None:
    """Which of two comes first, for each two; what somebody left out comes after what they put in its place."""
    given = [
        (labeler, {name: place for place, name in enumerate(value)})
        for labeler, value in topic.ask_whether_answered(alignment, said)
    ]
    names = [choice.name for choice in topic.attribute.choices if any(choice.name in places for _, places in given)]
    for first, second in combinations(names, 2):
        unit = topic.ask(alignment, "pair", WINNERS, f"{first} {second}")
        for labeler, places in given:
            ours, theirs = places.get(first, len(names)), places.get(second, len(names))
            if ours != theirs:
                alignment.vote(unit, labeler, FIRST if ours < theirs else SECOND)
    if len(names) == 1:
        unit = topic.ask(alignment, "pair", WINNERS, names[0])
        for labeler, _ in given:
            alignment.vote(unit, labeler, FIRST)


def ask_rubric(alignment: Alignment, topic: Topic, said: Said) -> None:
    """Whether each criterion is met, of which somebody says so or not."""
    given = topic.ask_whether_answered(alignment, said)
    judged = [each.name for each in topic.attribute.criteria if any(each.name in value for _, value in given)]
    for criterion in judged:
        unit = topic.ask(alignment, "criterion", YES_NO, criterion)
        for labeler, value in given:
            if criterion in value:
                alignment.vote(unit, labeler, YES if value[criterion] else NO)


def decided_ranking(reading: Reading, units: Sequence[int], attribute: Attribute | None) -> list[str] | None:
    """The order by the wins that are expected of each (Borda's count), which orders circles too.

    What ties stands as the ontology lists it.
    """
    if is_left_open(reading, units):
        ordered: list[str] | None = read_left_open(reading, units)
        return ordered
    pairs = _decided(reading, units)
    wins: dict[str, float] = {}
    for member, unit in pairs.items():
        first, _, second = member.partition(" ")
        lead = reading.probability(unit, FIRST) - reading.probability(unit, SECOND) if second else 0.0
        wins[first] = wins.get(first, 0.0) + lead
        if second:
            wins[second] = wins.get(second, 0.0) - lead
    places = {choice.name: place for place, choice in enumerate(attribute.choices)} if attribute else {}
    return sorted(wins, key=lambda name: (-round(wins[name], 9), places.get(name, 0), name))


def decided_rubric(reading: Reading, units: Sequence[int], attribute: Attribute | None) -> dict[str, bool] | None:
    """Each criterion as it was voted."""
    del attribute
    if is_left_open(reading, units):
        empty: dict[str, bool] | None = read_left_open(reading, units)
        return empty
    return {name: reading.chosen(unit) == "yes" for name, unit in _decided(reading, units).items()}


def _decided(reading: Reading, units: Sequence[int]) -> dict[str, int]:
    """The units by what they are about."""
    return {reading.units[unit].member: unit for unit in units if reading.units[unit].kind != "answered"}
