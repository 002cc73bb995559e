"""Groups that are filled in several times: whose rows are the same, which of them stand, and what they then say."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from itertools import combinations
from typing import TYPE_CHECKING, Any, Final

from goldsmith.modalities.accord import rows_matched
from goldsmith.modalities.alignment import Alignment, Reading
from goldsmith.modalities.asking.topic import NO, YES, YES_NO, Said, Topic, is_left_open, most_probable, read_left_open

if TYPE_CHECKING:
    from goldsmith.ontology import Attribute

__all__ = ["ask_rows", "decided_rows"]

LEAST_ALIKE: Final = 0.49
"""Rows that agree on less are not the same row."""
AskOne = Callable[[Alignment, Topic, Said], None]
ReadOne = Callable[[Reading, Sequence[int], "Sequence[Attribute]"], dict[str, Any]]


def ask_rows(ask: AskOne, alignment: Alignment, topic: Topic, said: Said) -> None:
    """Whether each row stands, and of each its questions, as if it were a thing of its own."""
    given = topic.ask_whether_answered(alignment, said)
    rows = [(labeler, row) for labeler, value in given for row in value]
    for number, group in enumerate(_same_rows(given, rows)):
        members = [rows[place] for place in group]
        here = Topic(topic.attribute, topic.subject, topic.scope, row=number)
        present = {labeler for labeler, _ in members}
        unit = here.ask(alignment, "row", YES_NO)
        for labeler, _ in given:
            alignment.vote(unit, labeler, YES if labeler in present else NO)
        for attribute in topic.attribute.questions:
            answers = [(labeler, row.get(attribute.name)) for labeler, row in members if attribute.is_asked(row)]
            if any(value is not None for _, value in answers):
                ask(alignment, Topic(attribute, topic.subject, topic.scope, topic.attribute.name, number), answers)


def decided_rows(
    read: ReadOne, reading: Reading, units: Sequence[int], attribute: Attribute | None
) -> list[dict[str, Any]] | None:
    """The rows that stand, in the order in which they were first given.

    Where most filled something in but no row won, or fewer than must be filled in, the most probable ones stand.
    """
    if is_left_open(reading, units):
        empty: list[dict[str, Any]] | None = read_left_open(reading, units)
        return empty
    standing = [unit for unit in units if reading.units[unit].kind == "row"]
    chosen = [unit for unit in standing if reading.chosen(unit) == "yes"]
    least, most = (attribute.least or 1, attribute.most) if attribute else (1, None)
    by_row: dict[int, list[int]] = {}
    for unit in units:
        if "/" in reading.units[unit].name:
            by_row.setdefault(reading.units[unit].row, []).append(unit)
    questions = attribute.questions if attribute else ()
    kept = most_probable(reading, standing, least, most, chosen)
    rows = [read(reading, by_row.get(reading.units[unit].row, ()), questions) for unit in kept]
    return [row for row in rows if row]


def _same_rows(given: Said, rows: Sequence[tuple[int, Mapping[str, Any]]]) -> list[list[int]]:
    """Numbers of the rows that mean the same: one of each labeler at most."""
    from goldsmith.algorithms.matching import group_pairs

    starts, start = [], 0
    for _, value in given:
        starts.append(start)
        start += len(value)
    ranked = [
        (-accord, abs(here - there), starts[one] + here, starts[other] + there)
        for one, other in combinations(range(len(given)), 2)
        for here, there, accord in rows_matched(given[one][1], given[other][1], least=LEAST_ALIKE)
    ]
    return group_pairs([labeler for labeler, _ in rows], [pair[2:] for pair in sorted(ranked)])
