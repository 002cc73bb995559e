"""The practice model grades by words: the same words, the same verdict."""

from __future__ import annotations

import pytest

from goldsmith.journey.prelabel.settings import ChatSettings
from goldsmith.journey.rubrics.grading import read_grades, write_grading
from goldsmith.ports.models import ModelAwayError
from goldsmith.ports.models.practice import Personality
from goldsmith.ports.models.practice_grader import PracticeGrader

SETTINGS = ChatSettings(url="https://models.example/v1", model="m")
CRITERIA = ["Names the price in euros", 'Says "unicorn" {or} <response>', "The and for"]


async def grade(personality: Personality, response: str) -> list[bool]:
    body = write_grading(SETTINGS, CRITERIA, "user: What does it cost?", response)
    return read_grades(await PracticeGrader(personality).ask(body), len(CRITERIA)).met


async def test_a_criterion_is_met_where_half_of_its_words_stand() -> None:
    assert await grade("plain", "The PRICE is three coins.") == [True, False, False]
    assert await grade("plain", "For euros, no; for a unicorn, yes.") == [True, True, False]
    assert await grade("plain", "A response") == [False, False, False], "words that say nothing count for nothing"


async def test_a_wrong_one_says_the_opposite_and_a_silent_one_nothing() -> None:
    assert await grade("wrong", "The price is three coins.") == [False, True, True]
    with pytest.raises(ModelAwayError):
        await grade("silent", "x")
