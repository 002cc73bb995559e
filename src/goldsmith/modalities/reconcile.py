"""From answers to consensus, a whole batch at once: align every task, infer all units together, merge every task."""

from __future__ import annotations

from collections.abc import Hashable, Mapping, Sequence
from typing import TYPE_CHECKING, Any, Final, NamedTuple

import msgspec

from goldsmith.modalities.alignment import Alignment, Posterior, Unit
from goldsmith.modalities.votes import Given, Place, Votes

if TYPE_CHECKING:
    from goldsmith.modalities._contract import Answer, Modality
    from goldsmith.modalities.judging import Judged
    from goldsmith.modalities.learned import Learned
    from goldsmith.ontology import Ontology

__all__ = ["Reconciled", "TaskAnswers", "UnitBelief", "reconcile_answers"]

MOST_SHOWN: Final = 8
LONGEST_SHOWN: Final = 120
NONE_OF_THESE: Final = "(none of these)"


class TaskAnswers(NamedTuple):
    """A task and its answers; a labeler's key means the same labeler in every task."""

    task_id: Hashable
    answers: Sequence[Given]


class UnitBelief(msgspec.Struct, frozen=True):
    """One question about a task and the probabilities of its most probable choices."""

    unit: str
    choices: dict[str, float]


class Reconciled(msgspec.Struct, frozen=True):
    """The consensus on one task.

    `expected_error` is the expected share of its units that are wrong; `is_tied` says that at least one unit was
    decided only by breaking a tie. `asked[unit]` is the key of its question, `probabilities[unit]` what is believed.
    `is_vouched` says that the answer may stand where no person gave one: machines answered all of it, and people
    checked each of them often.
    """

    task_id: Any
    answer: Any
    units: list[UnitBelief]
    expected_error: float
    is_tied: bool
    estimator: str
    asked: Sequence[str] = ()
    probabilities: Sequence[Sequence[float]] = ()
    is_vouched: bool = False

    @property
    def least_sure(self) -> tuple[str, Sequence[float]]:
        """The question of the unit that is least sure, and what is believed of it; certainty where nothing is asked."""
        doubted = min(zip(self.asked, self.probabilities, strict=True), key=lambda each: max(each[1]), default=None)
        return doubted or ("", (1.0,))


def reconcile_answers(
    modality: Modality,
    ontology: Ontology,
    tasks: Sequence[TaskAnswers],
    learned: Mapping[str, Learned] | None = None,
) -> list[Reconciled]:
    """Reconcile each task's answers (at least one per task); the results come in the order of the tasks.

    `learned` holds, by the key of a question, what is known about its labelers. A question of which nothing is known is
    decided by vote, in which machines have no say: only a fit knows what their opinion is worth.
    """
    if not all(task.answers for task in tasks):
        raise ValueError("a task without answers cannot be reconciled")
    from goldsmith.modalities.judging import Judged  # numpy, which most processes that import this never need

    votes = Votes()
    aligned = []
    for task in tasks:
        alignment = modality.align([given.answer for given in task.answers], ontology)
        aligned.append((alignment, votes.add(alignment, task.answers)))
    judged = Judged(votes, learned or {})
    return [
        _conclude(modality, task, alignment, places, judged)
        for task, (alignment, places) in zip(tasks, aligned, strict=True)
    ]


def _conclude(
    modality: Modality, task: TaskAnswers, alignment: Alignment, places: Sequence[Place], judged: Judged
) -> Reconciled:
    posterior = judged.posterior(places, task.answers)
    answer = modality.merge(alignment, posterior)
    return Reconciled(
        task_id=task.task_id,
        answer=answer,
        units=[_show(unit, row) for unit, row in zip(alignment.units, posterior.probabilities, strict=True)],
        expected_error=_expected_error(posterior),
        is_tied=any(posterior.is_tied),
        estimator=judged.estimator(places),
        asked=[place.said.question.key for place in places],
        probabilities=posterior.probabilities,
        is_vouched=_is_answered_in_full(alignment, answer) and judged.is_vouched(places),
    )


def _is_answered_in_full(alignment: Alignment, answer: Answer[Any]) -> bool:
    """Whether nothing can be missing: all that is asked are choices of one, and each was made.

    Nobody who leaves an object or one of several choices out says so.
    """
    asked, ontology = {unit.name for unit in alignment.units if unit.kind == "category"}, alignment.ontology
    if ontology is None or ontology.labels or not ontology.attributes:
        return False
    values = answer.global_attributes
    return all(attribute.name in asked for attribute in ontology.attributes if attribute.is_asked(values))


def _expected_error(posterior: Posterior) -> float:
    doubts = [1 - row[choice] for row, choice in zip(posterior.probabilities, posterior.chosen, strict=True)]
    return float(sum(doubts) / len(doubts)) if doubts else 0.0


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
