"""The engine's door: several experts read the same answers, and gold decides how much each of them counts."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Final

import numpy as np
import numpy.typing as npt

from goldsmith.algorithms.consensus.answers import Answers, read_answers
from goldsmith.algorithms.consensus.confusion import Fit, fit_confusion
from goldsmith.algorithms.consensus.pooling import average, fit_pool
from goldsmith.algorithms.consensus.result import Estimate, Floats, choose
from goldsmith.algorithms.consensus.subtypes import fit_subtypes
from goldsmith.algorithms.consensus.voting import share_votes
from goldsmith.algorithms.consensus.weighted import vote_by_agreement, weight_of

__all__ = ["estimate"]

ESTIMATOR: Final = "pooled.v1"
FOLDS = 5
LEAST_GOLD = 10
MOST_CELLS = 30_000_000  # of a table labelers by classes by classes
ONE_SIDED_ANSWERS = 10
KINDS_OF_TASKS = 100  # fewer tasks do not show that they are of several kinds
PSEUDO_ANSWERS = 4.0

SHARES: Final[Mapping[str, float]] = {"weighted": 1.0, "confusion": 1.0, "even": 1.0, "subtypes": 2.0, "voting": 1.0}
"""How much an expert counts in the average, unchecked."""
EXPONENTS: Final[Mapping[str, float]] = {
    "weighted": 0.5,
    "confusion": 0.2,
    "even": 0.15,
    "subtypes": 0.3,
    "voting": 0.5,
}
"""Where an expert's exponent starts, before gold moves it."""

Expert = Callable[[Answers], Fit]


def estimate(
    tasks: npt.ArrayLike,
    labelers: npt.ArrayLike,
    answers: npt.ArrayLike,
    n_classes: int,
    *,
    gold: Mapping[int, int] | None = None,
    probabilities: npt.ArrayLike | None = None,
    kinds: npt.ArrayLike | None = None,
    seed: int = 0,
) -> Estimate:
    """Combine choices into a posterior for every task, learning how far each labeler is to be trusted.

    `tasks`, `labelers` and `answers` are equally long integer arrays: labeler `l` says class `a` (below `n_classes`)
    about task `t`. Labeler -1 is anybody (ANONYMOUS); a labeler who answered a task twice counts with the first answer.
    `gold` maps tasks to known classes, bought by audits. `probabilities[task, class]` is a model's opinion (rows of
    NaN: none). `kinds[labeler]` names "function" for labeling functions, which are else known by saying one class only.
    Equal input and `seed` give equal output. Raises ValueError for columns that do not fit.

    A vote weighted by agreement is the safe base; a confusion model and, between two classes, a model of correlated
    errors know more where labelers answer much. No likelihood of labels tells which of them is right about the truth,
    so without gold they are averaged; from ten gold answers on they are stacked by what they said, unknowing, of gold.
    """
    given = read_answers(tasks, labelers, answers, n_classes, gold, probabilities)
    experts = _experts(given, kinds, seed)
    fits = {name: expert(given) for name, expert in experts.items()}
    posteriors = {name: fit.posterior for name, fit in fits.items()}
    if len(given.gold_task) < LEAST_GOLD:
        shares = {name: SHARES[name] for name in experts}
        posterior = average(posteriors, shares)
    else:
        pool = fit_pool(_cross_fit(given, experts), given.gold_class, {name: EXPONENTS[name] for name in experts})
        posterior, shares = pool.combine(posteriors), dict(pool.exponents)
    posterior = given.with_truth(posterior)
    choice, is_tied = choose(posterior)
    n_people = int(np.asarray(labelers).max(initial=-1)) + 1
    reliability = _reliability(given, posterior)[:n_people]
    return Estimate(
        posterior,
        choice,
        is_tied,
        weight=weight_of(reliability, n_classes),
        reliability=reliability,
        estimator=ESTIMATOR,
        rounds=max(fit.rounds for fit in fits.values()),
        has_converged=all(fit.has_converged for fit in fits.values()),
        pool=shares,
    )


def _experts(given: Answers, kinds: npt.ArrayLike | None, seed: int) -> dict[str, Expert]:
    """Who is asked. Confusions are not for labelers that can only say one thing, nor for more cells than fit."""
    weighted, _ = vote_by_agreement(given)
    experts: dict[str, Expert] = {"weighted": lambda _: Fit(weighted, 1, has_converged=True)}
    n_cells = given.n_labelers * given.n_classes**2
    if _is_one_sided(given, kinds) or n_cells > MOST_CELLS:
        return experts | {"voting": lambda part: Fit(share_votes(part), 1, has_converged=True)}
    experts["confusion"] = lambda part: fit_confusion(part, weighted)
    if given.n_classes == 2 and given.n_tasks >= KINDS_OF_TASKS:
        return experts | {"subtypes": lambda part: fit_subtypes(part, weighted, seed=seed)}
    return experts | {"even": lambda part: fit_confusion(part, weighted, is_even=True)}


def _is_one_sided(given: Answers, kinds: npt.ArrayLike | None) -> bool:
    """Whether most answers come from labelers of whom only one answer can ever be heard."""
    if not len(given.task) or given.n_classes == 1:
        return True
    said = np.bincount(
        given.labeler * given.n_classes + given.choice, minlength=given.n_labelers * given.n_classes
    ).reshape(given.n_labelers, given.n_classes)
    only_one = (said.max(axis=1) == given.n_answers) & (given.n_answers >= ONE_SIDED_ANSWERS)
    if kinds is not None:
        named = np.asarray(kinds)
        only_one[: len(named)] |= (named == "function")[: len(only_one)]
    return bool(given.n_answers[only_one].sum() > len(given.task) / 2)


def _cross_fit(given: Answers, experts: Mapping[str, Expert]) -> dict[str, Floats]:
    """What each expert says of each gold task when it does not know that task."""
    fold = np.arange(len(given.gold_task)) % FOLDS
    unseen = {name: np.empty((len(given.gold_task), given.n_classes)) for name in experts}
    for number in range(FOLDS):
        is_out = fold == number
        rest = given.with_gold(~is_out)
        for name, expert in experts.items():
            unseen[name][is_out] = expert(rest).posterior[given.gold_task[is_out]]
    return unseen


def _reliability(given: Answers, posterior: Floats) -> Floats:
    """The share of right answers per labeler, shrunk to the mean by four answers."""
    right = np.bincount(given.labeler, posterior[given.task, given.choice], minlength=given.n_labelers)
    mean = right.sum() / max(len(given.task), 1)
    reliability: Floats = (right + PSEUDO_ANSWERS * mean) / (given.n_answers + PSEUDO_ANSWERS)
    return reliability
