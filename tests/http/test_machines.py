"""Answers that stand on machines alone: which do, which are checked by people, and what is never believed unchecked."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

from goldsmith.algorithms.draw import is_drawn
from goldsmith.algorithms.routing import share_to_check
from goldsmith.ids import parse_id
from goldsmith.verify import verify

from ..product import Caller, Customer, wait_until
from .moods import MOOD, add_model, add_texts, opinions
from .test_deliveries import download

ENOUGH = {"target_accuracy": 0.95}


def make_adaptive(customer: Customer, **settings: Any) -> str:
    asked = {"ontology": MOOD, "labeling": "adaptive", "answers_needed": 3, "contract": ENOUGH}
    return customer.make_project(**asked | settings)


def answer_as_two(labelers: list[Caller], project: str, truth: dict[str, str], tasks: int) -> None:
    """Two people answer so many tasks, rightly."""
    for labeler in labelers:
        for _ in range(tasks):
            if claim := labeler.claim(project):
                labeler.submit(claim, answer={"global_attributes": {"mood": truth[claim["task"]["id"]]}})


def learn_and_be_checked(customer: Customer, project: str, truth: dict[str, str], **settings: Any) -> Any:
    """A model learns from what two people say of thirty tasks, answers the others, and is checked in seventy."""
    labelers = [customer.caller("labeler") for _ in range(2)]
    model = add_model(customer, project, kind="learned", **settings)
    answer_as_two(labelers, project, truth, 30)
    wait_until(lambda: len(opinions(customer, model)) >= len(truth) - 30, 120)
    answer_as_two(labelers, project, truth, 70)
    return model


def beliefs_of_untouched(customer: Customer, project: str) -> list[Any]:
    """What is believed of tasks that no person answered."""
    sql = """select t.id, t.status, t.answers_needed, t.urgency, b.reason,
          a.answer -> 'global_attributes' ->> 'mood' as mood
        from task t join belief b on b.task_id = t.id left join annotation a on a.id = t.accepted_annotation_id
        where t.project_id = $1 and t.answers_have = 0"""
    return customer.rows(sql, parse_id("project", project))


def test_what_a_checked_model_is_sure_of_stands_without_people_and_some_of_it_is_checked(customer: Customer) -> None:
    project = make_adaptive(customer)
    truth = add_texts(customer, project, 600)
    learn_and_be_checked(customer, project, truth)
    wait_until(lambda: customer.counts(project).get("completed", 0) >= 300, 120)
    moods = {parse_id("task", task): mood for task, mood in truth.items()}
    untouched = beliefs_of_untouched(customer, project)
    stands = [row for row in untouched if row["status"] == "completed"]
    assert len(stands) >= 250
    assert sum(row["mood"] == moods[row["id"]] for row in stands) >= 0.95 * len(stands)
    assert all("checked" in row["reason"] for row in stands)
    seed = parse_id("project", project).bytes
    drawn = {task for task in moods if is_drawn(task.bytes, share_to_check(len(truth)), seed)}
    assert len(drawn) >= 20
    assert not drawn & {row["id"] for row in stands}
    waiting = [row for row in untouched if row["id"] in drawn]
    assert {(row["answers_needed"], row["urgency"]) for row in waiting} <= {(1, 999)}
    counts = {"label": 0, "reconcile": 0} | customer.counts(project)
    assert counts["label"] + counts["reconcile"] + counts["completed"] == len(truth)


def test_a_certificate_counts_what_rests_on_machines_alone_and_names_them(customer: Customer, tmp_path: Path) -> None:
    project = make_adaptive(customer)
    truth = add_texts(customer, project, 400)
    model = learn_and_be_checked(customer, project, truth)
    wait_until(lambda: customer.counts(project).get("completed", 0) >= 150, 60)
    certificate = download(customer.operator, customer.deliver(project), tmp_path)
    machine_only = json.loads(certificate.read_text())["machine_only"]
    records = [json.loads(line) for line in (tmp_path / "gold.jsonl").read_text().splitlines()]
    alone = [record for record in records if record.get("machines")]
    assert machine_only["records"] == len(alone) >= 100
    assert all(record["machines"] == [model["labeler_id"]] for record in alone)
    assert [each["id"] for each in machine_only["labelers"]] == [model["labeler_id"]]
    assert verify(certificate, tmp_path / "gold.jsonl")


def test_a_check_that_agrees_with_the_model_is_not_asked_of_a_second_person(customer: Customer) -> None:
    project = make_adaptive(customer)
    truth = add_texts(customer, project, 600)
    learn_and_be_checked(customer, project, truth)
    wait_until(lambda: customer.counts(project).get("completed", 0) >= 300, 60)
    answer_as_two([customer.caller("labeler")], project, truth, 10)
    seed = parse_id("project", project).bytes
    sql = """select t.id, t.answers_needed, b.decision from task t join belief b on b.task_id = t.id
        where t.project_id = $1 and t.answers_have = 1"""

    def decided() -> list[Any]:
        answered = customer.rows(sql, parse_id("project", project))
        checks = [row for row in answered if is_drawn(row["id"].bytes, share_to_check(len(truth)), seed)]
        return checks if all(row["decision"] in ("accept", "wait") for row in checks) else []

    assert {row["answers_needed"] for row in wait_until(decided)} == {1}


def test_a_model_that_people_are_shown_is_not_believed_without_them(customer: Customer) -> None:
    project = make_adaptive(customer)
    truth = add_texts(customer, project, 150)
    learn_and_be_checked(customer, project, truth, shown=True)
    fitted = "select count(*) from fit where project_id = $1 and answers >= 150"
    wait_until(lambda: customer.value(fitted, parse_id("project", project)), 60)
    trusts = "select count(*) from fit where project_id = $1 and trust is not null"
    assert customer.value(trusts, parse_id("project", project)) == 0
    assert not any(row["status"] == "completed" for row in beliefs_of_untouched(customer, project))
