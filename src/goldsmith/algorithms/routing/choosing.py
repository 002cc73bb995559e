"""Whom to ask: the labeler whose answer is expected to lower the error most for its price, giving new ones a chance."""

from __future__ import annotations

from typing import Final

import numpy as np
import numpy.typing as npt

from goldsmith.algorithms.routing.worth import Floats, worth_of_answers

__all__ = ["choose_labeler"]

CURIOSITY: Final = 0.5  # how many standard errors of their reliability somebody is given the benefit of
PSEUDO_ANSWERS: Final = 4.0


def choose_labeler(
    posterior: npt.ArrayLike,
    task: npt.ArrayLike,
    reliability: npt.ArrayLike,
    answers_given: npt.ArrayLike,
    *,
    price: npt.ArrayLike = 1.0,
) -> tuple[npt.NDArray[np.int64], Floats]:
    """Return the best offer for each task (-1: nobody offers) and the value of every offer, `[offer]`.

    Offer `i` is a labeler who could answer `task[i]`, is thought to be right with chance `reliability[i]`, judged by
    `answers_given[i]` answers so far, and costs `price[i]` (scalar or per offer). The value is the expected drop in the
    task's error per price, at the upper end of what the labeler's reliability may be, so that somebody little known is
    tried before they are judged. Among equal offers the first wins. Source: upper confidence bounds as in Auer,
    Cesa-Bianchi & Fischer, Machine Learning 47 (2002).

    >>> choose_labeler([[0.6, 0.4]], [0, 0], [0.7, 0.9], [50, 50])[0].tolist()
    [1]
    """
    belief = np.asarray(posterior, dtype=np.float64)
    of = np.asarray(task, dtype=np.int64)
    mean, given = np.asarray(reliability, dtype=np.float64), np.asarray(answers_given, dtype=np.float64)
    hoped = np.minimum(mean + CURIOSITY * np.sqrt(mean * (1 - mean) / (given + PSEUDO_ANSWERS)), 1)
    value = worth_of_answers(belief[of], np.full(len(of), 7), hoped).rate / np.asarray(price, dtype=np.float64)
    # A belief that no look ahead overturns makes all values 0: then the more reliable goes first.
    order = np.lexsort((-np.arange(len(of)), hoped, value, of))
    best = np.full(len(belief), -1, dtype=np.int64)
    best[of[order]] = order
    return best, value
