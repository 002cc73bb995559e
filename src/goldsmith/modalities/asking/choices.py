"""Questions that are answered by choices: one of several, some of several, a step of a scale."""

from __future__ import annotations

from collections.abc import Sequence
from functools import lru_cache
from typing import TYPE_CHECKING

from goldsmith.modalities.alignment import Alignment, Reading
from goldsmith.modalities.asking.topic import NO, NO_ANSWER, YES, YES_NO, Said, Topic, most_probable
from goldsmith.ontology.question_types import steps_of

if TYPE_CHECKING:
    from goldsmith.ontology import Attribute

__all__ = [
    "ask_category",
    "ask_members",
    "ask_rating",
    "choices_of",
    "chosen_category",
    "chosen_members",
    "middle_rating",
]

ENOUGH = 0.5 - 1e-9


def ask_category(alignment: Alignment, topic: Topic, said: Said) -> None:
    """One unit; having left an optional question open is a choice of its own."""
    choices = choices_of(topic.attribute)
    unit = topic.ask(alignment, "category", tuple(choices))
    for labeler, value in said:
        number = choices.get(NO_ANSWER if value is None else value)
        if number is not None:
            alignment.vote(unit, labeler, number)


def ask_members(alignment: Alignment, topic: Topic, said: Said) -> None:
    """One yes-or-no unit per choice that somebody made, and one for having chosen nothing."""
    seen = dict.fromkeys(member for _, value in said for member in value or ())
    for member in seen:
        unit = topic.ask(alignment, "member", YES_NO, member)
        for labeler, value in said:
            alignment.vote(unit, labeler, YES if member in (value or ()) else NO)
    if all(value for _, value in said):
        return
    unit = topic.ask(alignment, "member", YES_NO, NO_ANSWER)
    for labeler, value in said:
        alignment.vote(unit, labeler, NO if value else YES)
        if not value:
            alignment.give_value(unit, labeler, value)


def ask_rating(alignment: Alignment, topic: Topic, said: Said) -> None:
    """One unit whose choices are the steps of the scale, so that it is learnt who rates high and who low."""
    choices = choices_of(topic.attribute)
    unit = topic.ask(alignment, "rating", tuple(choices))
    for labeler, value in said:
        number = choices.get(NO_ANSWER if value is None else _step(value))
        if number is not None:
            alignment.vote(unit, labeler, number)
            if value is not None:
                alignment.give_value(unit, labeler, value)


def chosen_category(reading: Reading, units: Sequence[int], attribute: Attribute | None) -> str | None:
    del attribute
    choice = reading.chosen(units[0])
    return None if choice == NO_ANSWER else choice


def chosen_members(reading: Reading, units: Sequence[int], attribute: Attribute | None) -> list[str] | None:
    """Return the members that were voted in; None when having chosen nothing won and nobody wrote an empty list.

    When every single choice failed but most chose something, the most probable one stands, so that a required question
    never ends unanswered; so it is where fewer or more were voted in than may be chosen.
    """
    real = [unit for unit in units if reading.units[unit].member != NO_ANSWER]
    chosen = [unit for unit in real if reading.chosen(unit) == "yes"]
    nothing = next((unit for unit in units if unit not in real), None)
    if not chosen and nothing is not None and reading.chosen(nothing) == "yes":
        empty: list[str] | None = reading.values[nothing][0][1]
        return empty
    least, most = (attribute.least, attribute.most) if attribute else (None, None)
    kept = most_probable(reading, real, max(least or 1, 1), most, chosen)
    return [reading.units[unit].member for unit in kept]


def middle_rating(reading: Reading, units: Sequence[int], attribute: Attribute | None) -> float | None:
    """The median of what is believed, among the steps that somebody chose: a scale has an order, classes have none."""
    del attribute
    unit = units[0]
    if reading.chosen(unit) == NO_ANSWER:
        return None
    given: dict[str, float] = {_step(value): value for _, value in reading.values[unit]}
    choices = reading.units[unit].choices
    believed = sorted((value, reading.probability(unit, choices.index(step))) for step, value in given.items())
    total = sum(probability for _, probability in believed)
    passed = 0.0
    for value, probability in believed:
        passed += probability / total if total else 1 / len(believed)
        if passed >= ENOUGH:
            return value
    return believed[-1][0]


@lru_cache(maxsize=512)
def choices_of(attribute: Attribute) -> dict[str, int]:
    """The choices of a unit by their names, with their numbers."""
    steps = [_step(step) for step in steps_of(attribute)] if attribute.type == "rating" else []
    names = [*(choice.name for choice in attribute.choices), *steps]
    return {name: number for number, name in enumerate(names if attribute.required else [*names, NO_ANSWER])}


def _step(value: float) -> str:
    return f"{value:.9g}"
