"""The engine's door: several experts read the same answers, and gold decides how much each of them counts."""

from __future__ import annotations

import operator
from collections.abc import Mapping
from functools import reduce
from typing import Final, NamedTuple

import numpy as np
import numpy.typing as npt

from goldsmith.algorithms.consensus.answers import Answers, read_answers
from goldsmith.algorithms.consensus.experts import EXPONENTS, SHARES, Expert, choose_experts, cross_fit
from goldsmith.algorithms.consensus.fitted import Fitted
from goldsmith.algorithms.consensus.large import SAMPLE, relearn
from goldsmith.algorithms.consensus.pooling import LinearPool, Pool, fit_pool
from goldsmith.algorithms.consensus.readers import Reader
from goldsmith.algorithms.consensus.result import Estimate, Floats
from goldsmith.algorithms.consensus.rows import choose
from goldsmith.algorithms.consensus.sightings import SightingReader, are_marked, best_threshold
from goldsmith.algorithms.consensus.skill import Skills, measure_skills, tally
from goldsmith.algorithms.consensus.weighted import weight_of

__all__ = ["ESTIMATOR", "estimate", "fit"]

ESTIMATOR: Final = "pooled.v3"
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
    are_sightings: bool = False,
) -> tuple[Estimate, Fitted]:
    """Combine choices into a posterior for every task, and learn how far each labeler is to be trusted.

    `tasks`, `labelers` and `answers` are equally long integer arrays: labeler `l` says class `a` (below `n_classes`)
    about task `t`. Labeler -1 is anybody (ANONYMOUS); a labeler who answered a task twice counts with the first answer.
    `gold` maps tasks to known classes, bought by audits. `confidences[answer]` is how sure, from 0 to 1, a model or a
    function says it is of this answer (NaN: it did not say): how often it is right when so sure is learnt like any
    labeler's skill. `probabilities[task, class]` is the same of one model more, as a table (rows of NaN: no opinion).
    `kinds[labeler]` names "function" for labeling functions, which are else known by saying one class only. `is_open`
    is for classes that mean something else in each task: then only how far labelers agree is learnt, no confusions and
    no frequencies. `are_sightings` is for things that labelers mark (class 0) or look past (class 1): learnt is how
    much each overlooks and marks in vain, and class 0 is chosen from where on the greatest F1 is expected.
    Equal input and `seed` give equal output. Raises ValueError for columns that do not fit.

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
        are_sightings=are_sightings,
    )
    learnt = _learn(given, kinds, seed)
    n_people = given.seats.n_labelers - (probabilities is not None)
    posterior, skills = _read(given, learnt)
    threshold = _threshold(posterior, learnt.readers)
    choice, is_tied = _choose(given, posterior, threshold)
    found = Estimate(
        posterior,
        choice,
        is_tied,
        weight=weight_of(skills.reliability[:n_people], n_classes),
        reliability=skills.reliability[:n_people],
        estimator=ESTIMATOR,
        rounds=learnt.rounds,
        has_converged=learnt.has_converged,
        pool=learnt.pool.counted,
    )
    return found, Fitted(n_classes, is_open, ESTIMATOR, given.seats, learnt.readers, learnt.pool, skills, threshold)


class _Learnt(NamedTuple):
    readers: Mapping[str, Reader]
    pool: Pool
    rounds: int
    has_converged: bool


def _learn(given: Answers, kinds: npt.ArrayLike | None, seed: int) -> _Learnt:
    if not given.are_many:
        return _learn_by_rounds(given, kinds, seed)
    on_part = _learn_by_rounds(given.some(SAMPLE, seed), kinds, seed)
    return on_part._replace(readers=relearn(given, on_part.readers))


def _learn_by_rounds(given: Answers, kinds: npt.ArrayLike | None, seed: int) -> _Learnt:
    experts = choose_experts(given, kinds, seed)
    fits = {name: expert(given) for name, expert in experts.items()}
    return _Learnt(
        readers={name: found.reader for name, found in fits.items()},
        pool=_pool(given, experts),
        rounds=max(found.rounds for found in fits.values()),
        has_converged=all(found.has_converged for found in fits.values()),
    )


def _pool(given: Answers, experts: Mapping[str, Expert]) -> Pool:
    is_told = _tells_of_experts(given)
    if is_told.sum() < LEAST_GOLD:
        return LinearPool({name: SHARES[name] for name in experts})
    start = {name: EXPONENTS[name] for name in experts}
    unseen = {name: posterior[is_told] for name, posterior in cross_fit(given, experts).items()}
    return fit_pool(unseen, given.gold_class[is_told], start, is_open=given.is_open)


def _tells_of_experts(given: Answers) -> npt.NDArray[np.bool_]:
    """Which gold tasks tell how good experts are: of sightings, not those which only gold knows of."""
    if not given.are_sightings:
        return np.ones(len(given.gold_task), dtype=np.bool_)
    return are_marked(given)[given.gold_task]


def _read(given: Answers, learnt: _Learnt) -> tuple[Floats, Skills]:
    posterior = np.empty((given.n_tasks, given.n_classes))
    tallies = []
    for place, part in given.slices():
        believed = {name: reader.read(part) for name, reader in learnt.readers.items()}
        posterior[place] = part.with_truth(learnt.pool.combine(believed))
        tallies.append(tally(part, posterior[place]))
    total = reduce(operator.add, tallies)
    return posterior, measure_skills(total, is_open=given.is_open)


def _choose(
    given: Answers, posterior: Floats, threshold: float | None
) -> tuple[npt.NDArray[np.int64], npt.NDArray[np.bool_]]:
    choice, is_tied = np.empty(given.n_tasks, dtype=np.int64), np.empty(given.n_tasks, dtype=np.bool_)
    for place, _ in given.slices():
        choice[place], is_tied[place] = choose(posterior[place], threshold)
    return choice, is_tied


def _threshold(posterior: Floats, readers: Mapping[str, Reader]) -> float | None:
    """Where the greatest F1 is expected, if these are sightings."""
    reader = readers.get("sightings")
    if not isinstance(reader, SightingReader):
        return None
    return best_threshold(posterior[:, 0], reader.missed * float(posterior[:, 0].sum()))
