"""A certificate may not look better than the work: audits are a random sample, and no found mistake is lost."""

from __future__ import annotations

import asyncio
import json
from pathlib import Path
from typing import Any

import pytest

from goldsmith.ids import parse_id
from goldsmith.journey.audit.service import SQL
from goldsmith.ports.db import Database
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


BELIEVE = """update belief b set expected_error = case when said.ways > 1 then 0.2 else 0.02 end
from (select task_id, count(distinct answer) as ways from annotation where kind = 'response' group by task_id) said
where said.task_id = b.task_id returning b.task_id"""
"""What is believed differs from run to run with what was learnt by then; the draw is about how far it differs."""


def agreed_and_disputed(customer: Customer, count: int, **settings: Any) -> str:
    """A project of that many accepted tasks; of every third one labelers say different things."""
    project = customer.make_project(answers_needed=3, **settings)
    customer.add_tasks(project, count)
    for choices in (["good"], ["good"], ["bad", "good", "good"]):
        label(customer, project, [choices[number % len(choices)] for number in range(count)])
    customer.wait_for_counts(project, done=count)
    customer.rows(BELIEVE)
    return project


def test_many_audits_favor_what_the_engine_is_less_sure_of(customer: Customer, tmp_path: Path) -> None:
    project = agreed_and_disputed(customer, 110)
    drawn = customer.operator.post(f"/projects/{project}/audits", {"count": 100}, expect=201)
    assert drawn["drawn"] == 100
    assert 0 < drawn["favored_below"] < 1
    auditor = customer.caller("reviewer")
    while claim := auditor.claim(project, "audit"):
        auditor.audit(claim, "correct")

    certificate = download(customer.operator, customer.deliver(project), tmp_path)
    quality = json.loads(certificate.read_text())["quality"]
    assert (quality["favored_below"], quality["method"]) == (drawn["favored_below"], "stratified")
    assert sum(part["records"] for part in quality["strata"]) == 110
    assert "less sure ones more often" in quality["statement"]
    assert verify(certificate, tmp_path / "gold.jsonl")
    accuracy = wait_until(lambda: measured(customer, project, audited=100))
    assert (accuracy["method"], accuracy["records"]) == ("stratified", 110)
    assert customer.operator.get(f"/projects/{project}/progress")["accuracy"]["low"] == accuracy["low"]
    again = customer.operator.post(f"/projects/{project}/audits", {"count": 1}, expect=201)
    assert again == {"drawn": 1, "favored_below": drawn["favored_below"]}


def measured(customer: Customer, project: str, *, audited: int) -> Any:
    """The accuracy on the quality page, once it rests on so many audits."""
    figures = customer.operator.get(f"/projects/{project}/quality")["figures"]
    return figures["accuracy"] if figures and figures["accuracy"]["audited"] == audited else None


def test_few_audits_and_those_that_may_stop_early_are_drawn_evenly(customer: Customer) -> None:
    nothing = {"drawn": 0, "favored_below": None}
    assert customer.operator.post(f"/projects/{customer.make_project()}/audits", {"count": 100}, expect=201) == nothing
    few = agreed_and_disputed(customer, 9)
    even = {"drawn": 3, "favored_below": None}
    assert customer.operator.post(f"/projects/{few}/audits", {"count": 3}, expect=201) == even
    early = agreed_and_disputed(customer, 110, contract={"early_stop": True})
    even = {"drawn": 100, "favored_below": None}
    assert customer.operator.post(f"/projects/{early}/audits", {"count": 100}, expect=201) == even


def test_how_audits_are_looked_at_is_settled_before_the_first_one(customer: Customer) -> None:
    project, _ = completed(customer, 2)
    customer.operator.patch(f"/projects/{project}", {"contract": {"early_stop": True}})
    customer.operator.patch(f"/projects/{project}", {"contract": {"early_stop": False}})
    customer.operator.post(f"/projects/{project}/audits", {"count": 1}, expect=201)
    auditor = customer.caller("reviewer")
    auditor.audit(auditor.claim(project, "audit"), "correct")
    refused = customer.operator.patch(f"/projects/{project}", {"contract": {"early_stop": True}}, expect=409)
    assert (refused["code"], refused["field"]) == ("audits_have_begun", "contract.early_stop")
    customer.operator.patch(f"/projects/{project}", {"contract": {"target_accuracy": 0.9}})


def test_less_sure_tasks_are_drawn_twice_as_often(customer: Customer) -> None:
    project = agreed_and_disputed(customer, 30)
    errors = customer.rows("select task_id, expected_error from belief order by expected_error desc")
    favored = {row["task_id"] for row in errors[:10]}
    below = 1 - (errors[9]["expected_error"] + errors[10]["expected_error"]) / 2  # of every third task less is believed
    asked = {"project_id": parse_id("project", project), "count": 10, "favored_below": below, "favor": 2.0}

    async def draw(db: Database) -> int:
        async with db.transaction(parse_id("customer", customer.id)) as tx:
            drawn = await tx.rows(SQL.draw_audits, **asked)
            raise Undone(sum(row["id"] in favored for row in drawn))

    async def draw_often() -> list[int]:
        db, found = Database(customer.product.database.app_url), []
        for _ in range(150):
            try:
                await draw(db)
            except Undone as undone:
                found.append(undone.favored)
        await db.close()
        return found

    # Drawing ten of 20 tasks of weight 1 and 10 of weight 2 takes 4.64 of the latter on average; even draws take 3.33.
    assert sum(asyncio.run(draw_often())) / 150 == pytest.approx(4.64, abs=0.5)


class Undone(Exception):  # noqa: N818  (not an error: what was drawn goes back)
    def __init__(self, favored: int) -> None:
        super().__init__()
        self.favored = favored
