"""How much labelers agree, corrected for chance: to watch a project's health, not to decide what is true."""

from __future__ import annotations

import numpy as np
import numpy.typing as npt

__all__ = ["agreement_counts", "krippendorff_alpha"]


def agreement_counts(
    tasks: npt.ArrayLike, labelers: npt.ArrayLike, answers: npt.ArrayLike
) -> tuple[npt.NDArray[np.int64], npt.NDArray[np.int64]]:
    """Count, per labeler, comparisons with each other labeler of the same task: (agreed, compared).

    >>> agreed, compared = agreement_counts([0, 0, 0, 1], [0, 1, 2, 0], [1, 1, 0, 0])
    >>> agreed.tolist(), compared.tolist()
    ([1, 1, 0], [2, 2, 2])
    """
    task, labeler, answer = (np.asarray(column, dtype=np.int64) for column in (tasks, labelers, answers))
    n_labelers = int(labeler.max(initial=-1)) + 1
    pair = task * (int(answer.max(initial=0)) + 1) + answer
    _, same, n_same = np.unique(pair, return_inverse=True, return_counts=True)
    _, group, n_group = np.unique(task, return_inverse=True, return_counts=True)
    agreed = np.bincount(labeler, weights=n_same[same] - 1, minlength=n_labelers)
    compared = np.bincount(labeler, weights=n_group[group] - 1, minlength=n_labelers)
    return agreed.astype(np.int64), compared.astype(np.int64)


def krippendorff_alpha(tasks: npt.ArrayLike, answers: npt.ArrayLike) -> float:
    """Krippendorff's alpha for categories: 1 perfect, 0 as by chance, below 0 systematic disagreement.

    Tasks with a single answer say nothing and are left out; without any pair, or with one class only, alpha is NaN.
    Source: K. Krippendorff, Content Analysis (2004), chapter 11.

    >>> round(krippendorff_alpha([0, 0, 1, 1, 2, 2], [0, 0, 1, 1, 0, 1]), 3)
    0.444
    """
    task, answer = np.asarray(tasks, dtype=np.int64), np.asarray(answers, dtype=np.int64)
    _, group, n_group = np.unique(task, return_inverse=True, return_counts=True)
    is_paired = n_group[group] > 1
    group, answer, size = group[is_paired], answer[is_paired], n_group[group][is_paired]
    if answer.size == 0:
        return float("nan")
    _, pair, n_pair = np.unique(group * (int(answer.max()) + 1) + answer, return_inverse=True, return_counts=True)
    observed = 1 - np.mean((n_pair[pair] - 1) / (size - 1))
    n_class = np.unique(answer, return_counts=True)[1]
    n = answer.size
    expected = 1 - float((n_class * (n_class - 1)).sum()) / (n * (n - 1))
    return float("nan") if expected == 0 else float(1 - observed / expected)
