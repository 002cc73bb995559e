"""From answers to consensus, a whole batch at once: align every task, infer all units together, merge every task."""

from __future__ import annotations

from collections.abc import Hashable, Sequence
from typing import TYPE_CHECKING, Any, Final, NamedTuple

import msgspec

from goldsmith.algorithms import ESTIMATOR
from goldsmith.modalities.alignment import Alignment, Posterior, Unit

if TYPE_CHECKING:
    from goldsmith.modalities._contract import Answer, Modality
    from goldsmith.ontology import Ontology

__all__ = ["ESTIMATOR", "Reconciled", "TaskAnswers", "UnitBelief", "reconcile_answers"]

MOST_SHOWN: Final = 8
LONGEST_SHOWN: Final = 120
MOST_CELLS: Final = 4_000_000
NONE_OF_THESE: Final = "(none of these)"


class TaskAnswers(NamedTuple):
    """A task and its answers with who gave them; a labeler's key means the same labeler in every task."""

    task_id: Hashable
    answers: Sequence[tuple[Hashable, Answer[Any]]]


class UnitBelief(msgspec.Struct, frozen=True):
    """One question about a task and the probabilities of its most probable choices."""

    unit: str
    choices: dict[str, float]


class Reconciled(msgspec.Struct, frozen=True):
    """The consensus on one task.

    `expected_error` is the expected share of its units that are wrong; `is_tied` says that at least one unit was
    decided only by breaking a tie.
    """

    task_id: Any
    answer: Any
    units: list[UnitBelief]
    expected_error: float
    is_tied: bool
    estimator: str


def reconcile_answers(modality: Modality, ontology: Ontology, tasks: Sequence[TaskAnswers]) -> list[Reconciled]:
    """Reconcile each task's answers (at least one per task); the results come in the order of the tasks.

    The same question asked in different tasks goes to one inference, so that an engine can learn who is reliable at it.
    """
    if not all(task.answers for task in tasks):
        raise ValueError("a task without answers cannot be reconciled")
    alignments = [modality.align([answer for _, answer in task.answers], ontology) for task in tasks]
    codes: dict[Hashable, int] = {}
    for task in tasks:
        for labeler, _ in task.answers:
            codes.setdefault(labeler, len(codes))
    inference = _Inference(len(codes))
    for task, alignment in zip(tasks, alignments, strict=True):
        inference.add(alignment, [codes[labeler] for labeler, _ in task.answers])
    inference.run()
    return [
        _conclude(modality, task.task_id, alignment, inference.posterior(number))
        for number, (task, alignment) in enumerate(zip(tasks, alignments, strict=True))
    ]


class _Question:
    """Everything said in the batch about one kind of unit, as columns, and what came out."""

    def __init__(self, n_classes: int) -> None:
        self.n_classes = n_classes
        self.n_units = 0
        self.unit: list[int] = []
        self.labeler: list[int] = []
        self.choice: list[int] = []
        self.probabilities: list[Sequence[float]] = []
        self.chosen: list[int] = []
        self.is_tied: list[bool] = []

    def say(self, unit: int, labeler: int, choice: int) -> None:
        self.unit.append(unit)
        self.labeler.append(labeler)
        self.choice.append(choice)


class _Inference:
    """Collects the votes of all tasks by question, asks the engine once per question, and hands beliefs back."""

    def __init__(self, n_labelers: int) -> None:
        self._questions: dict[tuple[str, str, str, int], _Question] = {}
        self._places: list[list[tuple[_Question, int]]] = []
        self._labelers: list[list[int]] = []
        self._weights = [1.0] * n_labelers

    def add(self, alignment: Alignment, labelers: list[int]) -> None:
        places = [self._place(unit) for unit in alignment.units]
        for unit, labeler, choice in zip(
            alignment.vote_unit, alignment.vote_labeler, alignment.vote_choice, strict=True
        ):
            question, number = places[unit]
            question.say(number, labelers[labeler], choice)
        for unit, labeler in zip(alignment.absent_unit, alignment.absent_labeler, strict=True):
            question, number = places[unit]
            question.say(number, labelers[labeler], alignment.units[unit].choices.index("no"))
        self._places.append(places)
        self._labelers.append(labelers)

    def run(self) -> None:
        sums = [0.0] * len(self._weights)
        for question in self._questions.values():
            for labeler, weight in enumerate(_infer(question, len(sums))):
                sums[labeler] += weight
        if self._questions:
            self._weights = [total / len(self._questions) for total in sums]

    def posterior(self, task: int) -> Posterior:
        places = self._places[task]
        return Posterior(
            probabilities=[question.probabilities[number] for question, number in places],
            chosen=[question.chosen[number] for question, number in places],
            is_tied=[question.is_tied[number] for question, number in places],
            weights=[self._weights[labeler] for labeler in self._labelers[task]],
        )

    def _place(self, unit: Unit) -> tuple[_Question, int]:
        n_classes = len(unit.choices) + unit.is_open
        key = (unit.kind, unit.scope, unit.name, n_classes)
        question = self._questions.get(key)
        if question is None:
            question = self._questions[key] = _Question(n_classes)
        question.n_units += 1
        return question, question.n_units - 1


def _infer(question: _Question, n_labelers: int) -> list[float]:
    """Ask the engine, in parts where the table of probabilities would not fit; returns the labelers' weights."""
    import numpy as np

    from goldsmith.algorithms.consensus import vote

    unit, labeler, choice = (
        np.array(column, dtype=np.int64) for column in (question.unit, question.labeler, question.choice)
    )
    step = max(1, MOST_CELLS // question.n_classes)
    weights = np.ones(n_labelers)
    for start in range(0, question.n_units, step):
        part = (unit >= start) & (unit < start + step)
        found = vote(unit[part] - start, labeler[part], choice[part], question.n_classes)
        size = min(step, question.n_units - start)
        question.probabilities += _rows(found.posterior[:size])
        question.chosen += found.choice[:size].tolist()
        question.is_tied += found.is_tied[:size].tolist()
        weights[: len(found.weight)] = found.weight
    result: list[float] = weights.tolist()
    return result


def _rows(posterior: Any) -> list[Sequence[float]]:
    """Small tables as lists, which are quicker to read one by one; wide ones stay arrays, which are smaller."""
    rows: list[Sequence[float]] = posterior.tolist() if posterior.shape[1] <= MOST_SHOWN else list(posterior)
    return rows


def _conclude(modality: Modality, task_id: Hashable, alignment: Alignment, posterior: Posterior) -> Reconciled:
    doubts = [1 - row[choice] for row, choice in zip(posterior.probabilities, posterior.chosen, strict=True)]
    return Reconciled(
        task_id=task_id,
        answer=modality.merge(alignment, posterior),
        units=[_show(unit, row) for unit, row in zip(alignment.units, posterior.probabilities, strict=True)],
        expected_error=float(sum(doubts) / len(doubts)) if doubts else 0.0,
        is_tied=any(posterior.is_tied),
        estimator=ESTIMATOR,
    )


def _show(unit: Unit, row: Sequence[float]) -> UnitBelief:
    names = (*unit.choices, NONE_OF_THESE) if unit.is_open else unit.choices
    order: Sequence[int] = range(len(names))
    if len(names) > MOST_SHOWN:
        order = sorted(order, key=lambda number: -row[number])[:MOST_SHOWN]
    shown: dict[str, float] = {}
    for number in order:
        name = names[number] if len(names[number]) <= LONGEST_SHOWN else f"{names[number][:LONGEST_SHOWN]}…"
        shown[name] = round(shown.get(name, 0.0) + float(row[number]), 6)
    return UnitBelief(unit.title, shown)
