"""How answers of any kind become questions with votes: the shared form that one engine infers over.

`align` turns the answers to one task into an Alignment; the engine returns a Posterior over its units; `merge` turns
both into the consensus answer. Labelers are numbered by the position of their answer.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, Literal

import msgspec

from goldsmith.ontology import Ontology

__all__ = ["Alignment", "Kind", "Posterior", "Reading", "Unit"]

Kind = Literal[
    "whole",
    "any",
    "exists",
    "label",
    "category",
    "member",
    "text",
    "number",
    "entity",
    "link",
    "winner",
    "all_bad",
    "met",
    "step",
    "rating",
    "pair",
    "date",
    "file",
    "time_range",
    "criterion",
    "row",
    "answered",
]


class Unit(msgspec.Struct, frozen=True):
    """One question. Units of the same kind, scope and name are the same question asked about different things.

    `subject` numbers the aligned object (-1: the whole item), `scope` is the label that an attribute belongs to (empty:
    the whole item), `name` the attribute or relation, `member` the choice of a multiple-choice attribute, the two of a
    ranking or the criterion of a rubric. `row` numbers the aligned rows of a group, whose questions are named
    "group/question". `is_open` says that the choices are only those that somebody gave, so that the truth may be none
    of them.
    """

    kind: Kind
    choices: tuple[str, ...]
    subject: int = -1
    scope: str = ""
    name: str = ""
    member: str = ""
    is_open: bool = False
    ends: tuple[int, int] | None = None
    row: int = -1

    @property
    def title(self) -> str:
        """What a person reads: "object 3: label", "sentiment", "topics: sport"."""
        question = self.name or {"any": "anything to mark", "whole": "answer"}.get(self.kind, self.kind)
        if self.row >= 0:
            group, _, inner = question.partition("/")
            question = f"{group}, row {self.row + 1}: {inner}" if inner else f"{group}, row {self.row + 1}"
        if self.member:
            question = f"{question}: {self.member}"
        if self.ends:
            return f"{question}: object {self.ends[0] + 1} to object {self.ends[1] + 1}"
        return f"object {self.subject + 1}: {question}" if self.subject >= 0 else question


class Alignment(msgspec.Struct):
    """Units and what was said about them, as columns.

    `vote_*`: labeler chose a choice of a unit. `absent_*`: labeler looked and drew nothing (a vote against existence).
    `value_*`: what goes with a vote and is merged, not voted on: a geometry, a text, a number, a whole answer.
    """

    ontology: Ontology | None = None
    units: list[Unit] = msgspec.field(default_factory=list)
    vote_unit: list[int] = msgspec.field(default_factory=list)
    vote_labeler: list[int] = msgspec.field(default_factory=list)
    vote_choice: list[int] = msgspec.field(default_factory=list)
    absent_unit: list[int] = msgspec.field(default_factory=list)
    absent_labeler: list[int] = msgspec.field(default_factory=list)
    value_unit: list[int] = msgspec.field(default_factory=list)
    value_labeler: list[int] = msgspec.field(default_factory=list)
    values: list[Any] = msgspec.field(default_factory=list)

    def ask(self, unit: Unit) -> int:
        """Add a unit and return its number."""
        self.units.append(unit)
        return len(self.units) - 1

    def vote(self, unit: int, labeler: int, choice: int) -> None:
        self.vote_unit.append(unit)
        self.vote_labeler.append(labeler)
        self.vote_choice.append(choice)

    def say_absent(self, unit: int, labeler: int) -> None:
        self.absent_unit.append(unit)
        self.absent_labeler.append(labeler)

    def give_value(self, unit: int, labeler: int, value: Any) -> None:
        self.value_unit.append(unit)
        self.value_labeler.append(labeler)
        self.values.append(value)

    def values_by_unit(self) -> dict[int, list[tuple[int, Any]]]:
        """Per unit the (labeler, value) pairs, in the order given."""
        found: dict[int, list[tuple[int, Any]]] = {}
        for unit, labeler, value in zip(self.value_unit, self.value_labeler, self.values, strict=True):
            found.setdefault(unit, []).append((labeler, value))
        return found


class Posterior(msgspec.Struct):
    """What the engine believes about an Alignment.

    `probabilities[unit]` has one number per choice (an open unit has one more: none of them); `chosen[unit]` is the
    most probable choice with ties already broken (`is_tied[unit]`); `weights[labeler]` says how much a labeler's
    values count.
    """

    probabilities: Sequence[Sequence[float]]
    chosen: Sequence[int]
    is_tied: Sequence[bool]
    weights: Sequence[float]


class Reading:
    """An Alignment beside its Posterior, for `merge` to look things up in."""

    def __init__(self, alignment: Alignment, posterior: Posterior) -> None:
        self.ontology = alignment.ontology
        self.units = alignment.units
        self.values = alignment.values_by_unit()
        self._posterior = posterior

    def chosen(self, unit: int) -> str:
        return self.units[unit].choices[self._posterior.chosen[unit]]

    def probability(self, unit: int, choice: int) -> float:
        return float(self._posterior.probabilities[unit][choice])

    def weight(self, labeler: int) -> float:
        return float(self._posterior.weights[labeler])
