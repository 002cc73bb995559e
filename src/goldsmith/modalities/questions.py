"""Attributes as questions: how values given to an item or an object become units, and units become values again.

How each type of question does it stands in `asking`.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from functools import lru_cache, partial
from typing import TYPE_CHECKING, Any, Final

from goldsmith.modalities.alignment import Alignment, Reading
from goldsmith.modalities.asking import choices, open_answers, orders, rows
from goldsmith.modalities.asking.topic import NO, NO_ANSWER, YES, YES_NO, Said, Topic, read_left_open
from goldsmith.ontology import asked_names

if TYPE_CHECKING:
    from goldsmith.ontology import Attribute, Ontology

__all__ = ["NO", "NO_ANSWER", "YES", "YES_NO", "ask_attributes", "read_attributes"]

Given = Sequence[tuple[int, Mapping[str, Any]]]
Read = Callable[[Reading, Sequence[int], "Attribute | None"], Any]


def ask_attributes(alignment: Alignment, ontology: Ontology, given: Given, subject: int = -1, scope: str = "") -> None:
    """Turn what labelers answered into units; a question that nobody answered is not asked.

    `given` holds (labeler, values). `scope` is the label whose attributes are meant, empty for the whole item. Where a
    question has a condition, only those vote whose own answers meet it: the others were not asked.
    """
    answered = {name for _, values in given for name in values}
    if not answered:
        return
    for attribute in _questions(ontology).get(scope, ()):
        said = _said(attribute, given) if attribute.name in answered else []
        if any(value is not None for _, value in said):
            _ask(alignment, Topic(attribute, subject, scope), said)


def read_attributes(reading: Reading, units: Sequence[int]) -> dict[str, Any]:
    """Read the consensus back from the attribute units of one subject and scope.

    A question whose condition the consensus does not meet has no answer in it.
    """
    asked = _questions(reading.ontology).get(reading.units[units[0]].scope, ()) if units and reading.ontology else None
    return _read(reading, units, asked)


def _said(attribute: Attribute, given: Given) -> list[tuple[int, Any]]:
    """What each labeler who was asked answered, None for nothing."""
    name = attribute.name
    if attribute.condition is None:
        return [(labeler, values.get(name)) for labeler, values in given]
    # An incomplete answer may hold what was not asked: that is no vote.
    return [(labeler, values.get(name)) for labeler, values in given if attribute.is_asked(values)]


def _ask(alignment: Alignment, topic: Topic, said: Said) -> None:
    kind = topic.attribute.type
    ask = choices.ask_members if kind == "category" and topic.attribute.allow_multiple else _ASKERS[kind]
    ask(alignment, topic, said)


def _read(reading: Reading, units: Sequence[int], attributes: Sequence[Attribute] | None) -> dict[str, Any]:
    """The answers by name; those to questions that are then not asked are left out."""
    by_name: dict[str, list[int]] = {}
    for number in units:
        if reading.units[number].kind in _READERS:
            by_name.setdefault(_own_name(reading, number, attributes), []).append(number)
    known = {attribute.name: attribute for attribute in attributes or ()}
    found = {name: _answer(reading, numbers, known.get(name)) for name, numbers in by_name.items()}
    answered = {name: value for name, value in found.items() if value is not None}
    if attributes is None:
        return answered
    asked = asked_names(attributes, answered)
    return {name: value for name, value in answered.items() if name in asked}


def _answer(reading: Reading, units: Sequence[int], attribute: Attribute | None) -> Any:
    kinds = [reading.units[unit].kind for unit in units]
    return _READERS[next((kind for kind in kinds if kind != "answered"), "answered")](reading, units, attribute)


def _own_name(reading: Reading, number: int, attributes: Sequence[Attribute] | None) -> str:
    """What the question is called where it stands: in a row of a group, or beside the group."""
    group, _, inner = reading.units[number].name.partition("/")
    is_in_group = attributes is not None and any(each.name == group and each.type == "group" for each in attributes)
    return inner if inner and not is_in_group else group


@lru_cache(maxsize=64)
def _questions(ontology: Ontology) -> Mapping[str, Sequence[Attribute]]:
    """Those of each label by its name, and those about the whole item."""
    return {**{label.name: label.attributes for label in ontology.labels}, "": ontology.attributes}


_ASKERS: Final[Mapping[str, Callable[[Alignment, Topic, Said], None]]] = {
    "category": choices.ask_category,
    "text": open_answers.ask_open,
    "number": open_answers.ask_open,
    "rating": choices.ask_rating,
    "ranking": orders.ask_ranking,
    "date": open_answers.ask_open,
    "file": open_answers.ask_open,
    "entity": open_answers.ask_open,
    "time_range": open_answers.ask_time_range,
    "rubric": orders.ask_rubric,
    "group": partial(rows.ask_rows, _ask),
}
_READERS: Final[Mapping[str, Read]] = {
    "category": choices.chosen_category,
    "member": choices.chosen_members,
    "text": open_answers.chosen_value,
    "number": open_answers.middle_number,
    "rating": choices.middle_rating,
    "pair": orders.decided_ranking,
    "date": open_answers.chosen_value,
    "file": open_answers.chosen_value,
    "entity": open_answers.chosen_value,
    "time_range": open_answers.middle_time_range,
    "criterion": orders.decided_rubric,
    "row": partial(rows.decided_rows, _read),
    "answered": read_left_open,
}
