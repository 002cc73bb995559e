"""What models and labeling functions said of a task, and who may read it."""

from __future__ import annotations

from typing import Any

import pytest

from ..model_server import ModelServer
from ..product import Customer, wait_until
from .moods import MOOD, add_model, add_texts, answer_some, chat_settings, run

FUNCTION = """from goldsmith import label_function


@label_function(attribute="mood", confidence=0.75)
def by_the_harbour(item):
    return "good" if "harbour" in item.text else None
"""


@pytest.fixture
def project(customer: Customer, server: ModelServer) -> str:
    """Thirty texts that a model and a function have spoken about."""
    made = customer.make_project(ontology=MOOD, answers_needed=2)
    add_texts(customer, made, 30)
    customer.operator.post(f"/projects/{made}/functions", {"source": FUNCTION}, expect=202)
    run(customer, add_model(customer, made, kind="chat", name="Judge", settings=chat_settings(server))["id"])
    wait_until(lambda: customer.operator.get(f"/projects/{made}/functions")["looked"] == 30, 60)
    return made


def why(customer: Customer, task_id: str) -> Any:
    return customer.operator.get(f"/tasks/{task_id}/why")


def tasks(customer: Customer, project: str) -> list[str]:
    return [task["id"] for task in customer.operator.get(f"/projects/{project}/tasks")["items"]]


def test_what_machines_said_is_told_before_anybody_answered(customer: Customer, project: str) -> None:
    found = why(customer, tasks(customer, project)[0])["opinions"]
    function, judge = sorted(found, key=lambda opinion: opinion["labeler"]["kind"])
    assert function["labeler"]["kind"] == "function"
    assert function["labeler"]["name"].endswith(" · by_the_harbour")
    assert (function["answer"]["global_attributes"], function["confidence"]) == ({"mood": "good"}, 0.75)
    assert (judge["labeler"]["name"], judge["labeler"]["kind"]) == ("Judge", "judge")
    assert judge["confidence"] == 0.9
    assert function["skills"] == judge["skills"] == []


def test_how_reliable_machines_are_comes_from_what_people_said(customer: Customer, project: str) -> None:
    [first, *_] = ids = tasks(customer, project)
    truth = {task: "good" if judged(customer, task) == "good" else "bad" for task in ids}
    for _ in range(2):
        answer_some(customer, project, truth, 30)
    found = wait_until(lambda: _known(customer, first), 60)
    assert found["Judge"]["reliability"] > found["by_the_harbour"]["reliability"]
    assert found["Judge"]["low"] <= found["Judge"]["reliability"] <= found["Judge"]["high"]
    assert found["Judge"]["title"] == "mood"
    [mood] = wait_until(lambda: why(customer, first)["units"])
    said = mood["said"]
    assert {each["labeler"]["kind"] for each in said} == {"person", "judge", "function"}


def judged(customer: Customer, task: str) -> str:
    [judge] = (each for each in why(customer, task)["opinions"] if each["labeler"]["name"] == "Judge")
    mood: str = judge["answer"]["global_attributes"]["mood"]
    return mood


def _known(customer: Customer, task: str) -> dict[str, Any] | None:
    found = why(customer, task)["opinions"]
    skills = {each["labeler"]["name"].rpartition(" · ")[2]: each["skills"][0] for each in found if each["skills"]}
    return skills if len(skills) == 2 else None


def test_only_who_runs_or_orders_the_project_reads_what_machines_said(customer: Customer, project: str) -> None:
    [task, *_] = tasks(customer, project)
    assert customer.caller("member").get(f"/tasks/{task}/why")["opinions"]
    assert customer.caller("reviewer").get(f"/tasks/{task}/why")["opinions"] == []
    customer.caller("labeler").get(f"/tasks/{task}/why", expect=403)
