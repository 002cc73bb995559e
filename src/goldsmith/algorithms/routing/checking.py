"""Random checks by people of what a model is sure of: only they show how often it is wrong when it is so sure."""

from __future__ import annotations

from typing import Final

import numpy as np
import numpy.typing as npt

__all__ = ["choose_checks", "share_to_check"]

SHARE: Final = 0.02
LEAST: Final = 50


def choose_checks(
    is_model_only: npt.ArrayLike,
    n_checked: int,
    *,
    share: float = SHARE,
    least: int = LEAST,
    seed: int = 0,
) -> npt.NDArray[np.bool_]:
    """Draw tasks, `[task]`, that only models have answered, for one person's answer each.

    In all, `share` of the tasks is checked and at least `least`, of which `n_checked` were drawn before. A task's place
    in the draw depends on `seed` alone, never on what anybody answered, so that the checks tell the truth about all
    tasks and further checks continue the same draw.

    >>> int(choose_checks([True] * 1000, 30).sum())
    20
    """
    waiting = np.asarray(is_model_only, dtype=np.bool_)
    wanted = max(least, round(share * len(waiting))) - n_checked
    drawn = np.zeros(len(waiting), dtype=np.bool_)
    if wanted > 0:
        place = np.random.default_rng(seed).permutation(len(waiting))
        candidates = np.flatnonzero(waiting)
        drawn[candidates[np.argsort(place[candidates])][:wanted]] = True
    return drawn


def share_to_check(n_tasks: int) -> float:
    """How many of so many tasks are checked at random, as a share: two of a hundred, fifty at least.

    >>> share_to_check(10_000), share_to_check(500)
    (0.02, 0.1)
    """
    return max(SHARE, LEAST / max(n_tasks, 1))
