"""The engine's door: several experts read the same answers, and gold decides how much each of them counts."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

import numpy.typing as npt

from goldsmith.algorithms.consensus.answers import Answers, read_answers
from goldsmith.algorithms.consensus.experts import EXPONENTS, SHARES, Expert, choose_experts, cross_fit
from goldsmith.algorithms.consensus.fitted import Fitted
from goldsmith.algorithms.consensus.pooling import LinearPool, Pool, fit_pool
from goldsmith.algorithms.consensus.readers import Fit, Reader
from goldsmith.algorithms.consensus.result import Estimate, Floats, choose
from goldsmith.algorithms.consensus.skill import measure_skills
from goldsmith.algorithms.consensus.weighted import weight_of

__all__ = ["ESTIMATOR", "estimate", "fit"]

ESTIMATOR: Final = "pooled.v2"
LEAST_GOLD = 10


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
    """Combine choices into a posterior for every task: what `fit` believes, without what it learnt."""
    found, _ = fit(tasks, labelers, answers, n_classes, gold=gold, probabilities=probabilities, kinds=kinds, seed=seed)
    return found


def fit(
    tasks: npt.ArrayLike,
    labelers: npt.ArrayLike,
    answers: npt.ArrayLike,
    n_classes: int,
    *,
    gold: Mapping[int, int] | None = None,
    probabilities: npt.ArrayLike | None = None,
    confidences: npt.ArrayLike | None = None,
    kinds: npt.ArrayLike | None = None,
    seed: int = 0,
    is_open: bool = False,
) -> tuple[Estimate, Fitted]:
    """Combine choices into a posterior for every task, and learn how far each labeler is to be trusted.

    `tasks`, `labelers` and `answers` are equally long integer arrays: labeler `l` says class `a` (below `n_classes`)
    about task `t`. Labeler -1 is anybody (ANONYMOUS); a labeler who answered a task twice counts with the first answer.
    `gold` maps tasks to known classes, bought by audits. `confidences[answer]` is how sure, from 0 to 1, a model or a
    function says it is of this answer (NaN: it did not say): how often it is right when so sure is learnt like any
    labeler's skill. `probabilities[task, class]` is the same of one model more, as a table (rows of NaN: no opinion).
    `kinds[labeler]` names "function" for labeling functions, which are else known by saying one class only. `is_open`
    is for classes that mean something else in each task: then only how far labelers agree is learnt, no confusions and
    no frequencies. Equal input and `seed` give equal output. Raises ValueError for columns that do not fit.

    A vote weighted by agreement is the safe base; a confusion model and, between two classes, a model of correlated
    errors know more where labelers answer much. No likelihood of labels tells which of them is right about the truth,
    so without gold they are averaged; from ten gold answers on they are stacked by what they said, unknowing, of gold.
    """
    given = read_answers(
        tasks,
        labelers,
        answers,
        n_classes,
        gold=gold,
        probabilities=probabilities,
        confidences=confidences,
        is_open=is_open,
    )
    experts = choose_experts(given, kinds, seed)
    fits = {name: expert(given) for name, expert in experts.items()}
    pool = _pool(given, experts)
    posterior = given.with_truth(pool.combine({name: found.posterior for name, found in fits.items()}))
    skills = measure_skills(given, posterior)
    readers = {name: found.reader for name, found in fits.items()}
    n_people = given.seats.n_labelers - (probabilities is not None)
    return (
        _estimate(posterior, skills.reliability[:n_people], fits, pool),
        Fitted(n_classes, is_open, ESTIMATOR, given.seats, readers, pool, skills),
    )


def _pool(given: Answers, experts: Mapping[str, Expert]) -> Pool:
    if len(given.gold_task) < LEAST_GOLD:
        return LinearPool({name: SHARES[name] for name in experts})
    start = {name: EXPONENTS[name] for name in experts}
    return fit_pool(cross_fit(given, experts), given.gold_class, start, is_open=given.is_open)


def _estimate(posterior: Floats, reliability: Floats, fits: Mapping[str, Fit[Reader]], pool: Pool) -> Estimate:
    choice, is_tied = choose(posterior)
    return Estimate(
        posterior,
        choice,
        is_tied,
        weight=weight_of(reliability, posterior.shape[1]),
        reliability=reliability,
        estimator=ESTIMATOR,
        rounds=max(found.rounds for found in fits.values()),
        has_converged=all(found.has_converged for found in fits.values()),
        pool=pool.counted,
    )
