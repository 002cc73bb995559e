"""Figures become sentences that a labeler understands."""

from __future__ import annotations

from typing import Any

import pytest

from goldsmith.ontology import Attribute, Label, Ontology
from goldsmith.quality.figures import Slip
from goldsmith.quality.sentences import describe_question, describe_skill, explain_answer, explain_assignment

ONTOLOGY = Ontology(
    labels=(Label("car", "Car", attributes=(Attribute("color", "category", "Which colour?"),)),),
    attributes=(Attribute("mood", "category"),),
)


@pytest.mark.parametrize(
    ("question", "title"),
    [
        ("category /mood 3", "mood"),
        ("category car/color 5", "Which colour? (Car)"),
        ("category /gone 2", "gone"),
        ("label / 4", "which label an object has"),
        ("unheard-of / open", "unheard-of"),
    ],
)
def test_a_question_is_called_as_people_asked_it(question: str, title: str) -> None:
    assert describe_question(question, ONTOLOGY) == title


def describe(**facts: Any) -> str:
    plain = {
        "answers": 412,
        "reliability": 0.93,
        "low": 0.91,
        "high": 0.95,
        "by_choice": {},
        "slip": None,
        "titles": {},
    }
    return describe_skill(**{**plain, **facts})


def test_a_frequent_mistake_is_named() -> None:
    sentence = describe(slip=Slip("kind", "spam", "ham", 18, 100), titles={"ham": "Ham"})
    assert sentence.endswith("Often says “spam” where “Ham” was accepted (18 % of 100).")


def test_a_weak_choice_is_named_only_when_enough_was_seen_of_it() -> None:
    weak = {"good": {"answers": 300.0, "reliability": 0.97}, "bad": {"answers": 40.0, "reliability": 0.5}}
    assert describe(by_choice=weak).endswith("Weakest where “bad” is right: 50 %.")
    rare = {**weak, "bad": {"answers": 2.0, "reliability": 0.5}}
    assert describe(by_choice=rare) == "Right in about 93 % of 412 answers (91 to 95 %)."


def test_few_answers_are_called_few() -> None:
    sentence = describe(answers=1, reliability=0.7, low=0.1, high=0.99)
    assert sentence == "Right in about 70 % of 1 answer (10 to 99 %). Too few to tell."


def explain(*, people: int = 2, machines: int = 0, accepted_kind: str | None = None, **facts: Any) -> str:
    plain = {"status": "pending", "stage": "label", "decision": None, "expected_error": None}
    accepted = {"accepted_annotation_id": accepted_kind}
    return explain_answer({**plain, **accepted, **facts}, people=people, machines=machines, accepted_kind=accepted_kind)


def test_an_accepted_answer_says_who_spoke_and_what_doubt_is_left() -> None:
    sentence = explain(accepted_kind="consensus", status="completed", expected_error=0.032, machines=1)
    assert sentence.startswith("2 people and 1 machine answered.")
    assert sentence.endswith("it expects this to be wrong with a chance of 3.2 %.")
    assert explain(accepted_kind="review") == "A reviewer gave this answer."
    assert "certificate" in explain(accepted_kind="audit")


def test_an_open_task_says_what_it_waits_for() -> None:
    assert explain(people=0) == "Open for more answers. Nobody has answered yet."
    assert explain(stage="review").startswith("Waits for a reviewer.")
    assert explain(decision="wait", expected_error=0.2).endswith("wrong with a chance of 20.0 %.")
    assert explain(stage="ingest", people=0).startswith("Its files")
    assert explain(status="canceled") == "This task ended without an accepted answer."


def test_being_asked_is_explained_by_what_was_written_at_that_moment() -> None:
    asked = explain_assignment("label", {"priority": 50, "urgency": 730}, None)
    assert "(priority 50)" in asked
    assert "730 of 999" in asked
    assert explain_assignment("review", {}, "It is blurred.").endswith("It is blurred.")
    assert explain_assignment("audit", {}, None).startswith("Drawn at random")
