"""Measures of stated probabilities against the truth of tasks that were checked."""

from __future__ import annotations

from typing import Any, Final, NamedTuple

import numpy as np
import numpy.typing as npt

__all__ = [
    "N_BINS",
    "Bins",
    "brier_score",
    "calibration_error",
    "chance_calibration_error",
    "log_loss",
    "reliability_bins",
]

N_BINS: Final = 15
CHANCE_DRAWS = 100
Floats = npt.NDArray[np.float64]
Integers = npt.NDArray[np.integer[Any]]


class Bins(NamedTuple):
    """A reliability diagram: equal steps of confidence from 0 to 1; means of empty bins are NaN."""

    answers: Integers
    confidence: Floats
    """Mean confidence in each bin."""
    accuracy: Floats
    """Share of right answers in each bin."""


def reliability_bins(confidence: npt.ArrayLike, is_right: npt.ArrayLike, n_bins: int = N_BINS) -> Bins:
    """Sort answers by how sure we were of them. `confidence` are shares from 0 to 1, `is_right` 0 or 1 (or a share).

    Raises ValueError for columns that do not fit. Source: Murphy & Winkler, Applied Statistics 26 (1977).

    >>> reliability_bins([0.9, 0.9, 0.2], [1, 0, 0], 2).accuracy.tolist()
    [0.0, 0.5]
    """
    sure, right = _columns(confidence, is_right)
    bins = np.minimum((sure * n_bins).astype(np.int64), n_bins - 1)
    count = np.bincount(bins, minlength=n_bins)
    with np.errstate(invalid="ignore"):
        means = [np.bincount(bins, values, minlength=n_bins) / count for values in (sure, right)]
    return Bins(count, *means)


def calibration_error(confidence: npt.ArrayLike, is_right: npt.ArrayLike, n_bins: int = N_BINS) -> float:
    """Expected calibration error: by how much confidence and accuracy differ in a bin, over all answers; 0 for none.

    With few answers it is above 0 by chance alone: compare `chance_calibration_error`.
    Source: Naeini, Cooper & Hauskrecht, AAAI 2015.
    """
    bins = reliability_bins(confidence, is_right, n_bins)
    total = int(bins.answers.sum())
    return float(np.nansum(bins.answers * np.abs(bins.confidence - bins.accuracy)) / max(total, 1))


def chance_calibration_error(confidence: npt.ArrayLike, n_bins: int = N_BINS, seed: int = 0) -> float:
    """The mean calibration error of answers that are right exactly as often as stated: what noise alone makes of it."""
    sure = np.asarray(confidence, dtype=np.float64)
    draw = np.random.default_rng(seed)
    errors = [calibration_error(sure, draw.random(len(sure)) < sure, n_bins) for _ in range(CHANCE_DRAWS)]
    return float(np.mean(errors))


def brier_score(posterior: npt.ArrayLike, truth: npt.ArrayLike) -> float:
    """Mean squared distance of `posterior[task, class]` from the truth, summed over classes: 0 to 2; NaN for no task.

    Source: Brier, Monthly Weather Review 78 (1950).
    """
    stated, true = _rows(posterior, truth)
    distance = np.square(stated).sum(axis=1) - 2 * stated[np.arange(len(true)), true] + 1
    return float(distance.mean()) if len(true) else float("nan")


def log_loss(posterior: npt.ArrayLike, truth: npt.ArrayLike, floor: float = 1e-6) -> float:
    """Mean surprise at the truth in nats; a probability below `floor` counts as `floor`; NaN for no task."""
    stated, true = _rows(posterior, truth)
    surprise = -np.log(np.maximum(stated[np.arange(len(true)), true], floor))
    return float(surprise.mean()) if len(true) else float("nan")


def _columns(confidence: npt.ArrayLike, is_right: npt.ArrayLike) -> tuple[Floats, Floats]:
    sure, right = (np.asarray(column, dtype=np.float64).ravel() for column in (confidence, is_right))
    if len(sure) != len(right):
        raise ValueError("confidence and is_right must be equally long")
    if not ((sure >= 0) & (sure <= 1) & (right >= 0) & (right <= 1)).all():
        raise ValueError("confidence and is_right are shares from 0 to 1")
    return sure, right


def _rows(posterior: npt.ArrayLike, truth: npt.ArrayLike) -> tuple[Floats, Integers]:
    stated, true = np.asarray(posterior, dtype=np.float64), np.asarray(truth, dtype=np.int64)
    if stated.ndim != 2 or len(stated) != len(true):
        raise ValueError("posterior must have one row per true class")
    if len(true) and (true.min() < 0 or true.max() >= stated.shape[1]):
        raise ValueError("true classes count from 0 and stay below the number of columns")
    return stated, true
