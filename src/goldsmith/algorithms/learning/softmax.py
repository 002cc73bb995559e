"""Multinomial logistic regression: weighted, with a ridge penalty, fitted by L-BFGS."""

from __future__ import annotations

from typing import Any, Final, NamedTuple

import numpy as np
import numpy.typing as npt
from scipy import sparse
from scipy.optimize import minimize
from scipy.special import log_softmax, softmax

__all__ = ["Compact", "Features", "Linear", "compress", "fit_softmax"]

Floats = npt.NDArray[np.float64]
Features = Any  # rows by columns, dense or scipy's csr_array: both know @ and .T

MOST_STEPS: Final = 100


class Linear(NamedTuple):
    """Class scores that are linear in the features: `weights` (columns by classes) and `bias` (classes)."""

    weights: Floats
    bias: Floats

    def score(self, features: Features) -> Floats:
        return np.asarray(features @ self.weights + self.bias, dtype=np.float64)


def fit_softmax(
    features: Features, labels: npt.ArrayLike, weights: npt.ArrayLike, n_classes: int, *, freedom: float
) -> Linear:
    """Fit class scores to integer `labels` (rows), each row counting as much as its weight.

    `freedom` is the inverse of the penalty on squared weights (C in the field); the bias is not penalised. Without rows
    all classes score alike.
    """
    truth = np.eye(n_classes)[np.asarray(labels, dtype=np.int64)]
    counts = np.asarray(weights, dtype=np.float64)
    shape = (features.shape[1], n_classes)

    def loss(flat: Floats) -> tuple[float, Floats]:
        linear = _unpack(flat, shape)
        scores = linear.score(features)
        residual = (softmax(scores, axis=1) - truth) * counts[:, None]
        value = -float(counts @ np.sum(truth * log_softmax(scores, axis=1), axis=1))
        value += float(np.sum(linear.weights**2)) / (2 * freedom)
        slope = np.asarray(features.T @ residual) + linear.weights / freedom
        return value, np.concatenate([slope.ravel(), residual.sum(axis=0)])

    start = np.zeros((shape[0] + 1) * n_classes)
    found = minimize(loss, start, jac=True, method="L-BFGS-B", options={"maxiter": MOST_STEPS, "maxcor": 6})
    return _unpack(found.x, shape)


def _unpack(flat: Floats, shape: tuple[int, int]) -> Linear:
    size = shape[0] * shape[1]
    return Linear(flat[:size].reshape(shape), flat[size:])


class Compact(NamedTuple):
    """The same rows in fewer columns, with the same products between them; `turned` leads back."""

    rows: Features
    before: Features
    turned: Floats | None

    def restore(self, linear: Linear) -> Linear:
        """The scores that were fitted to these rows, for rows as they were before."""
        if self.turned is None:
            return linear
        return Linear(np.asarray(self.before.T @ (self.turned @ linear.weights)), linear.bias)


def compress(features: Features) -> Compact:
    """As many columns as rows, if there were more: a fit with a ridge penalty sees rows by their products alone.

    Source: Hastie and Tibshirani 2004, Efficient Quadratic Regularization for Expression Arrays.
    """
    if features.shape[1] <= features.shape[0]:
        return Compact(features, features, None)
    products = features @ features.T
    strengths, directions = np.linalg.eigh(products.toarray() if sparse.issparse(products) else products)
    lasting = strengths > max(strengths[-1], 0.0) * 1e-7
    sizes = np.sqrt(strengths[lasting])
    return Compact(directions[:, lasting] * sizes, features, directions[:, lasting] / sizes)
