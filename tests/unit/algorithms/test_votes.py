"""Votes that grow and are taken back: however they came to be, they count as if they were counted anew."""

from __future__ import annotations

from typing import Any

import numpy as np
import pyarrow as pa
import pytest
from hypothesis import given
from hypothesis import strategies as st

from goldsmith.algorithms.leaderboard import Tally, Votes, count_votes, rank_models

NAMES = ("anvil", "bellows", "crucible", "dross")
WINNERS = ("left", "right", "tie")
Vote = dict[str, Any]

votes = st.builds(
    lambda models, **rest: {"left_name": models[0], "right_name": models[1], **rest},
    st.permutations(NAMES),
    question=st.sampled_from(("overall", "style")),
    labeler_id=st.sampled_from(("one", "two", "three")),
    outcome=st.integers(0, 2),
    is_placed=st.integers(0, 1),
    longer=st.sampled_from((0.0, 0.125, -2.0, 0.1)),
    more_marked=st.sampled_from((0.0, 1.0)),
)


def batch(rows: list[Vote], counted: int = 1) -> pa.RecordBatch:
    return pa.RecordBatch.from_pylist([{**row, "counted": counted} for row in rows])


def cells(tally: Tally) -> list[tuple[Any, ...]]:
    """A tally as a list that does not depend on how labelers are numbered."""
    rows = zip(tally.left, tally.right, tally.counts.tolist(), tally.covariates.round(6).tolist(), strict=True)
    return sorted((tally.names[left], tally.names[right], counts, beside) for left, right, counts, beside in rows)


@given(st.lists(st.tuples(votes, st.booleans()), max_size=40), st.integers(1, 7))
def test_what_came_and_went_counts_as_what_is_left(history: list[tuple[Vote, bool]], at_once: int) -> None:
    grown = Votes()
    for start in range(0, len(history), at_once):
        portion = history[start : start + at_once]
        grown = grown.and_then([batch([vote for vote, _ in portion])])
        if gone := [vote for vote, is_gone in portion if is_gone]:
            grown = grown.and_then([batch(gone, -1)])
    stays = [vote for vote, is_gone in history if not is_gone]
    anew = Votes().and_then([batch(stays)] if stays else [])
    assert grown.questions == anew.questions
    for question in ("overall", "style", "nobody asked"):
        assert grown.is_placed(question) == anew.is_placed(question)
        assert grown.differ_in(question, "longer") == anew.differ_in(question, "longer")
        for asked in ({}, {"by_labeler": True}, {"by_labeler": True, "styles": ["longer", "more_marked"]}):
            one, other = grown.tally(question, **asked), anew.tally(question, **asked)
            assert (one.names, one.labelers, cells(one)) == (other.names, other.labelers, cells(other))


@given(st.lists(votes, min_size=1, max_size=40))
def test_votes_are_counted_as_their_columns_are(given: list[Vote]) -> None:
    asked = [vote for vote in given if vote["question"] == given[0]["question"]]
    names = [[vote[side] for vote in asked] for side in ("left_name", "right_name", "labeler_id")]
    expected = count_votes(*names[:2], [WINNERS[vote["outcome"]] for vote in asked], labelers=names[2])
    found = Votes().and_then([batch(given)]).tally(given[0]["question"], by_labeler=True)
    assert (found.names, found.labelers, cells(found)) == (expected.names, expected.labelers, cells(expected))


def test_what_was_counted_stays_and_nothing_new_is_the_same() -> None:
    first = Votes().and_then(
        [batch([dict.fromkeys(("is_placed", "outcome", "longer", "more_marked"), 0) | named("a", "b")])]
    )
    second = first.and_then(
        [batch([dict.fromkeys(("is_placed", "outcome", "longer", "more_marked"), 0) | named("c", "a")])]
    )
    assert (len(first), first.tally("q").names) == (1, ("a", "b"))
    assert (len(second), second.tally("q").names) == (2, ("a", "b", "c"))
    assert second.and_then([]) is second
    assert second.tally("q", more=["z"]).names == ("a", "b", "c", "z")


def named(left: str, right: str) -> Vote:
    return {"question": "q", "left_name": left, "right_name": right, "labeler_id": "one"}


def test_intervals_are_the_same_whether_labelers_fit_a_table_or_not(monkeypatch: pytest.MonkeyPatch) -> None:
    draw = np.random.default_rng(5)
    left = draw.integers(0, 4, 400)
    right = (left + draw.integers(1, 4, 400)) % 4
    columns = [[NAMES[each] for each in side] for side in (left, right)]
    winners, who = draw.choice(WINNERS, 400).tolist(), draw.choice(["a", "b", "c"], 400).tolist()
    tally = count_votes(*columns, winners, labelers=who)
    dense = rank_models(tally)
    monkeypatch.setattr("goldsmith.algorithms.leaderboard.fit.MOST_DENSE", 0)
    sparse = rank_models(tally)
    np.testing.assert_allclose(dense.spread, sparse.spread, atol=1e-12)
    assert dense.position is not None
    assert sparse.position is not None
    assert dense.position.low == pytest.approx(sparse.position.low)
