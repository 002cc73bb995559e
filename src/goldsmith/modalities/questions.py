"""Attributes as questions: how values given to an item or an object become units, and units become values again."""

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping, Sequence
from functools import lru_cache
from typing import TYPE_CHECKING, Any, Final

from goldsmith.modalities.alignment import Alignment, Kind, Reading, Unit

if TYPE_CHECKING:
    from goldsmith.ontology import Attribute, Ontology

__all__ = ["NO_ANSWER", "YES_NO", "ask_attributes", "read_attributes"]

NO_ANSWER: Final = "(no answer)"
YES_NO: Final = ("yes", "no")
YES: Final = 0
NO: Final = 1

_OPEN_KINDS: Final[Mapping[str, Kind]] = {"text": "text", "number": "number", "entity": "entity"}

Given = Sequence[tuple[int, Mapping[str, Any]]]


def ask_attributes(alignment: Alignment, ontology: Ontology, given: Given, subject: int = -1, scope: str = "") -> None:
    """Turn what labelers answered into units; a question that nobody answered is not asked.

    `given` holds (labeler, values). `scope` is the label whose attributes are meant, empty for the whole item. Where a
    question has a condition, only those vote whose own answers meet it: the others were not asked.
    """
    asked = {name for _, values in given for name in values}
    if not asked:
        return
    for table in _tables(ontology).get(scope, ()):
        answers = table.answers(given) if table.attribute.name in asked else []
        if any(value is not None for _, value in answers):
            table.ask(alignment, answers, subject)


def read_attributes(reading: Reading, units: Sequence[int]) -> dict[str, Any]:
    """Read the consensus back from the attribute units of one subject and scope.

    A question whose condition the consensus does not meet has no answer in it.
    """
    found: dict[str, Any] = {}
    members: dict[str, list[int]] = {}
    for number in units:
        unit = reading.units[number]
        if unit.kind == "member":
            members.setdefault(unit.name, []).append(number)
        elif unit.kind in _READERS:
            found[unit.name] = _READERS[unit.kind](reading, number)
    for name, numbers in members.items():
        found[name] = _chosen_members(reading, numbers)
    answered = {name: value for name, value in found.items() if value is not None}
    asked = _asked(reading.ontology, reading.units[units[0]].scope, answered) if answered else answered
    return {name: value for name, value in answered.items() if name in asked}


def _asked(ontology: Ontology | None, scope: str, answered: Mapping[str, Any]) -> Collection[str]:
    """Which of the answered questions are asked at all."""
    if ontology is None:
        return answered.keys()
    return {table.attribute.name for table in _tables(ontology).get(scope, ()) if table.attribute.is_asked(answered)}


class _Table:
    """One attribute with its choices numbered."""

    def __init__(self, attribute: Attribute, scope: str) -> None:
        self.attribute = attribute
        self.scope = scope
        names = tuple(choice.name for choice in attribute.choices)
        self.choices = names if attribute.required else (*names, NO_ANSWER)
        self.numbers = {name: number for number, name in enumerate(self.choices)}

    def answers(self, given: Given) -> list[tuple[int, Any]]:
        """What each labeler who was asked answered, None for nothing."""
        name = self.attribute.name
        if self.attribute.condition is None:
            return [(labeler, values.get(name)) for labeler, values in given]
        # An incomplete answer may hold what was not asked: that is no vote.
        return [(labeler, values.get(name)) for labeler, values in given if self.attribute.is_asked(values)]

    def ask(self, alignment: Alignment, answers: Sequence[tuple[int, Any]], subject: int) -> None:
        if self.attribute.type != "category":
            self._ask_open(alignment, answers, subject)
        elif self.attribute.allow_multiple:
            self._ask_members(alignment, answers, subject)
        else:
            self._ask_category(alignment, answers, subject)

    def _ask_category(self, alignment: Alignment, answers: Sequence[tuple[int, Any]], subject: int) -> None:
        unit = alignment.ask(Unit("category", self.choices, subject, self.scope, self.attribute.name))
        for labeler, value in answers:
            number = self.numbers.get(NO_ANSWER if value is None else value)
            if number is not None:
                alignment.vote(unit, labeler, number)

    def _ask_members(self, alignment: Alignment, answers: Sequence[tuple[int, Any]], subject: int) -> None:
        """One yes-or-no unit per choice that somebody made, and one for having chosen nothing (member "")."""
        seen = dict.fromkeys(member for _, value in answers for member in value or ())
        for member in seen:
            unit = alignment.ask(Unit("member", YES_NO, subject, self.scope, self.attribute.name, member))
            for labeler, value in answers:
                alignment.vote(unit, labeler, YES if member in (value or ()) else NO)
        if all(value for _, value in answers):
            return
        unit = alignment.ask(Unit("member", YES_NO, subject, self.scope, self.attribute.name, NO_ANSWER))
        for labeler, value in answers:
            alignment.vote(unit, labeler, NO if value else YES)
            if not value:
                alignment.give_value(unit, labeler, value)

    def _ask_open(self, alignment: Alignment, answers: Sequence[tuple[int, Any]], subject: int) -> None:
        kind = _OPEN_KINDS[self.attribute.type]
        shown = [NO_ANSWER if value is None else str(value) for _, value in answers]
        choices = tuple(dict.fromkeys(shown))
        unit = alignment.ask(Unit(kind, choices, subject, self.scope, self.attribute.name, is_open=True))
        for (labeler, value), text in zip(answers, shown, strict=True):
            alignment.vote(unit, labeler, choices.index(text))
            if value is not None:
                alignment.give_value(unit, labeler, value)


@lru_cache(maxsize=64)
def _tables(ontology: Ontology) -> Mapping[str, Sequence[_Table]]:
    by_label = {
        label.name: [_Table(attribute, label.name) for attribute in label.attributes] for label in ontology.labels
    }
    return {**by_label, "": [_Table(attribute, "") for attribute in ontology.attributes]}


def _chosen_category(reading: Reading, number: int) -> str | None:
    choice = reading.chosen(number)
    return None if choice == NO_ANSWER else choice


def _chosen_text(reading: Reading, number: int) -> str | None:
    # Looked up among the values, as somebody may have written the very words that stand for no answer.
    return next((value for _, value in reading.values.get(number, ()) if value == reading.chosen(number)), None)


def _middle_number(reading: Reading, number: int) -> float | None:
    from goldsmith.algorithms.outlines import weighted_middle

    if reading.chosen(number) == NO_ANSWER:
        return None
    given = reading.values[number]
    middle: float = weighted_middle([value for _, value in given], [reading.weight(labeler) for labeler, _ in given])
    return middle


def _chosen_members(reading: Reading, numbers: Sequence[int]) -> list[str] | None:
    """Return the members that were voted in; None when having chosen nothing won and nobody wrote an empty list.

    When every single choice failed but most chose something, the most probable one stands, so that a required question
    never ends unanswered.
    """
    real = [number for number in numbers if reading.units[number].member != NO_ANSWER]
    chosen = [reading.units[number].member for number in real if reading.chosen(number) == "yes"]
    if chosen:
        return chosen
    nothing = next((number for number in numbers if number not in real), None)
    if nothing is not None and reading.chosen(nothing) == "yes":
        empty: list[str] | None = reading.values[nothing][0][1]
        return empty
    best = max(real, key=lambda number: reading.probability(number, YES))
    return [reading.units[best].member]


_READERS: Final[Mapping[str, Callable[[Reading, int], Any]]] = {
    "category": _chosen_category,
    "text": _chosen_text,
    "entity": _chosen_text,
    "number": _middle_number,
}
