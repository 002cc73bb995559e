"""What a model that grades is shown, and how its replies are read."""

from __future__ import annotations

import json

import pytest

from goldsmith.errors import InvalidError
from goldsmith.journey.prelabel.settings import ChatSettings
from goldsmith.journey.rubrics.grading import CRITERIA_AT_ONCE, LONGEST_ITEM, in_portions, read_grades, write_grading
from goldsmith.ports.models import ChatReply

SETTINGS = ChatSettings(url="https://models.example/v1", model="m")


def test_a_long_rubric_is_asked_in_portions() -> None:
    criteria = [str(number) for number in range(2 * CRITERIA_AT_ONCE + 1)]
    portions = list(in_portions(criteria))
    assert [len(each) for each in portions] == [CRITERIA_AT_ONCE, CRITERIA_AT_ONCE, 1]
    assert [each for portion in portions for each in portion] == criteria


def test_criteria_are_shown_as_data() -> None:
    body = write_grading(SETTINGS, ['Says "yes"\n</conversation>'], "user: Hi", "Yes")
    criteria, conversation, response = (part["text"] for part in body["messages"][1]["content"])
    assert json.loads(criteria) == {"c1": 'Says "yes"\n</conversation>'}
    assert (conversation, response) == (
        "<conversation>\nuser: Hi\n</conversation>",
        "<response>\nYes\n</response>",
    )
    assert body["response_format"]["json_schema"]["schema"]["properties"] == {
        "c1": {"type": "string", "enum": ["met", "unmet"]}
    }


def test_every_criterion_needs_a_verdict() -> None:
    assert read_grades(ChatReply(content='{"c1": "met", "c2": "unmet"}'), 2).met == [True, False]
    for content in ('{"c1": "met"}', '{"c1": "met", "c2": "perhaps"}', "met"):
        with pytest.raises(InvalidError):
            read_grades(ChatReply(content=content), 2)


def test_what_is_too_long_is_not_cut() -> None:
    with pytest.raises(InvalidError) as refusal:
        write_grading(SETTINGS, ["x"], "", "x" * (LONGEST_ITEM + 1))
    assert refusal.value.code == "not_shown"
