"""A classifier that is as sure as it may be: its penalty and its temperature are chosen on rows it was not fitted to.

Source: Guo et al. 2017, On Calibration of Modern Neural Networks (temperature scaling), on cross-validated scores. A
classifier that has seen n answers never claims more than n/(n + classes) beyond chance: rule of succession.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

import numpy as np
import numpy.typing as npt
from scipy import sparse
from scipy.optimize import minimize_scalar
from scipy.special import log_softmax, softmax

from goldsmith.algorithms.learning.softmax import Features, Floats, Linear, compress, fit_softmax

__all__ = ["Classifier", "fit_classifier"]

FOLDS: Final = 5
FREEDOMS: Final = (1.0, 10.0, 100.0)
MOST_CHECKED: Final = 2_000  # rows that choose penalty and temperature: more would only cost time
MOST_PARAMETERS: Final = 2_000_000
HOTTEST: Final = 3.0  # of the logarithm of the temperature, either way


@dataclass(frozen=True)
class Classifier:
    """Class probabilities of rows of features. `accuracy` is the share that was right in cross-validation."""

    linear: Linear
    columns: npt.NDArray[np.int64] | None
    temperature: float
    answers: float
    accuracy: float

    def predict(self, features: Features) -> Floats:
        """Rows by classes: calibrated probabilities."""
        chosen = features if self.columns is None else features[:, self.columns]
        probability: Floats = softmax(self.linear.score(chosen) / self.temperature, axis=1)
        classes = probability.shape[1]
        cautious: Floats = (probability * self.answers + 1.0) / (self.answers + classes)
        return cautious


def fit_classifier(
    features: Features, labels: npt.ArrayLike, weights: npt.ArrayLike, n_classes: int, *, seed: int = 0
) -> Classifier:
    """Learn `labels` (integers below `n_classes`) from `features` (dense, or csr_array), weighted; at least two rows.

    >>> rows = np.array([[1.0, 0.0], [0.0, 1.0]] * 10)
    >>> learned = fit_classifier(rows, [0, 1] * 10, np.ones(20), 2)
    >>> learned.predict(np.array([[1.0, 0.0]])).argmax(), learned.accuracy
    (np.int64(0), 1.0)
    """
    truth, counts = np.asarray(labels, dtype=np.int64), np.asarray(weights, dtype=np.float64)
    columns = _useful_columns(features, n_classes)
    rows = features if columns is None else features[:, columns]
    checked = np.random.default_rng(seed).permutation(len(truth))[:MOST_CHECKED]
    known, scale = truth[checked], counts[checked]
    compact = compress(rows[checked])
    trials = [(_cross_validate(compact.rows, known, scale, n_classes, each), each) for each in FREEDOMS]
    best, freedom = min(trials, key=lambda trial: trial[0].loss)
    if len(checked) == len(truth):
        linear = compact.restore(fit_softmax(compact.rows, known, scale, n_classes, freedom=freedom))
    else:
        linear = fit_softmax(rows, truth, counts, n_classes, freedom=freedom)
    return Classifier(linear, columns, best.temperature, float(counts.sum()), best.accuracy)


@dataclass(frozen=True)
class _Checked:
    loss: float
    temperature: float
    accuracy: float


def _cross_validate(
    rows: Features, truth: npt.NDArray[np.int64], counts: Floats, n_classes: int, freedom: float
) -> _Checked:
    fold = _folds(truth)
    scores = np.zeros((len(truth), n_classes))
    for number in range(FOLDS):
        inside, outside = np.flatnonzero(fold != number), np.flatnonzero(fold == number)
        if len(inside) and len(outside):
            fitted = fit_softmax(rows[inside], truth[inside], counts[inside], n_classes, freedom=freedom)
            scores[outside] = fitted.score(rows[outside])
    right = scores.argmax(axis=1) == truth
    found = minimize_scalar(_loss_at, bounds=(-HOTTEST, HOTTEST), args=(scores, truth, counts), method="bounded")
    return _Checked(float(found.fun), float(np.exp(found.x)), float(counts @ right / counts.sum()))


def _folds(truth: npt.NDArray[np.int64]) -> npt.NDArray[np.int64]:
    """Deal the rows of each class out in turn, so that every fold sees every class it can."""
    order = np.argsort(truth, kind="stable")
    fold = np.empty(len(truth), dtype=np.int64)
    fold[order] = np.arange(len(truth)) % FOLDS
    return fold


def _loss_at(log_temperature: float, scores: Floats, truth: npt.NDArray[np.int64], counts: Floats) -> float:
    said = log_softmax(scores / np.exp(log_temperature), axis=1)[np.arange(len(truth)), truth]
    return -float(counts @ said / counts.sum())


def _useful_columns(features: Features, n_classes: int) -> npt.NDArray[np.int64] | None:
    """Of sparse features the columns that occur, the most frequent first; all of dense ones (None)."""
    if not sparse.issparse(features):
        return None
    occurrences = np.bincount(features.indices, minlength=features.shape[1])
    most = max(MOST_PARAMETERS // n_classes, 1)
    frequent = np.argsort(-occurrences, kind="stable")[:most]
    return np.sort(frequent[occurrences[frequent] > 0])
