"""Verdicts that are one of a few: whether a criterion is met, how a step is."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, Any, Final

import msgspec

from goldsmith.modalities.alignment import Unit
from goldsmith.modalities.chat.shapes import Grade, Step
from goldsmith.modalities.questions import NO, YES, YES_NO

if TYPE_CHECKING:
    from goldsmith.modalities._contract import Shape
    from goldsmith.modalities.alignment import Alignment, Reading

__all__ = ["ask_verdict", "read_verdict"]

RATINGS: Final = ("bad", "neutral", "good")


def ask_verdict(alignment: Alignment, subject: int, members: Sequence[tuple[int, Shape]]) -> None:
    """Ask what a grade or a step says; of other judgements nothing more is asked."""
    given: list[tuple[int, Any]] = list(members)
    first = given[0][1]
    if isinstance(first, Grade):
        unit = alignment.ask(Unit("met", YES_NO, subject, first.label, member=first.criterion))
        for labeler, grade in given:
            alignment.vote(unit, labeler, YES if grade.met else NO)
    elif isinstance(first, Step):
        unit = alignment.ask(Unit("step", RATINGS, subject, first.label, member=str(first.step + 1)))
        for labeler, step in given:
            alignment.vote(unit, labeler, step.rating + 1)


def read_verdict(shape: Any, reading: Reading, units: Sequence[int]) -> Any:
    """The judgement with the verdict that was decided."""
    for unit in units:
        if reading.units[unit].kind == "met":
            return msgspec.structs.replace(shape, met=reading.chosen(unit) == "yes")
        if reading.units[unit].kind == "step":
            return msgspec.structs.replace(shape, rating=RATINGS.index(reading.chosen(unit)) - 1)
    return shape
