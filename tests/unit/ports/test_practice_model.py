"""The practice model says the same to the same words, and different things in different moods."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from goldsmith.ports.models import Ending, ModelAwayError
from goldsmith.ports.models.cleaning import Cleaner
from goldsmith.ports.models.practice import Personality, PracticeTalker

QUESTION = "How do I keep a sourdough alive in winter?"


async def hear(personality: Personality, asked: str = QUESTION, seed: int = 0, **more: int) -> tuple[str, Ending]:
    body = {"messages": [{"role": "user", "content": asked}], **more}
    *pieces, ending = [piece async for piece in PracticeTalker(personality, seed).talk(body)]
    assert isinstance(ending, Ending)
    return "".join(str(piece) for piece in pieces), ending


async def test_the_same_words_get_the_same_reply() -> None:
    assert await hear("plain") == await hear("plain")


async def test_another_seed_or_question_gets_another_reply() -> None:
    seeds = {(await hear("verbose", seed=seed))[0] for seed in range(10)}
    asked = {(await hear("verbose", asked=f"What is number {number}?"))[0] for number in range(10)}
    assert min(len(seeds), len(asked)) > 5


async def test_personalities_differ_as_their_names_say() -> None:
    terse, verbose, wrong = [(await hear(each))[0] for each in ("terse", "verbose", "wrong")]
    assert len(terse) < 120 < len(verbose)
    assert "```" in verbose
    assert "$" in verbose
    assert "1. " in verbose
    assert any(word in wrong for word in ("1843", "2 + 2 = 5", "50 °C"))


async def test_code_and_formulas_come_now_and_then() -> None:
    said = [(await hear("plain", seed=seed))[0] for seed in range(60)]
    for mark in ("```", "$"):
        assert 5 < sum(mark in each for each in said) < 55


async def test_it_says_what_it_is() -> None:
    said, _ = await hear("wrong", "Who are you?")
    assert "built-in practice model" in said


async def test_it_stops_at_the_most_tokens() -> None:
    said, ending = await hear("verbose", max_tokens=10)
    assert (len(said.split()), ending.finish_reason, ending.tokens_out) == (10, "length", 10)


async def test_the_silent_one_never_answers() -> None:
    with pytest.raises(ModelAwayError):
        await hear("silent")


@given(st.text(max_size=200))
async def test_any_question_gets_a_reply_that_can_be_kept(asked: str) -> None:
    said, _ = await hear("wrong", asked)
    assert said
    assert "\x00" not in said


@given(st.text(alphabet="abk-\ud83d\ude00é\x00", max_size=60), st.integers(1, 7))
def test_a_cleaner_says_the_same_however_a_text_is_cut(text: str, size: int) -> None:
    def clean(size: int) -> str:
        cleaner = Cleaner("kk-abkab")
        pieces = [text[start : start + size] for start in range(0, len(text), size)]
        return "".join(map(cleaner.feed, pieces)) + cleaner.end()

    whole = clean(1000)
    assert clean(size) == whole
    assert "kk-abkab" not in whole
    assert "\x00" not in whole
    whole.encode()
