"""How often labelers are right, with intervals that are honest about few answers and about answers nobody checked."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from goldsmith.algorithms.consensus.answers import Answers
from goldsmith.algorithms.consensus.result import Floats, Integers

__all__ = ["Skills", "measure_skills"]

PSEUDO_ANSWERS = 4.0
UNHEARD_SKILL = 0.8  # of newcomers where nobody has answered yet


@dataclass(frozen=True, slots=True)
class Skills:
    """Per labeler, counted on the final posterior; a labeler with steps of confidence is counted over all of them.

    `reliability[labeler]` is the share of right answers, shrunk to the mean by four answers, and `low`, `high` its 95 %
    interval. `by_class[labeler, class]` is P(answer is the class | the truth is), shrunk by four answers to what
    reliability and everybody's skill at the class make likely; `answers_by_class` counts the expected answers to tasks
    of the class. Where classes mean something else in each task, `by_class` repeats the reliability and counts are 0.
    """

    reliability: Floats
    low: Floats
    high: Floats
    by_class: Floats
    n_answers: Integers
    answers_by_class: Floats
    newcomer: float


def measure_skills(given: Answers, posterior: Floats) -> Skills:
    """Count right answers on a posterior [task, class] that knows the gold."""
    labeler = given.seats.owner[given.seat]
    n_seats = given.seats.n_labelers + 1  # strangers sit behind the labelers
    credit = posterior[given.task, given.choice]
    n_answers = np.bincount(labeler, minlength=n_seats)
    right = np.bincount(labeler, credit, minlength=n_seats)
    mean = float(right.sum() / len(labeler)) if len(labeler) else UNHEARD_SKILL
    reliability: Floats = (right + PSEUDO_ANSWERS * mean) / (n_answers + PSEUDO_ANSWERS)
    checked = np.bincount(labeler, _checked(given), minlength=n_seats)
    low, high = _interval(reliability, checked.astype(np.float64) + PSEUDO_ANSWERS)
    by_class, answers_by_class = _by_class(given, labeler, posterior, credit, reliability)
    is_heard = n_answers > 0
    newcomer = float(reliability[is_heard].mean()) if is_heard.any() else mean
    named = slice(given.seats.n_labelers)
    return Skills(
        reliability[named],
        low[named],
        high[named],
        by_class[named],
        n_answers[named],
        answers_by_class[named],
        newcomer,
    )


def _checked(given: Answers) -> Floats:
    """How far each answer is checked: wholly by gold, n / (n + 1) by n others who answered the task, else not."""
    others = np.bincount(given.task, minlength=given.n_tasks) - 1
    shares = others / (others + 1.0).clip(1)
    shares[given.gold_task] = 1
    checked: Floats = shares[given.task]
    return checked


def _interval(reliability: Floats, n_answers: Floats) -> tuple[Floats, Floats]:
    """The 95 % interval of a Beta distribution with this mean that has seen so many answers."""
    from scipy.special import betaincinv

    right, wrong = (np.maximum(part * n_answers, 1e-3) for part in (reliability, 1 - reliability))
    low, high = (betaincinv(right, wrong, share) for share in (0.025, 0.975))
    return np.minimum(low, reliability), np.maximum(high, reliability)


def _by_class(
    given: Answers, labeler: Integers, posterior: Floats, credit: Floats, reliability: Floats
) -> tuple[Floats, Floats]:
    n_classes, n_seats = given.n_classes, len(reliability)
    if given.is_open:
        return np.repeat(reliability[:, None], n_classes, axis=1), np.zeros((n_seats, n_classes))
    shape = (n_seats, n_classes)
    right = np.bincount(labeler * n_classes + given.choice, credit, minlength=n_seats * n_classes).reshape(shape)
    answers = _answers_by_class(given, labeler, posterior, n_seats)
    mean = (right.sum() + PSEUDO_ANSWERS * UNHEARD_SKILL) / (answers.sum() + PSEUDO_ANSWERS)
    everybody = (right.sum(axis=0) + PSEUDO_ANSWERS * mean) / (answers.sum(axis=0) + PSEUDO_ANSWERS)
    odds = _odds(everybody) * (_odds(reliability) / _odds(mean))[:, None]
    return (right + PSEUDO_ANSWERS * odds / (1 + odds)) / (answers + PSEUDO_ANSWERS), answers


def _answers_by_class(given: Answers, labeler: Integers, posterior: Floats, n_seats: int) -> Floats:
    from scipy.sparse import csr_array

    answered = csr_array((np.ones(len(labeler)), (labeler, given.task)), (n_seats, given.n_tasks))
    answers: Floats = answered @ posterior
    return answers


def _odds(share: Floats) -> Floats:
    inside = np.clip(share, 1e-6, 1 - 1e-6)
    odds: Floats = inside / (1 - inside)
    return odds
