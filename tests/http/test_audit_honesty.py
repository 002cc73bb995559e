"""A certificate may not look better than the work: audits are a random sample, and no found mistake is lost."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from goldsmith.verify import verify

from ..product import Customer, say, wait_until
from .test_deliveries import completed, download


def test_audits_are_handed_out_in_random_order(customer: Customer) -> None:
    project, tasks = completed(customer, 40)
    customer.operator.post(f"/projects/{project}/audits", {"count": 40}, expect=201)
    auditor = customer.caller("reviewer")

    order = []
    for _ in range(12):
        claim = auditor.claim(project, "audit")
        order.append(tasks.index(claim["task"]["id"]))
        auditor.audit(claim, "correct")

    # In queue order these would be 0 … 11; a random draw of 12 from 40 is increasing once in half a billion times.
    assert order != sorted(order)
    assert max(order) > 11


def test_a_wrong_audit_that_was_taken_back_still_counts(customer: Customer, tmp_path: Path) -> None:
    project, tasks = completed(customer, 6)
    customer.operator.post(f"/projects/{project}/audits", {"count": 6}, expect=201)
    auditor = customer.caller("reviewer")
    for _ in range(6):
        claim = auditor.claim(project, "audit")
        if claim["task"]["id"] == tasks[0]:
            auditor.audit(claim, "wrong", answer=say("bad"))
        else:
            auditor.audit(claim, "correct")
    customer.operator.post(f"/tasks/{tasks[0]}/reopen", {"reason": "let us not show this one"}, expect=204)
    wait_until(lambda: customer.task(tasks[0])["stage"] == "label")

    delivery = customer.deliver(project)
    quality = delivery["certificate"]["quality"]

    assert (delivery["records"], quality["audited"], quality["correct"], quality["taken_back"]) == (5, 6, 5, 1)
    assert "taken out of this delivery" in quality["statement"]
    certificate = download(customer.operator, delivery, tmp_path)
    assert verify(certificate, tmp_path / "gold.jsonl")


def label(customer: Customer, project: str, choices: list[str]) -> None:
    for choice in choices:
        labeler = customer.caller("labeler")
        labeler.submit(labeler.claim(project), choice)


def find_wrong(customer: Customer, project: str) -> None:
    customer.operator.post(f"/projects/{project}/audits", {"count": 1}, expect=201)
    auditor = customer.caller("reviewer")
    auditor.audit(auditor.claim(project, "audit"), "wrong", answer=say("odd"))


def reopened_after_a_wrong_audit(customer: Customer) -> tuple[str, str, float]:
    """A project, its only task, and how probable its answer was before an auditor found it wrong."""
    project = customer.make_project(answers_needed=3)
    [task] = customer.add_tasks(project, 1)
    label(customer, project, ["good", "good", "bad"])
    customer.wait_for_stage(task, "done")
    before = 1 - customer.task(task)["belief"]["expected_error"]
    find_wrong(customer, project)
    customer.operator.post(f"/tasks/{task}/reopen", {"reason": "once more"}, expect=204)
    return project, task, before


def test_a_task_that_is_done_again_counts_with_what_was_believed_before_its_audit(
    customer: Customer, tmp_path: Path
) -> None:
    project, task, before = reopened_after_a_wrong_audit(customer)
    label(customer, project, ["odd", "odd", "odd"])
    customer.wait_for_stage(task, "done")

    certificate = download(customer.operator, customer.deliver(project), tmp_path)
    [record] = map(json.loads, (tmp_path / "gold.jsonl").read_text().splitlines())
    [sampled] = json.loads(certificate.read_text())["quality"]["sample"]
    assert (sampled["verdict"], sampled["probability"]) == ("wrong", pytest.approx(before, abs=1e-6))
    assert record["probability"] > sampled["probability"]
    assert verify(certificate, tmp_path / "gold.jsonl")


def test_a_task_that_is_taken_out_counts_with_what_was_believed_before_its_audit(
    customer: Customer, tmp_path: Path
) -> None:
    project, task, before = reopened_after_a_wrong_audit(customer)
    [other] = customer.add_tasks(project, 1)
    label(customer, project, ["odd", "odd", "odd"] * 2)
    customer.wait_for_stage(other, "done")
    customer.wait_for_stage(task, "done")
    customer.operator.post(f"/tasks/{task}/reopen", {"reason": "and once more"}, expect=204)

    certificate = download(customer.operator, customer.deliver(project), tmp_path)
    quality = json.loads(certificate.read_text())["quality"]
    assert [each["probability"] for each in quality["taken_back_audits"]] == [pytest.approx(before, abs=1e-6)]
    assert verify(certificate, tmp_path / "gold.jsonl")
