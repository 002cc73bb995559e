"""Pairs as questions to a chat model: shown both ways round, believed where both ways say the same."""

from __future__ import annotations

import pytest

from goldsmith.errors import InvalidError
from goldsmith.journey.prelabel.pair_questions import LONGEST_ITEM, PairSaid, believe, read_winner, write_pair
from goldsmith.journey.prelabel.settings import ChatSettings
from goldsmith.modalities.pairings import Pairing, Side
from goldsmith.ports.models import ChatReply

PAIR = Pairing("best", "a", "b")
SETTINGS = ChatSettings(url="https://models.example/v1", model="m")


def said(winner: Side, chance: float = 0.9, *, turned: bool = False) -> PairSaid:
    return PairSaid(PAIR.turned if turned else PAIR, winner, chance)


def reply(content: str) -> ChatReply:
    return ChatReply(content=content, tokens_in=1, tokens_out=1, token_logprobs=(), attempts=1)


def test_what_both_ways_say_is_believed_as_far_as_the_model_is_sure() -> None:
    chances = believe(said("left", 0.8), said("right", 0.6, turned=True), may_tie=True)
    assert chances == pytest.approx((0.7, 0.15, 0.15))
    assert sum(chances) == pytest.approx(1)


def test_a_model_that_contradicts_itself_knows_nothing() -> None:
    assert believe(said("left"), said("left", turned=True), may_tie=True) == pytest.approx((1 / 3, 1 / 3, 1 / 3))


def test_where_ties_are_no_answer_a_contradiction_leaves_both_as_likely() -> None:
    assert believe(said("right"), said("right", turned=True), may_tie=False) == pytest.approx((0.5, 0.5, 0.0))


def test_a_tie_one_way_and_a_winner_the_other_share_the_belief() -> None:
    left, right, tie = believe(said("tie"), said("right", turned=True), may_tie=True)
    assert (left, tie, right) == pytest.approx((0.475, 0.475, 0.05))


def test_a_tie_can_only_be_chosen_where_it_is_an_answer() -> None:
    with_ties, without = (write_pair(SETTINGS, "", "Which?", "item", may_tie=each) for each in (True, False))
    enums = [
        body["response_format"]["json_schema"]["schema"]["properties"]["better"]["enum"]
        for body in (with_ties, without)
    ]
    assert enums == [["A", "B", "tie"], ["A", "B"]]
    assert read_winner(reply('{"better": "tie"}'), PAIR, may_tie=True).winner == "tie"
    with pytest.raises(InvalidError, match="no such choice"):
        read_winner(reply('{"better": "tie"}'), PAIR, may_tie=False)


def test_what_is_too_long_is_not_cut() -> None:
    with pytest.raises(InvalidError) as refusal:
        write_pair(SETTINGS, "", "Which?", "x" * (LONGEST_ITEM + 1), may_tie=True)
    assert refusal.value.code == "not_shown"
