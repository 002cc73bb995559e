"""Lineups are even, the same for the same assignment, and not to be guessed."""

from __future__ import annotations

from collections import Counter
from uuid import UUID

from hypothesis import given
from hypothesis import strategies as st

from goldsmith.ids import new_id
from goldsmith.journey.talk.lineup import alias_of, draw_lineup

SECRET = b"installation"
MODELS = [UUID(int=number) for number in range(5)]


def test_each_model_stands_on_each_place_equally_often() -> None:
    drawn = [draw_lineup(SECRET, UUID(int=number), MODELS, 3) for number in range(5_000)]
    for place in range(3):
        times = Counter(lineup[place] for lineup in drawn)
        assert all(abs(times[model] - 1_000) < 150 for model in MODELS), "five standard deviations are 141"


def test_pairs_come_in_both_orders_equally_often() -> None:
    drawn = [tuple(draw_lineup(SECRET, UUID(int=number), MODELS[:2], 2)) for number in range(2_000)]
    assert abs(Counter(drawn)[MODELS[0], MODELS[1]] - 1_000) < 115, "five standard deviations are 112"


@given(st.permutations(MODELS), st.integers(1, 5))
def test_the_order_in_which_models_are_named_does_not_matter(named: list[UUID], count: int) -> None:
    assignment = UUID(int=7)
    lineup = draw_lineup(SECRET, assignment, named, count)
    assert lineup == draw_lineup(SECRET, assignment, MODELS, count)
    assert len(set(lineup)) == count


def test_another_secret_draws_otherwise() -> None:
    ids = [new_id() for _ in range(50)]
    ours, theirs = ([draw_lineup(secret, each, MODELS, 5) for each in ids] for secret in (SECRET, b"another"))
    assert ours != theirs


def test_aliases_are_letters() -> None:
    assert "".join(map(alias_of, range(8))) == "ABCDEFGH"
