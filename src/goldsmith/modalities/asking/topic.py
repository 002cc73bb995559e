"""One question about one thing: where its units stand, and who answered it."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, Any, Final

import msgspec

from goldsmith.modalities.alignment import Alignment, Kind, Reading, Unit

if TYPE_CHECKING:
    from goldsmith.ontology import Attribute

__all__ = ["NO", "NO_ANSWER", "YES", "YES_NO", "Said", "Topic", "is_left_open", "most_probable", "read_left_open"]

NO_ANSWER: Final = "(no answer)"
YES_NO: Final = ("yes", "no")
YES: Final = 0
NO: Final = 1

Said = Sequence[tuple[int, Any]]
"""(labeler, answer or None) of everybody who was asked."""


class Topic(msgspec.Struct, frozen=True):
    """A question about a subject (-1: the whole item), under a label (`scope`) or not, perhaps in a row of a group."""

    attribute: Attribute
    subject: int = -1
    scope: str = ""
    group: str = ""
    row: int = -1

    @property
    def name(self) -> str:
        return f"{self.group}/{self.attribute.name}" if self.group else self.attribute.name

    def ask(
        self, alignment: Alignment, kind: Kind, choices: tuple[str, ...], member: str = "", *, is_open: bool = False
    ) -> int:
        """Add a unit of this question and return its number."""
        unit = Unit(kind, choices, self.subject, self.scope, self.name, member, is_open, row=self.row)
        return alignment.ask(unit)

    def ask_whether_answered(self, alignment: Alignment, said: Said) -> Said:
        """Ask whether there is an answer at all, where somebody gave none; returns what those said who gave one.

        An empty list or object is no answer; where none wins, it is what stands.
        """
        given = [(labeler, value) for labeler, value in said if value]
        if len(given) < len(said):
            unit = self.ask(alignment, "answered", YES_NO)
            for labeler, value in said:
                alignment.vote(unit, labeler, YES if value else NO)
                if not value:
                    alignment.give_value(unit, labeler, value)
        return given


def is_left_open(reading: Reading, units: Sequence[int]) -> bool:
    """Whether most left the question open."""
    return any(reading.units[unit].kind == "answered" and reading.chosen(unit) == "no" for unit in units)


def read_left_open(reading: Reading, units: Sequence[int], attribute: Attribute | None = None) -> Any:
    """What stands where most gave no answer: nothing, or the empty one that somebody gave."""
    del attribute
    unit = next(unit for unit in units if reading.units[unit].kind == "answered")
    return next((value for _, value in reading.values.get(unit, ()) if value is not None), None)


def most_probable(
    reading: Reading, units: Sequence[int], least: int | None, most: int | None, chosen: Sequence[int]
) -> list[int]:
    """Of yes-or-no units those that were voted in, but at least and at most so many: the most probable, in order."""
    by_probability = sorted(units, key=lambda unit: (unit not in chosen, -reading.probability(unit, YES)))
    count = min(max(len(chosen), least or 0), len(units) if most is None else most)
    kept = set(by_probability[:count])
    return [unit for unit in units if unit in kept]
