"""A project in which rubrics are written, with planted responses to test them on."""

from __future__ import annotations

from typing import Any

from ..product import Caller, Customer
from .talking import practice_models
from .test_chat import template

GOOD = "The price is 3 euros, and delivery is free on sunny days."
WORSE = "It costs something, I think."
PLANTED = [{"quality": "good", "content": GOOD}, {"quality": "bad", "content": WORSE, "source": "model-two"}]
TELLING = [{"criterion": "Names the price in euros", "points": 3.0}]
USELESS = [{"criterion": "Names a unicorn", "points": 2.0}]


def rubric_project(customer: Customer, *, rows: int = 1, personality: str = "plain", **more: Any) -> str:
    """Its rubrics are graded by a practice model; `more` goes into how they are tested."""
    project = customer.make_project(modality="chat.v1", ontology=template("rubric-writing"), review_percent=0)
    [model] = practice_models(customer, project, personality)
    customer.operator.put(f"/projects/{project}/rubric-testing", {"model": model, **more})
    tasks = [{"unique_id": f"r{number}", "prompt": "What does it cost?", "planted": PLANTED} for number in range(rows)]
    customer.operator.post(f"/projects/{project}/tasks", {"tasks": tasks}, 201)
    customer.wait_for_counts(project, label=rows)
    return project


def write_rubric(labeler: Caller, project: str, rubric: list[dict[str, Any]]) -> str:
    """Submit this rubric; the task's id."""
    claim = labeler.claim(project)
    lines = [{"uuid": f"c{n}", "type": "criterion", "label": "criterion", **each} for n, each in enumerate(rubric)]
    labeler.submit(claim, answer={"annotations": lines, "global_attributes": {"is_answerable": "yes"}})
    task_id: str = claim["task"]["id"]
    return task_id
