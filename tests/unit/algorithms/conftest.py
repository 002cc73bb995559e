"""Crowds made up, whose truth is known."""

import numpy as np
import pytest


@pytest.fixture(scope="session")
def crowd():
    return _crowd


def _crowd(seed, skills, n_tasks=300, n_classes=2, per_task=5, confuse=None):
    """Truth, and answers of labelers who are right with their skill; `confuse(truth)` is what the others say."""
    draw = np.random.default_rng(seed)
    truth = draw.integers(0, n_classes, n_tasks)
    task = np.repeat(np.arange(n_tasks), per_task)
    labeler = np.concatenate([draw.choice(len(skills), per_task, replace=False) for _ in range(n_tasks)])
    is_right = draw.random(len(task)) < np.asarray(skills)[labeler]
    wrong = (
        (truth[task] + draw.integers(1, n_classes, len(task))) % n_classes if confuse is None else confuse(truth[task])
    )
    return truth, task, labeler, np.where(is_right, truth[task], wrong)
