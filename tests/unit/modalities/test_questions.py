"""How each type of question is reconciled: what two say against one, what lies between, and what is left open."""

import msgspec
import pytest

from goldsmith.modalities import registry
from goldsmith.modalities.accord import value_accord
from goldsmith.modalities.answers import read_answer
from goldsmith.modalities.reconcile import TaskAnswers, reconcile_answers
from goldsmith.modalities.votes import Given
from goldsmith.ontology import read_ontology

FORM = registry.get("form.v1")


def merged(question, *values, others=()):
    """What the answers to one question come to; None is no answer."""
    asked = {"name": "q", **question}
    ontology = read_ontology({"attributes": [asked, *others]}, ())
    given = [{} if value is None else {"q": value} for value in values]
    answers = [read_answer(FORM, ontology, {"global_attributes": each}) for each in given]
    task = TaskAnswers("task", [Given(str(number), answer) for number, answer in enumerate(answers)])
    [found] = reconcile_answers(FORM, ontology, [task])
    read_answer(FORM, ontology, msgspec.json.encode(found.answer))
    return found.answer.global_attributes.get("q")


RATING = {"type": "rating", "minimum": 1, "maximum": 5}
RANKING = {"type": "ranking", "choices": [{"name": "a"}, {"name": "b"}, {"name": "c"}]}
TIME = {"type": "time_range"}
RUBRIC = {"type": "rubric", "criteria": [{"name": "short"}, {"name": "true"}]}
ROWS = {
    "type": "group",
    "questions": [{"name": "what", "type": "text", "required": True}, {"name": "price", "type": "number"}],
}


@pytest.mark.parametrize(
    ("question", "values", "answer"),
    [
        (RATING, [1, 4, 5], 4),
        (RATING, [5, 5, 1, 1, 2], 2),
        (RATING, [2, None, None], None),
        ({**RATING, "step": 0.5}, [1.5, 1.5, 5], 1.5),
        (RANKING, [["a", "b", "c"], ["a", "c", "b"], ["b", "a", "c"]], ["a", "b", "c"]),
        (RANKING, [["a", "b", "c"], ["b", "c", "a"], ["c", "a", "b"]], ["a", "b", "c"]),
        (RANKING, [["b", "c", "a"], None, None], None),
        ({"type": "date"}, ["2026-01-31", "2026-01-30", "2026-01-31"], "2026-01-31"),
        (
            TIME,
            [{"start": 1, "end": 3}, {"start": 1.2, "end": 3.2}, {"start": 40, "end": 50}],
            {"start": 1.1, "end": 3.1},
        ),
        (TIME, [{"start": 1, "end": 3}, None, None], None),
        (
            RUBRIC,
            [{"short": True, "true": False}] * 2 + [{"short": False, "true": True}],
            {"short": True, "true": False},
        ),
        (
            ROWS,
            [
                [{"what": "apple", "price": 1}, {"what": "pear"}],
                [{"what": "pear"}, {"what": "apple", "price": 2}],
                [{"what": "apple", "price": 2}],
            ],
            [{"what": "apple", "price": 2}, {"what": "pear"}],
        ),
        (ROWS, [[{"what": "apple"}], None, None], None),
        ({**ROWS, "required": True}, [[{"what": "a"}], [{"what": "b"}], [{"what": "c"}]], [{"what": "a"}]),
        ({**ROWS, "least": 2}, [[{"what": "a"}, {"what": "b"}], [{"what": "a"}, {"what": "c"}]], None),
        (
            {"type": "category", "allow_multiple": True, "most": 1, "choices": [{"name": "a"}, {"name": "b"}]},
            [["a"], ["b"], ["a"]],
            ["a"],
        ),
    ],
)
def test_answers_become_one(question, values, answer):
    found = merged(question, *values)
    if answer is None and question.get("least"):
        assert len(found) >= 2
    else:
        assert found == answer


def test_whose_file_stands_is_voted_on():
    one, other = ("asset_01h455vb4pex5vsknk084sn02q", "asset_01h455vb4pex5vsknk084sn02r")
    assert merged({"type": "file"}, one, other, one) == one


def test_a_merged_time_is_never_longer_than_allowed():
    question = {**TIME, "maximum": 10}
    found = merged(question, {"start": 0, "end": 10}, {"start": 3, "end": 13}, {"start": 3, "end": 10})
    assert found["end"] - found["start"] <= 10


@pytest.mark.parametrize(
    ("one", "other", "accord"),
    [
        (["a", "b"], ["a", "b"], 1),
        (["a", "b"], ["b", "a"], 0),
        (["a", "b"], ["a"], 0.5),
        ({"start": 0, "end": 2}, {"start": 1, "end": 3}, 1 / 3),
        ({"start": 1, "end": 1}, {"start": 1, "end": 1}, 1),
        ({"short": True, "true": False}, {"short": True, "true": True}, 0.5),
        ([{"what": "a"}, {"what": "b"}], [{"what": "b"}], 2 / 3),
        ([{"what": "a", "n": 1}], [{"what": "a", "n": 2}], 0.75),
        (4, 5, 0.8),
        (None, "a", 0),
    ],
)
def test_values_are_as_alike_as_they_are(one, other, accord):
    assert value_accord(one, other) == pytest.approx(accord)
    assert value_accord(other, one) == value_accord(one, other)
    assert value_accord(one, one) == 1
