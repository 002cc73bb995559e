"""Events, seals, counters: what happened is written once, in order, for good; and it adds up."""

from __future__ import annotations

import time
from typing import Any

from ..product import Customer, say, wait_until
from ..seals import broken_seals, wait_until_sealed


def walk_a_journey(customer: Customer) -> str:
    """A project that saw most kinds of change."""
    project = customer.make_project(answers_needed=2, review_percent=50, audit_percent=50, self_review=True)
    tasks = customer.add_tasks(project, 12)
    for choice in ("good", "bad"):
        customer.label_everything(project, choice)
    customer.operator.post(f"/tasks/{customer.add_tasks(project, 1)[0]}/cancel", expect=204)
    skipper = customer.caller("labeler")
    customer.add_tasks(project, 1)
    skipper.skip(skipper.claim(project))
    reviewer = customer.caller("reviewer")
    customer.wait_for_counts(project, reconcile=0, annotations=24)
    for verdict, more in (("accept", {}), ("fix", {"answer": say("odd")}), ("reject", {"comment": "again"})):
        if claim := reviewer.claim(project, "review"):
            reviewer.review(claim, verdict, **more)
    if claim := reviewer.claim(project, "audit"):
        reviewer.audit(claim, "wrong", answer=say("odd"))
    finished = next((task for task in tasks if customer.task(task)["status"] == "completed"), None)
    if finished:
        customer.operator.post(f"/tasks/{finished}/reopen", {"reason": "Look again."}, 204)
    return project


def test_the_chain_of_seals_can_be_computed_anew_from_the_events(customer: Customer) -> None:
    walk_a_journey(customer)
    wait_until_sealed(customer)
    assert broken_seals(customer) == []
    assert customer.operator.get("/events/head")["sequence"] > 0


def test_counters_equal_a_recount_of_the_tables(customer: Customer) -> None:
    project = walk_a_journey(customer)
    wait_until_sealed(customer)
    counts = {name: value for name, value in customer.counts(project).items() if value}
    recount = {
        row["stage"]: row["count"]
        for row in customer.rows("select stage::text as stage, count(*) from task group by 1")
    }
    statuses = customer.rows("select status::text as status, count(*) from task where status <> 'pending' group by 1")
    recount |= {row["status"]: row["count"] for row in statuses}
    recount["tasks"] = customer.value("select count(*) from task")
    kinds = {"response": "annotations", "review": "reviews", "audit": "audits"}
    for row in customer.rows(
        "select kind::text as kind, count(*) from annotation where kind <> 'consensus' group by 1"
    ):
        recount[kinds[row["kind"]]] = row["count"]
    recount["skips"] = customer.value("select count(*) from assignment where state = 'skipped'")
    watched = set(recount) | {
        "ingest",
        "label",
        "reconcile",
        "review",
        "audit",
        "done",
        "completed",
        "canceled",
        "error",
    }
    assert {name: counts.get(name, 0) for name in watched} == {name: recount.get(name, 0) for name in watched}


def test_every_labeler_and_batch_adds_up_to_the_project(customer: Customer) -> None:
    project = walk_a_journey(customer)
    wait_until_sealed(customer)
    progress = customer.operator.get(f"/projects/{project}/progress")
    assert sum(each["submitted"] for each in progress["labelers"]) == progress["counts"]["annotations"]
    assert sum(each["skipped"] for each in progress["labelers"]) == progress["counts"]["skips"]
    for name in ("tasks", "done", "annotations"):
        assert sum(batch["counts"].get(name, 0) for batch in progress["batches"]) == progress["counts"][name]
    assert sum(hour["annotations"] for hour in progress["by_hour"]) == progress["counts"]["annotations"]


def test_events_come_newest_first_in_pages_without_gaps(customer: Customer) -> None:
    project = walk_a_journey(customer)
    wait_until_sealed(customer)
    whole = customer.operator.get("/events", limit=1000, project=project)["items"]
    assert list(customer.operator.pages("/events", 7, project=project)) == whole
    assert whole[-1]["kind"] == "project.created"
    assert all(event["seal"] for event in whole)


def test_the_log_is_sealed_within_seconds(customer: Customer) -> None:
    before = customer.operator.get("/events/head")["sequence"]
    started = time.monotonic()
    customer.make_project()
    wait_until(lambda: customer.operator.get("/events/head")["sequence"] > before)
    wait_until_sealed(customer)
    assert time.monotonic() - started < 30, "a second on an idle machine"


def test_the_history_of_a_task_tells_who_did_what(customer: Customer) -> None:
    project = customer.make_project()
    [task] = customer.add_tasks(project, 1)
    customer.label_everything(project)
    customer.wait_for_stage(task, "done")
    history = customer.operator.get(f"/tasks/{task}/history")["items"]
    assert [event["kind"] for event in history] == ["assignment.leased", "annotation.submitted", "task.completed"]
    assert history[0]["actor"]["name"].startswith("labeler")
    assert history[2]["actor"] == {"kind": "system", "name": "Goldsmith"}


def test_live_progress_says_at_once_where_a_project_stands_and_again_when_it_moves(customer: Customer) -> None:
    project = customer.make_project()
    customer.add_tasks(project, 1)
    customer.wait_for_counts(project, label=1)
    with customer.product.http.stream(
        "GET", f"/api/v1/projects/{project}/live", headers=customer.operator.headers
    ) as answer:
        assert answer.headers["content-type"].startswith("text/event-stream")
        lines = answer.iter_lines()
        assert '"label":1' in _next_progress(lines)
        customer.label_everything(project)
        while '"done":1' not in _next_progress(lines):
            pass


def _next_progress(lines: Any) -> str:
    return next(str(line) for line in lines if line.startswith("data:"))
