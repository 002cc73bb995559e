"""What labelers said about many tasks, by question: the columns that an engine learns from and judges by."""

from __future__ import annotations

from collections.abc import Hashable, Sequence
from typing import TYPE_CHECKING, Any, Final, NamedTuple

from goldsmith.modalities.alignment import Alignment, Unit

if TYPE_CHECKING:
    import numpy as np
    import numpy.typing as npt

    from goldsmith.modalities._contract import Answer

__all__ = ["Given", "Place", "Question", "Said", "Votes", "question_of", "votes_of"]

PERSON: Final = "person"
OF_OBJECTS: Final = frozenset({"any", "exists", "label", "link"})


class Given(NamedTuple):
    """One answer to a task: whose it is, of what kind they are, and how sure they say they are (people: None).

    `is_gold` marks what is known to be right: an auditor's verdict or an expected answer. It is no vote. People answer
    all that is asked; a machine says only what it says, and what it leaves out is no opinion.
    """

    labeler: Hashable
    answer: Answer[Any]
    kind: str = PERSON
    confidence: float | None = None
    is_gold: bool = False

    def speaks_of(self, unit: Unit) -> bool:
        """Whether this answer is about a unit at all."""
        if self.kind == PERSON or unit.kind == "whole":
            return True
        if unit.subject >= 0 or unit.scope or unit.kind in OF_OBJECTS:
            return bool(self.answer.annotations)
        return unit.name.partition("/")[0] in self.answer.global_attributes


class Question(NamedTuple):
    """What is asked in many tasks in the same way; `choices` is empty when each task has choices of its own."""

    kind: str
    scope: str
    name: str
    choices: tuple[str, ...]

    @property
    def is_open(self) -> bool:
        return not self.choices

    @property
    def is_one_choice(self) -> bool:
        """Whether one choice is made, about the whole item: all that a machine may answer alone."""
        return self.kind == "category" and not self.scope and "/" not in self.name

    @property
    def key(self) -> str:
        """Name it within a project. Ontologies only grow, so the number of choices tells their versions apart."""
        return f"{self.kind} {self.scope}/{self.name} {len(self.choices) or 'open'}"


class Said:
    """Everything said about one question, as columns; units are numbered from 0."""

    def __init__(self, question: Question) -> None:
        self.question = question
        self.sizes: list[int] = []
        self.unit: list[int] = []
        self.labeler: list[int] = []
        self.choice: list[int] = []
        self.confidence: list[float] = []
        self.gold: dict[int, int] = {}

    @property
    def n_units(self) -> int:
        return len(self.sizes)

    @property
    def n_classes(self) -> int:
        """The choices of the unit that has most."""
        return max(self.sizes)

    @property
    def can_teach(self) -> bool:
        """Whether anything tells labelers apart: a unit of which several speak, or one that is known."""
        return len(self.gold) > 0 or len(set(self.unit)) < len(self.unit)

    def ask(self, n_choices: int) -> int:
        self.sizes.append(n_choices)
        return len(self.sizes) - 1

    def columns(self) -> tuple[npt.NDArray[np.int64], npt.NDArray[np.int64], npt.NDArray[np.int64]]:
        """Units, labelers and choices, equally long."""
        import numpy as np

        unit, labeler, choice = (np.array(each, dtype=np.int64) for each in (self.unit, self.labeler, self.choice))
        return unit, labeler, choice


class Place(NamedTuple):
    """Where a task's unit stands."""

    said: Said
    unit: int


class Votes:
    """The votes of all tasks that were added; the same labeler has one number everywhere."""

    def __init__(self) -> None:
        self.said: dict[Question, Said] = {}
        self.labelers: dict[Hashable, int] = {}
        self.kinds: list[str] = []

    def add(self, alignment: Alignment, given: Sequence[Given]) -> list[Place]:
        """Note what an aligned task's labelers said; returns where its units stand."""
        numbers = [self._number(each) for each in given]
        places = [self._place(unit) for unit in alignment.units]
        for unit, labeler, choice in votes_of(alignment):
            if given[labeler].speaks_of(alignment.units[unit]):
                self._say(places[unit], given[labeler], numbers[labeler], choice)
        return places

    def _say(self, place: Place, given: Given, labeler: int, choice: int) -> None:
        said, unit = place
        if given.is_gold:
            said.gold[unit] = choice
            return
        said.unit.append(unit)
        said.labeler.append(labeler)
        said.choice.append(choice)
        said.confidence.append(float("nan") if given.confidence is None else given.confidence)

    def _number(self, given: Given) -> int:
        if given.is_gold:
            return -1
        number = self.labelers.setdefault(given.labeler, len(self.labelers))
        if number == len(self.kinds):
            self.kinds.append(given.kind)
        return number

    def _place(self, unit: Unit) -> Place:
        question = question_of(unit)
        said = self.said.get(question)
        if said is None:
            said = self.said[question] = Said(question)
        return Place(said, said.ask(len(unit.choices) + unit.is_open))


def question_of(unit: Unit) -> Question:
    return Question(unit.kind, unit.scope, unit.name, () if unit.is_open else unit.choices)


def votes_of(alignment: Alignment) -> Sequence[tuple[int, int, int]]:
    """(unit, labeler, choice) of each vote; whoever looked and drew nothing says no."""
    spoken = zip(alignment.vote_unit, alignment.vote_labeler, alignment.vote_choice, strict=True)
    silent = zip(alignment.absent_unit, alignment.absent_labeler, strict=True)
    return [
        *spoken,
        *((unit, labeler, alignment.units[unit].choices.index("no")) for unit, labeler in silent),
    ]
