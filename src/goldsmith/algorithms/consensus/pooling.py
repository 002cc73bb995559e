"""Several experts, one belief: how much each is worth is decided by gold, as labels cannot tell which model errs."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Protocol

import numpy as np

from goldsmith.algorithms.consensus.result import Floats, Integers
from goldsmith.algorithms.consensus.rows import softmax

__all__ = ["LinearPool", "LogPool", "Pool", "fit_pool"]

FLOOR = 1e-3  # no expert is surer than this lets them be
STRENGTH = 2.0  # how hard the exponents are held to where they start, against one gold answer
BIAS_STRENGTH = 2.0


class Pool(Protocol):
    """Makes one posterior [task, class] of those of several experts."""

    @property
    def counted(self) -> Mapping[str, float]:
        """How much each expert counts."""
        ...

    def combine(self, posteriors: Mapping[str, Floats]) -> Floats: ...


@dataclass(frozen=True, slots=True)
class LinearPool:
    """The mean, for when there is no gold: it is wrong where most are, and seldom worse than the middle one."""

    counted: Mapping[str, float]

    def combine(self, posteriors: Mapping[str, Floats]) -> Floats:
        mean = sum(share * posteriors[name] for name, share in self.counted.items())
        return np.asarray(mean, dtype=np.float64) / sum(self.counted.values())


@dataclass(frozen=True, slots=True)
class LogPool:
    """posterior ∝ exp(bias[class]) · Π expert ** exponent[expert]."""

    counted: Mapping[str, float]
    bias: Floats

    def combine(self, posteriors: Mapping[str, Floats]) -> Floats:
        evidence = sum(exponent * _log(posteriors[name]) for name, exponent in self.counted.items())
        return softmax(np.asarray(evidence) + self.bias)


def fit_pool(
    checked: Mapping[str, Floats], truth: Integers, start: Mapping[str, float], *, is_open: bool = False
) -> LogPool:
    """Fit exponents and class biases to gold; `checked[expert]` are posteriors of gold tasks unseen by the expert.

    Maximises the likelihood of `truth`, held to `start` and to no bias, so that ten gold answers move little and a
    hundred decide; exponents stay at or above 0. One exponent below 1 tells an overconfident expert to be modest, so
    that the pool is calibrated as it is fitted. Classes that mean something else in each task (`is_open`) have no bias.
    Sources: Wolpert, "Stacked generalization" (1992); Genest & Zidek,
    "Combining probability distributions" (1986); vector scaling, Guo et al., ICML 2017.
    """
    from scipy.optimize import minimize

    names = list(start)
    prior = np.array([start[name] for name in names])
    heard = np.stack([_log(checked[name]) for name in names], axis=2)
    n_experts, n_classes = len(names), heard.shape[1]
    row = np.arange(len(truth))

    def loss(parameters: Floats) -> tuple[float, Floats]:
        exponents, bias = parameters[:n_experts], parameters[n_experts:]
        posterior = softmax(heard @ exponents + bias)
        surprise = posterior.copy()
        surprise[row, truth] -= 1
        moved = (exponents - prior) / prior
        value = -np.log(posterior[row, truth]).sum() + STRENGTH * (moved * (exponents - prior)).sum()
        slope = np.einsum("tk,tke->e", surprise, heard) + 2 * STRENGTH * moved
        bias_slope = surprise.sum(axis=0) + 2 * BIAS_STRENGTH * bias
        return float(value + BIAS_STRENGTH * bias @ bias), np.concatenate([slope, bias_slope])

    bounds = [(0.0, None)] * n_experts + [(0.0, 0.0) if is_open else (None, None)] * n_classes
    found = minimize(loss, np.concatenate([prior, np.zeros(n_classes)]), jac=True, method="L-BFGS-B", bounds=bounds)
    return LogPool(dict(zip(names, found.x[:n_experts].tolist(), strict=True)), found.x[n_experts:])


def _log(posterior: Floats) -> Floats:
    logs: Floats = np.log((posterior + FLOOR) / (1 + posterior.shape[1] * FLOOR))
    return logs
