"""Which tasks to ask first: those of models that nobody knows, and no more of them than there are."""

from __future__ import annotations

import numpy as np

from goldsmith.algorithms.leaderboard import count_votes, next_pairs, order_tasks


def known_pair(votes: int = 40) -> object:
    """Two models with many votes, and two without any."""
    left, right = ["a"] * votes, ["b"] * votes
    return count_votes(left, right, ["left", "right"] * (votes // 2), names=["a", "b", "c", "d"])


def test_models_that_nobody_compared_come_first() -> None:
    tasks = [("a", "b"), ("a", "b"), ("a", "c"), ("c", "d"), ("b", "d")]
    assert set(order_tasks(known_pair(), tasks, 2)) <= {2, 3, 4}
    assert order_tasks(known_pair(), tasks, 99)[-2:] == [0, 1]


def test_every_task_is_asked_once_and_what_compares_nobody_never() -> None:
    tasks = [("a", "b"), (), ("a",), ("a", "a"), ("a", "nobody"), ("b", "c")]
    assert sorted(order_tasks(known_pair(), tasks, 99)) == [0, 5]
    assert order_tasks(known_pair(), [(), ()], 5) == []
    assert order_tasks(known_pair(), tasks, 1) == [5]


def test_a_task_of_several_models_is_worth_more_than_one_of_its_pairs() -> None:
    assert order_tasks(known_pair(), [("a", "c"), ("a", "c", "d")], 1) == [1]


def test_with_pairs_without_end_it_chooses_as_next_pairs_does() -> None:
    draw = np.random.default_rng(3)
    names = [f"m{number}" for number in range(6)]
    left = draw.integers(0, 6, 60)
    right = (left + draw.integers(1, 6, 60)) % 6
    won = draw.choice(["left", "right", "tie"], 60)
    tally = count_votes([names[each] for each in left], [names[each] for each in right], won.tolist(), names=names)
    pairs = [(one, other) for place, one in enumerate(names) for other in names[place + 1 :]]
    tasks = pairs * 8
    chosen = [tuple(sorted(tasks[place])) for place in order_tasks(tally, tasks, 8)]
    assert chosen == [tuple(sorted(pair)) for pair in next_pairs(tally, 8)]
