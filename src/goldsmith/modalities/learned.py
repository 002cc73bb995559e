"""What an engine learnt about the labelers of a question, and how it judges new votes by that."""

from __future__ import annotations

from collections.abc import Collection, Hashable, Mapping, Sequence
from typing import TYPE_CHECKING, Final, NamedTuple

import numpy as np
import numpy.typing as npt

from goldsmith.algorithms.consensus import ANONYMOUS, Fitted, fit
from goldsmith.algorithms.routing import Claims, MachineTrust, trust_machines
from goldsmith.modalities.votes import PERSON, Question, Said, Votes

if TYPE_CHECKING:
    Flags = npt.NDArray[np.bool_]
    Floats = npt.NDArray[np.float64]

__all__ = ["Judgement", "Learned", "Lesson", "learn"]

FEWEST_ANSWERS: Final = 50
OPEN_CLASSES: Final = 64
"""Room for the different answers to an open question: a task has at most 50 answers, and some machines' opinions."""
MOST_CLASSES_OF_MACHINES: Final = 200


class Judgement(NamedTuple):
    """`probabilities[unit, choice]`; `is_vouched[unit]` where a machine speaks that people have checked often."""

    probabilities: Floats
    is_vouched: Flags


class Learned(NamedTuple):
    """A fit and whom its labelers' numbers mean; and how far machines are to be trusted where no person answers."""

    fitted: Fitted
    seats: Mapping[Hashable, int]
    trust: MachineTrust | None = None

    @property
    def n_classes(self) -> int:
        return self.fitted.n_classes

    @property
    def good_reliability(self) -> float:
        """How reliable one of the better labelers is, whom one would ask next: nine of ten are no better."""
        heard = self.fitted.n_answers > 0
        return float(np.quantile(self.fitted.reliability[heard], 0.9))

    def judge(self, said: Said, labelers: Sequence[Hashable], is_person: Flags, part: slice) -> Judgement:
        """Judge the units in `part`, one row each. A labeler who is new counts as newcomers do.

        The fit is modest about one opinion, whoever gives it. What people have shown of a machine's confidence says
        more: that alone counts where only machines speak, and half where people answered too.
        """
        unit, labeler, choice = said.columns()
        is_in = (unit >= part.start) & (unit < part.stop)
        unit, labeler, choice = unit[is_in] - part.start, labeler[is_in], np.minimum(choice[is_in], self.n_classes - 1)
        seats = np.array([self.seats.get(each, ANONYMOUS) for each in labelers], dtype=np.int64)[labeler]
        confidence, n_units = np.array(said.confidence)[is_in], part.stop - part.start
        rows = self.fitted.judge(unit, seats, choice, n_tasks=n_units, confidences=confidence)
        by_person = is_person[labeler]
        if self.trust is None or by_person.all():
            return Judgement(rows, np.zeros(n_units, dtype=np.bool_))
        claims = Claims(unit, seats, choice, confidence).where(~by_person)
        is_vouched = self.trust.is_vouched(claims, n_units)
        trusted = self.trust.judge(claims, unit[by_person], choice[by_person], n_units)
        is_answered = np.bincount(unit[by_person], minlength=n_units) > 0
        share = np.where(is_vouched, np.where(is_answered, 0.5, 1.0), 0.0)[:, None]
        return Judgement((1 - share) * rows + share * trusted, is_vouched)

    def weight(self, labeler: Hashable) -> float:
        """How much this labeler's geometry, text or number counts."""
        seat = self.seats.get(labeler)
        newcomer = self.fitted.expected_reliability_of_newcomer
        reliability = newcomer if seat is None else float(self.fitted.reliability[seat])
        return max(reliability, 1e-3)


class Lesson(NamedTuple):
    """What was learnt about one question."""

    question: Question
    fitted: Fitted
    n_units: int
    n_answers: int
    n_gold: int
    trust: MachineTrust | None = None


def learn(votes: Votes, shown: Collection[Hashable] = ()) -> list[Lesson]:
    """Fit every question that was answered often enough to tell labelers apart.

    `shown` are machines whose opinions people saw before they answered: that people agree proves nothing of these.
    """
    is_machine = np.array(
        [kind != PERSON and labeler not in shown for labeler, kind in zip(votes.labelers, votes.kinds, strict=True)],
        dtype=np.bool_,
    )
    return [
        _learn_question(question, said, votes.kinds, is_machine)
        for question, said in votes.said.items()
        if len(said.unit) >= FEWEST_ANSWERS
    ]


def _learn_question(question: Question, said: Said, kinds: Sequence[str], is_machine: Flags) -> Lesson:
    unit, labeler, choice = said.columns()
    _, fitted = fit(
        unit,
        labeler,
        choice,
        OPEN_CLASSES if question.is_open else len(question.choices),
        gold=said.gold,
        confidences=np.array(said.confidence),
        kinds=np.array(kinds),
        is_open=question.is_open,
        are_sightings=question.kind == "exists",
    )
    trust = _trust(question, said, kinds, is_machine) if question.is_one_choice else None
    return Lesson(question, fitted, said.n_units, len(said.unit), len(said.gold), trust)


def _trust(question: Question, said: Said, kinds: Sequence[str], is_machine: Flags) -> MachineTrust | None:
    """How far machines are borne out by people; None where none spoke, or there are too many choices."""
    unit, labeler, choice = said.columns()
    if len(question.choices) > MOST_CLASSES_OF_MACHINES or not is_machine[labeler].any():
        return None
    by_person = np.array([kind == PERSON for kind in kinds], dtype=np.bool_)[labeler]
    claims = Claims(unit, labeler, choice, np.array(said.confidence)).where(is_machine[labeler])
    return trust_machines(claims, unit[by_person], choice[by_person], n_classes=len(question.choices))
