"""Who is asked: which experts can read these answers, and how much each of them counts unchecked."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from functools import partial
from typing import Final

import numpy as np
import numpy.typing as npt

from goldsmith.algorithms.consensus.answers import Answers
from goldsmith.algorithms.consensus.confusion import Confusion
from goldsmith.algorithms.consensus.readers import Fit, Reader
from goldsmith.algorithms.consensus.result import Floats
from goldsmith.algorithms.consensus.rounds import Model, run_rounds
from goldsmith.algorithms.consensus.sightings import fit_sightings
from goldsmith.algorithms.consensus.subtypes import Subtypes, likeliest_seed
from goldsmith.algorithms.consensus.voting import count_votes
from goldsmith.algorithms.consensus.weighted import PSEUDO_ANSWERS, fit_agreement

__all__ = ["EXPONENTS", "SHARES", "Expert", "choose_experts", "cross_fit"]

FOLDS = 5
MOST_CELLS = 5_000_000  # of a table seats by classes by classes
ONE_SIDED_ANSWERS = 10
ONE_SIDED_PSEUDO_ANSWERS = 20.0  # labeling functions meet few others, and the same ones again and again
KINDS_OF_TASKS = 100  # fewer tasks do not show that they are of several kinds

SHARES: Final[Mapping[str, float]] = {
    "weighted": 0.7,
    "confusion": 1.0,
    "even": 1.0,
    "subtypes": 2.0,
    "voting": 1.0,
    "sightings": 1.0,
}
"""How much an expert counts in the average, unchecked."""
EXPONENTS: Final[Mapping[str, float]] = {
    "weighted": 0.75,
    "confusion": 0.3,
    "even": 0.25,
    "subtypes": 0.45,
    "voting": 0.75,
    "sightings": 1.0,
}
"""Where an expert's exponent starts, before gold moves it."""

Expert = Callable[[Answers], Fit[Reader]]


def choose_experts(given: Answers, kinds: npt.ArrayLike | None, seed: int) -> dict[str, Expert]:
    """Who can read these answers.

    Sightings have an expert of their own. Confusions are not for classes that mean something else in each task, nor for
    labelers that can only say one thing, nor for more cells than fit.
    """
    if given.are_sightings:
        return {"sightings": fit_sightings}
    is_one_sided = _is_one_sided(given, kinds)
    weighted = fit_agreement(given, ONE_SIDED_PSEUDO_ANSWERS if is_one_sided else PSEUDO_ANSWERS)
    experts: dict[str, Expert] = {"weighted": lambda _: weighted}
    n_cells = given.n_seats * given.n_classes**2
    if given.is_open or is_one_sided or n_cells > MOST_CELLS:
        return experts | {"voting": count_votes}
    models: dict[str, Model] = {"confusion": Confusion()}
    if given.n_classes == 2 and given.n_tasks >= KINDS_OF_TASKS:
        models["subtypes"] = Subtypes(likeliest_seed(given, weighted.posterior, seed))
    else:
        models["even"] = Confusion(is_even=True)
    return experts | {
        name: partial(run_rounds, model=model, start=weighted.posterior) for name, model in models.items()
    }


def cross_fit(given: Answers, experts: Mapping[str, Expert]) -> dict[str, Floats]:
    """What each expert says of each gold task when it does not know that task."""
    fold = np.arange(len(given.gold_task)) % FOLDS
    unseen = {name: np.empty((len(given.gold_task), given.n_classes)) for name in experts}
    for number in range(FOLDS):
        is_out = fold == number
        rest = given.with_gold(~is_out)
        for name, expert in experts.items():
            unseen[name][is_out] = expert(rest).posterior[given.gold_task[is_out]]
    return unseen


def _is_one_sided(given: Answers, kinds: npt.ArrayLike | None) -> bool:
    """Whether most answers come from labelers of whom only one answer can ever be heard.

    Where all say the same of every task, that is no trait of theirs: the tasks are so.
    """
    if not len(given.task) or given.n_classes == 1:
        return True
    said = np.bincount(given.cell, minlength=given.n_seats * given.n_classes).reshape(given.n_seats, given.n_classes)
    only_one = (said.max(axis=1) == given.n_answers) & (given.n_answers >= ONE_SIDED_ANSWERS)
    if (said.sum(axis=0) > 0).sum() == 1:
        only_one[:] = False
    if kinds is not None:
        named = np.asarray(kinds)
        only_one[: len(named)] |= (named == "function")[: len(only_one)]
    return bool(given.n_answers[only_one].sum() > len(given.task) / 2)
