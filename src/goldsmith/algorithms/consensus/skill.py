"""How often labelers are right, with intervals that are honest about few answers and about answers nobody checked."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from goldsmith.algorithms.consensus.answers import Answers
from goldsmith.algorithms.consensus.result import Floats, Integers
from goldsmith.algorithms.consensus.rows import row_max

__all__ = ["Skills", "Tally", "measure_skills", "tally"]

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


@dataclass(frozen=True, slots=True)
class Tally:
    """Answers per labeler (strangers last), how many were checked, and [labeler, class] expected and right answers.

    Tallies of parts add up to those of all.
    """

    n_answers: Integers
    checked: Floats
    right: Floats
    answers: Floats

    def __add__(self, other: Tally) -> Tally:
        return Tally(
            self.n_answers + other.n_answers,
            self.checked + other.checked,
            self.right + other.right,
            self.answers + other.answers,
        )


def tally(given: Answers, posterior: Floats) -> Tally:
    """Count right answers on a posterior [task, class] that knows the gold."""
    labeler = given.seats.owner[given.seat]
    shape = (given.seats.n_labelers + 1, given.n_classes)
    credit = posterior[given.task, given.choice]
    right = np.bincount(labeler * given.n_classes + given.choice, credit, minlength=shape[0] * shape[1])
    return Tally(
        np.bincount(labeler, minlength=shape[0]),
        np.bincount(labeler, _checked(given, posterior), minlength=shape[0]).astype(np.float64),
        right.reshape(shape).astype(np.float64),
        _answers_by_class(given, labeler, posterior, shape[0]),
    )


def measure_skills(counted: Tally, *, is_open: bool) -> Skills:
    """What the tally of all answers says of each labeler."""
    n_answers, right = counted.n_answers, counted.right.sum(axis=1)
    mean = float(right.sum() / n_answers.sum()) if n_answers.any() else UNHEARD_SKILL
    reliability: Floats = (right + PSEUDO_ANSWERS * mean) / (n_answers + PSEUDO_ANSWERS)
    low, high = _interval(reliability, counted.checked + PSEUDO_ANSWERS)
    by_class = np.repeat(reliability[:, None], counted.right.shape[1], axis=1)
    if not is_open:
        by_class = _by_class(counted, reliability)
    is_heard = n_answers > 0
    named = slice(len(n_answers) - 1)
    return Skills(
        reliability[named],
        low[named],
        high[named],
        by_class[named],
        n_answers[named],
        counted.answers[named] * (not is_open),
        newcomer=float(reliability[is_heard].mean()) if is_heard.any() else mean,
    )


def _checked(given: Answers, posterior: Floats) -> Floats:
    """How far each answer is checked: wholly by gold, by n others n / (n + 1), and as far as the posterior is sure.

    Right or wrong, told by a posterior that lies d above chance (0 to 1), is worth d² of an answer told by the truth.
    """
    above_chance = (given.n_classes * row_max(posterior) - 1) / max(given.n_classes - 1, 1)
    shares = above_chance**2 * (given.n_heard - 1) / given.n_heard.clip(1)
    shares[given.gold_task] = 1
    checked: Floats = shares[given.task]
    return checked


def _interval(reliability: Floats, n_answers: Floats) -> tuple[Floats, Floats]:
    """The 95 % interval of a Beta distribution with this mean that has seen so many answers."""
    from scipy.special import betaincinv

    right, wrong = (np.maximum(part * n_answers, 1e-3) for part in (reliability, 1 - reliability))
    low, high = (betaincinv(right, wrong, share) for share in (0.025, 0.975))
    return np.minimum(low, reliability), np.maximum(high, reliability)


def _by_class(counted: Tally, reliability: Floats) -> Floats:
    right, answers = counted.right.sum(axis=0), counted.answers.sum(axis=0)
    mean = (right.sum() + PSEUDO_ANSWERS * UNHEARD_SKILL) / (answers.sum() + PSEUDO_ANSWERS)
    everybody = (right + PSEUDO_ANSWERS * mean) / (answers + PSEUDO_ANSWERS)
    odds = _odds(everybody) * (_odds(reliability) / _odds(mean))[:, None]
    by_class: Floats = (counted.right + PSEUDO_ANSWERS * odds / (1 + odds)) / (counted.answers + PSEUDO_ANSWERS)
    return by_class


def _answers_by_class(given: Answers, labeler: Integers, posterior: Floats, n_labelers: int) -> Floats:
    from scipy.sparse import csc_array

    starts = np.concatenate([[0], np.cumsum(given.n_heard)])
    answered = csc_array((np.ones(len(labeler), given.precision), labeler, starts), (n_labelers, given.n_tasks))
    answers: Floats = answered @ posterior.astype(given.precision, copy=False)
    return answers.astype(np.float64, copy=False)


def _odds(share: Floats) -> Floats:
    inside = np.clip(share, 1e-6, 1 - 1e-6)
    odds: Floats = inside / (1 - inside)
    return odds
