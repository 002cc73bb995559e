"""Sums and maxima of the rows of long, narrow tables, which numpy reduces slowly row by row."""

from __future__ import annotations

from functools import reduce

import numpy as np
import numpy.typing as npt

from goldsmith.algorithms.consensus.result import Floats

__all__ = ["choose", "row_max", "row_sum", "softmax"]

NARROW = 32  # columns


def row_sum(table: Floats) -> Floats:
    """[row]: the sum over columns."""
    if 0 < table.shape[1] <= NARROW:
        return reduce(np.add, table.T)
    total: Floats = table.sum(axis=1)
    return total


def row_max(table: Floats) -> Floats:
    """[row]: the largest value."""
    if 0 < table.shape[1] <= NARROW:
        return reduce(np.maximum, table.T)
    largest: Floats = table.max(axis=1, initial=-np.inf)
    return largest


def softmax(evidence: Floats) -> Floats:
    """Probabilities of rows of log-evidence."""
    probabilities: Floats = evidence - row_max(evidence)[:, None]
    np.exp(probabilities, out=probabilities)
    probabilities /= row_sum(probabilities)[:, None]
    return probabilities


def choose(posterior: Floats, threshold: float | None = None) -> tuple[npt.NDArray[np.int64], npt.NDArray[np.bool_]]:
    """Return the most probable class of each task and whether others are as probable.

    Rounding makes equal shares differ in the last bits; a tie must stay a tie. Where there is a `threshold`, class 0 is
    chosen as soon as it is that probable, and nothing is tied.
    """
    if threshold is not None:
        return np.where(posterior[:, 0] >= threshold, 0, 1), np.zeros(len(posterior), dtype=np.bool_)
    if not posterior.size:
        return np.zeros(len(posterior), dtype=np.int64), np.zeros(len(posterior), dtype=np.bool_)
    is_best = posterior >= row_max(posterior)[:, None] - 1e-12
    return is_best.argmax(axis=1), row_sum(is_best.astype(np.float32)) > 1
