"""What an engine learnt about the labelers of a question, and how it judges new votes by that."""

from __future__ import annotations

from collections.abc import Hashable, Mapping, Sequence
from typing import TYPE_CHECKING, Final, NamedTuple

import numpy as np
import numpy.typing as npt

from goldsmith.algorithms.consensus import ANONYMOUS, Fitted, fit
from goldsmith.modalities.votes import Question, Said, Votes

if TYPE_CHECKING:
    Floats = npt.NDArray[np.float64]

__all__ = ["Learned", "Lesson", "learn"]

FEWEST_ANSWERS: Final = 50
OPEN_CLASSES: Final = 64
"""Room for the different answers to an open question: a task has at most 50 answers, and some machines' opinions."""


class Learned(NamedTuple):
    """A fit and whom its labelers' numbers mean."""

    fitted: Fitted
    seats: Mapping[Hashable, int]

    @property
    def n_classes(self) -> int:
        return self.fitted.n_classes

    @property
    def good_reliability(self) -> float:
        """How reliable one of the better labelers is, whom one would ask next: nine of ten are no better."""
        heard = self.fitted.n_answers > 0
        return float(np.quantile(self.fitted.reliability[heard], 0.9))

    def judge(self, said: Said, labelers: Sequence[Hashable], part: slice) -> Floats:
        """Probabilities of the units in `part`, one row each. A labeler who is new counts as newcomers do."""
        unit, labeler, choice = said.columns()
        is_in = (unit >= part.start) & (unit < part.stop)
        seats = np.array([self.seats.get(each, ANONYMOUS) for each in labelers], dtype=np.int64)
        return self.fitted.judge(
            unit[is_in] - part.start,
            seats[labeler[is_in]],
            np.minimum(choice[is_in], self.n_classes - 1),
            n_tasks=part.stop - part.start,
            confidences=np.array(said.confidence)[is_in],
        )

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


def learn(votes: Votes) -> list[Lesson]:
    """Fit every question that was answered often enough to tell labelers apart."""
    return [
        _learn_question(question, said, votes.kinds)
        for question, said in votes.said.items()
        if len(said.unit) >= FEWEST_ANSWERS
    ]


def _learn_question(question: Question, said: Said, kinds: Sequence[str]) -> Lesson:
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
    return Lesson(question, fitted, said.n_units, len(said.unit), len(said.gold))
