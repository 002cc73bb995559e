"""How far a model is to be trusted, judged by people alone: agreement with itself proves nothing."""

from __future__ import annotations

from typing import Any, Final, NamedTuple

import numpy as np
import numpy.typing as npt

from goldsmith.algorithms.routing.worth import Floats

__all__ = ["Trust", "trust_model"]

ROUNDS: Final = 3
PEOPLE_RIGHT: Final = 0.95  # and how many answers of each class this is worth before people are heard
PEOPLE_ANSWERS: Final = 40.0
DEPENDENCE: Final = 0.5  # n people tell as much as n to this power would, had they no mistakes in common
SHARPNESS_STRENGTH: Final = 5.0
BIAS_STRENGTH: Final = 2.0
TINY: Final = 1e-6


class Trust(NamedTuple):
    """`posterior[task, class]` of model and people together; people's `reliability`; the model's `sharpness`.

    A sharpness below 1 says that the model is surer than it is right.
    """

    posterior: Floats
    reliability: float
    sharpness: float


class _Heard(NamedTuple):
    """What the model says (log-probabilities, `[task, class]`) and what people say (votes, `[task, class]`)."""

    opinion: Floats
    votes: Floats


def trust_model(probabilities: npt.ArrayLike, tasks: npt.ArrayLike, answers: npt.ArrayLike) -> Trust:
    """Join a model's `probabilities[task, class]` and people's `answers` (equally long as `tasks`), whoever gave them.

    The model's log-probabilities are sharpened or flattened and shifted per class until they predict best what people
    answer, through the mistakes people make. Tasks that no person saw have no say in this. It is truthful when what
    people see first was chosen at random or by what the model said, not by what is true; random checks make it so even
    where the model is sure. Sources: vector scaling as in Guo et al., ICML 2017; people's confusions by EM as in Dawid
    & Skene, Applied Statistics 28 (1979).
    """
    stated = np.asarray(probabilities, dtype=np.float64)
    cells = np.asarray(tasks, dtype=np.int64) * stated.shape[1] + np.asarray(answers, dtype=np.int64)
    votes = np.bincount(cells, minlength=stated.size).reshape(stated.shape).astype(np.float64)
    heard = _Heard(np.log(stated.clip(TINY)), votes)
    scale = np.concatenate([[1.0], np.zeros(stated.shape[1])])
    confusion = _confusion(np.zeros_like(stated), votes)
    posterior = stated
    for _ in range(ROUNDS):
        scale = _fit_scale(heard, confusion, scale)
        posterior = _join(heard, confusion, scale)
        confusion = _confusion(posterior, votes)
    right = PEOPLE_RIGHT * PEOPLE_ANSWERS + float((posterior * votes).sum())
    return Trust(posterior, right / (PEOPLE_ANSWERS + float(votes.sum())), float(scale[0]))


def _softmax(evidence: Floats) -> Floats:
    raised = np.exp(evidence - evidence.max(axis=1, keepdims=True, initial=-np.inf))
    shares: Floats = raised / raised.sum(axis=1, keepdims=True)
    return shares


def _confusion(posterior: Floats, votes: Floats) -> Floats:
    """How often people say `row` where `column` is true."""
    n_classes = votes.shape[1]
    before = np.full((n_classes, n_classes), (1 - PEOPLE_RIGHT) / max(n_classes - 1, 1))
    np.fill_diagonal(before, PEOPLE_RIGHT)
    counts = votes.T @ posterior + PEOPLE_ANSWERS * before
    shares: Floats = counts / counts.sum(axis=0)
    return shares


def _join(heard: _Heard, confusion: Floats, scale: Floats) -> Floats:
    n_people = np.maximum(heard.votes.sum(axis=1, keepdims=True), 1)
    people = heard.votes @ np.log(confusion) * n_people ** (DEPENDENCE - 1)
    return _softmax(scale[0] * heard.opinion + scale[1:] + people)


def _fit_scale(heard: _Heard, confusion: Floats, start: Floats) -> Floats:
    """Sharpness and a shift per class, by the likelihood of every person's answer."""
    from scipy.optimize import minimize

    task, said = np.nonzero(heard.votes)
    opinion, likely, times = heard.opinion[task], confusion[said], heard.votes[task, said]

    def loss(scale: Floats) -> tuple[float, Floats]:
        expected = _softmax(scale[0] * opinion + scale[1:])
        chance = (expected * likely).sum(axis=1)
        surprise = times[:, None] * (expected - expected * likely / chance[:, None])
        value = (
            -times @ np.log(chance) + SHARPNESS_STRENGTH * (scale[0] - 1) ** 2 + BIAS_STRENGTH * scale[1:] @ scale[1:]
        )
        slope = surprise.sum(axis=0) + 2 * BIAS_STRENGTH * scale[1:]
        return float(value), np.append(np.sum(surprise * opinion) + 2 * SHARPNESS_STRENGTH * (scale[0] - 1), slope)

    found: Any = minimize(loss, start, jac=True, method="L-BFGS-B")
    return np.asarray(found.x)
