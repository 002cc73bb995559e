"""A task's way from ingest to delivery, over HTTP as customers and labelers go it."""

from __future__ import annotations

import time
from typing import Any

from ..product import Customer, in_parallel, say, wait_until


def test_three_labelers_agree_and_the_task_is_accepted(customer: Customer) -> None:
    project = customer.make_project(answers_needed=3)
    [task] = customer.add_tasks(project, 1)
    for choice in ("good", "bad", "good"):
        labeler = customer.caller("labeler")
        labeler.submit(labeler.claim(project), choice)
    done = customer.wait_for_stage(task, "done")
    assert done["status"] == "completed"
    consensus = next(each for each in done["annotations"] if each["kind"] == "consensus")
    assert consensus["answer"]["global_attributes"] == {"mood": "good"}
    assert done["accepted_annotation_id"] == done["consensus_annotation_id"] == consensus["id"]
    assert done["belief"]["units"]
    assert [each["kind"] for each in done["annotations"]].count("response") == 3


def test_nobody_gets_a_task_twice_and_no_more_than_k_get_it(customer: Customer) -> None:
    project = customer.make_project(answers_needed=2)
    customer.add_tasks(project, 1)
    first, second, third = (customer.caller("labeler") for _ in range(3))
    claim = first.claim(project)
    assert first.claim(project) is None
    assert second.claim(project)["task"]["id"] == claim["task"]["id"]
    assert third.claim(project) is None
    first.submit(claim)
    assert first.claim(project) is None
    assert third.claim(project) is None


def test_parallel_claims_are_disjoint(customer: Customer) -> None:
    project = customer.make_project()
    customer.add_tasks(project, 40)
    labelers = [customer.caller("labeler") for _ in range(8)]
    claims = in_parallel(lambda number: [labelers[number].claim(project) for _ in range(5)], 8)
    claimed = [claim["task"]["id"] for each in claims for claim in each if claim]
    assert len(claimed) == len(set(claimed)) == 40


def test_one_labeler_claiming_from_many_windows_gets_different_tasks(customer: Customer) -> None:
    project = customer.make_project(answers_needed=3)
    customer.add_tasks(project, 60)
    for _ in range(8):
        labeler = customer.caller("labeler")
        claims = in_parallel(lambda _, who=labeler: who.claim(project), 12)
        claimed = [claim["task"]["id"] for claim in claims if claim]
        assert len(claimed) == len(set(claimed))
        assert len(claimed) >= 10, "a window may find everything taken for a moment, but most find a task"


def test_who_holds_too_many_tasks_is_told_so_and_gets_one_back_as_soon_as_one_is_free(customer: Customer) -> None:
    project = customer.make_project()
    customer.add_tasks(project, 20)
    labeler = customer.caller("labeler")
    first, *_ = [labeler.claim(project) for _ in range(20)]
    for _ in range(3):
        refusal = labeler.post(f"/projects/{project}/claims", {"purpose": "label"}, expect=429)
        assert refusal["code"] == "too_many_leases"
        labeler.post(f"/assignments/{first['assignment_id']}/release", {"generation": 1}, expect=204)
        again = labeler.claim(project)
        assert again["task"]["id"] == first["task"]["id"]
        first = again


def test_an_answer_stands_though_its_labeler_holds_too_many_tasks_for_the_next(customer: Customer) -> None:
    project = customer.make_project()
    customer.add_tasks(project, 1, priority=1)
    labeler = customer.caller("labeler")
    first = labeler.claim(project)
    labeler.post(f"/assignments/{first['assignment_id']}/release", {"generation": 1}, expect=204)
    customer.add_tasks(project, 21, priority=9)
    claims = [labeler.claim(project) for _ in range(20)]
    labeler.post(f"/assignments/{first['assignment_id']}/renew", {"generation": 1})  # which makes 21
    path = f"/assignments/{claims[-1]['assignment_id']}/submit?then=claim"
    done = labeler.post(path, {"generation": 1, "answer": say("good"), "seconds": 1.0})
    assert done["next"] is None
    assert len(customer.task(claims[-1]["task"]["id"])["annotations"]) == 1


def test_higher_priority_comes_first(customer: Customer) -> None:
    project = customer.make_project()
    [low] = customer.add_tasks(project, 1, priority=1)
    [high] = customer.add_tasks(project, 1, priority=99)
    labeler = customer.caller("labeler")
    assert [labeler.claim(project)["task"]["id"] for _ in range(2)] == [high, low]


def test_submit_brings_the_next_claim_when_asked(customer: Customer) -> None:
    project = customer.make_project()
    customer.add_tasks(project, 2)
    labeler = customer.caller("labeler")
    claim = labeler.claim(project)
    body = {"generation": claim["generation"], "answer": say(), "seconds": 1}
    done = labeler.post(f"/assignments/{claim['assignment_id']}/submit?then=claim", body)
    assert done["next"]["task"]["id"] != claim["task"]["id"]
    after = labeler.submit(done["next"])
    assert after["next"] is None


def test_the_same_submission_twice_is_acknowledged_twice_and_counted_once(customer: Customer) -> None:
    project = customer.make_project()
    [task] = customer.add_tasks(project, 1)
    labeler = customer.caller("labeler")
    claim = labeler.claim(project)
    answers = in_parallel(lambda _: labeler.submit(claim)["annotation_id"], 12)
    assert len(set(answers)) == 1
    assert labeler.submit(claim, "bad", expect=409)["code"] == "already_submitted"
    customer.wait_for_counts(project, annotations=1, done=1)
    assert [each["kind"] for each in customer.task(task)["annotations"]].count("response") == 1


def test_skipping_three_times_sends_a_task_to_review(customer: Customer) -> None:
    project = customer.make_project(answers_needed=2)
    [task] = customer.add_tasks(project, 1)
    holder = customer.caller("labeler")
    held = holder.claim(project)
    for number in range(3):
        labeler = customer.caller("labeler")
        labeler.skip(labeler.claim(project), f"too hard {number}")
        assert labeler.claim(project) is None, "a skipped task does not come back to who skipped it"
    assert customer.task(task)["stage"] == "review"
    assert holder.submit(held, expect=409)["code"] == "task_closed"
    reviewer = customer.caller("reviewer")
    claim = reviewer.claim(project, "review")
    assert reviewer.review(claim, "accept", expect=422)["field"] == "verdict"
    reviewer.review(claim, "fix", answer=say("odd"))
    assert customer.task(task)["status"] == "completed"
    customer.wait_for_counts(project, skips=3, done=1, review=0, label=0)


def test_a_flag_sends_a_task_to_review_at_once(customer: Customer) -> None:
    project = customer.make_project()
    [task] = customer.add_tasks(project, 1)
    labeler = customer.caller("labeler")
    claim = labeler.claim(project)
    body = {"generation": claim["generation"], "reason": "The text is empty."}
    assert labeler.post(f"/assignments/{claim['assignment_id']}/flag", body) == {"next": None}
    assert customer.task(task)["stage"] == "review"
    kinds = [event["kind"] for event in customer.operator.get(f"/tasks/{task}/history")["items"]]
    assert "task.flagged" in kinds
    customer.wait_for_counts(project, flags=1, review=1, label=0)


def test_review_accepts_fixes_and_sends_back_with_a_comment(customer: Customer) -> None:
    project = customer.make_project(review_percent=100)
    tasks = customer.add_tasks(project, 3)
    first = customer.caller("labeler")
    claims = {claim["task"]["id"]: claim for claim in (first.claim(project) for _ in tasks)}
    for task in tasks:
        first.submit(claims[task], "bad")
        customer.wait_for_stage(task, "review")
    reviewer = customer.caller("reviewer")
    reviews = {claim["task"]["id"]: claim for claim in (reviewer.claim(project, "review") for _ in tasks)}
    assert reviews[tasks[0]]["consensus"]["global_attributes"] == {"mood": "bad"}
    assert [given["answer"]["global_attributes"] for given in reviews[tasks[0]]["answers"]] == [{"mood": "bad"}]
    reviewer.review(reviews[tasks[0]], "accept")
    reviewer.review(reviews[tasks[1]], "fix", answer=say("odd"))
    assert reviewer.review(reviews[tasks[2]], "reject", expect=422)["field"] == "comment"
    reviewer.review(reviews[tasks[2]], "reject", comment="Read the last line again.")
    accepted, fixed, rejected = (customer.task(task) for task in tasks)
    assert accepted["accepted_annotation_id"] == accepted["consensus_annotation_id"]
    assert _accepted(fixed)["answer"]["global_attributes"] == {"mood": "odd"}
    assert (rejected["stage"], rejected["status"], rejected["round"], rejected["answers_have"]) == (
        "label",
        "pending",
        2,
        0,
    )
    again = first.claim(project)
    assert again["task"]["id"] == tasks[2]
    assert again["comment"] == "Read the last line again."
    customer.wait_for_counts(project, done=2, label=1, rejected=1, reviews=3, completed=2)


def test_a_repeated_verdict_changes_nothing_and_another_one_is_refused(customer: Customer) -> None:
    project = customer.make_project(review_percent=100)
    [task] = customer.add_tasks(project, 1)
    customer.label_everything(project)
    customer.wait_for_stage(task, "review")
    reviewer = customer.caller("reviewer")
    claim = reviewer.claim(project, "review")
    first = reviewer.review(claim, "accept")
    assert reviewer.review(claim, "accept") == first
    assert reviewer.review(claim, "reject", 409, comment="no")["code"] == "already_submitted"


def test_nobody_reviews_their_own_answer_unless_the_project_says_so(customer: Customer) -> None:
    strict, lenient = (
        customer.make_project(review_percent=100),
        customer.make_project(review_percent=100, self_review=True),
    )
    reviewer = customer.caller("reviewer")
    for project in (strict, lenient):
        [task] = customer.add_tasks(project, 1)
        reviewer.submit(reviewer.claim(project))
        customer.wait_for_stage(task, "review")
    assert reviewer.claim(strict, "review") is None
    assert reviewer.claim(lenient, "review") is not None


def test_audits_judge_accepted_answers_and_wrong_ones_are_replaced(customer: Customer) -> None:
    project = customer.make_project(audit_percent=100)
    tasks = customer.add_tasks(project, 2)
    customer.label_everything(project)
    for task in tasks:
        customer.wait_for_stage(task, "audit")
    auditor = customer.caller("reviewer")
    claims = [auditor.claim(project, "audit") for _ in tasks]
    assert claims[0]["answers"] == []
    auditor.audit(claims[0], "correct")
    assert auditor.audit(claims[1], "wrong", expect=422)["field"] == "answer"
    auditor.audit(claims[1], "wrong", answer=say("bad"))
    right, wrong = (customer.task(claim["task"]["id"]) for claim in claims)
    assert right["accepted_annotation_id"] == right["consensus_annotation_id"]
    assert _accepted(wrong)["answer"]["global_attributes"] == {"mood": "bad"}
    customer.wait_for_counts(project, audited=2, audited_correct=1, done=2)
    accuracy = customer.operator.get(f"/projects/{project}/progress")["accuracy"]
    assert (accuracy["audited"], accuracy["correct"], accuracy["estimate"]) == (2, 1, 0.5)
    assert 0 < accuracy["low"] < 0.5 < accuracy["high"] < 1


def test_drawn_audits_are_completed_tasks_that_were_not_audited(customer: Customer) -> None:
    project = customer.make_project()
    customer.add_tasks(project, 5)
    customer.label_everything(project)
    customer.wait_for_counts(project, done=5)
    draw = f"/projects/{project}/audits"
    assert customer.operator.post(draw, {"count": 3}, 201)["drawn"] == 3
    auditor = customer.caller("reviewer")
    while claim := auditor.claim(project, "audit"):
        auditor.audit(claim, "correct")
    assert customer.operator.post(draw, {"count": 10}, 201)["drawn"] == 2


def test_a_canceled_task_refuses_its_holder_and_leaves_the_queue(customer: Customer) -> None:
    project = customer.make_project()
    [task] = customer.add_tasks(project, 1)
    labeler = customer.caller("labeler")
    claim = labeler.claim(project)
    for _ in range(2):
        customer.operator.post(f"/tasks/{task}/cancel", expect=204)
    assert customer.task(task)["status"] == "canceled"
    assert labeler.submit(claim, expect=409)["code"] == "task_closed"
    assert customer.caller("labeler").claim(project) is None
    customer.wait_for_counts(project, canceled=1, done=1, label=0)


def test_a_cancel_that_races_a_submit_leaves_one_truth(customer: Customer) -> None:
    project = customer.make_project()
    for task in customer.add_tasks(project, 10):
        race_cancel_and_submit(customer, project, task)


def race_cancel_and_submit(customer: Customer, project: str, task: str) -> None:
    labeler = customer.caller("labeler")
    claim = labeler.claim(project)
    body = {"generation": 1, "answer": say(), "seconds": 1}
    racers = [
        (labeler, f"/assignments/{claim['assignment_id']}/submit", body),
        (customer.operator, f"/tasks/{task}/cancel", {}),
    ]

    def run(number: int) -> int:
        caller, path, sent = racers[number]
        return caller.ask("POST", path, json=sent).status_code

    submitted, canceled = in_parallel(run, 2)
    status = wait_until(lambda: _settled(customer, task))
    assert (submitted, canceled) in ((200, 204), (409, 204), (200, 409))
    assert (canceled == 204) == (status == "canceled")


def test_a_reopened_task_is_asked_anew_and_keeps_its_history(customer: Customer) -> None:
    project = customer.make_project()
    [task] = customer.add_tasks(project, 1)
    assert customer.operator.post(f"/tasks/{task}/reopen", {"reason": "why not"}, 409)["code"] == "task_open"
    labeler = customer.caller("labeler")
    labeler.submit(labeler.claim(project), "bad")
    customer.wait_for_stage(task, "done")
    customer.operator.post(f"/tasks/{task}/reopen", {"reason": "The question was wrong."}, 204)
    labeler.submit(labeler.claim(project), "good")
    done = customer.wait_for_stage(task, "done")
    assert done["round"] == 2
    assert _accepted(done)["answer"]["global_attributes"] == {"mood": "good"}
    assert [each["kind"] for each in done["annotations"]].count("response") == 2
    customer.wait_for_counts(project, done=1, label=0, completed=1, annotations=2)


def test_an_expired_lease_goes_back_to_the_queue_and_its_late_holder_is_refused(customer: Customer) -> None:
    project = customer.make_project(lease_seconds=5)
    [task] = customer.add_tasks(project, 1)
    slow, quick = customer.caller("labeler"), customer.caller("labeler")
    held = slow.claim(project)
    started = time.monotonic()
    claim = wait_until(lambda: quick.claim(project), 12)
    assert time.monotonic() - started < 30, "two leases of five seconds on an idle machine"
    assert slow.submit(held, expect=409)["code"] == "lease_expired"
    quick.submit(claim)
    states = sorted(each["state"] for each in customer.task(task)["assignments"])
    assert states == ["expired", "submitted"]


def test_an_expired_lease_can_be_renewed_while_its_place_is_free_under_a_new_generation(customer: Customer) -> None:
    project = customer.make_project(lease_seconds=5)
    [task] = customer.add_tasks(project, 1)
    slow = customer.caller("labeler")
    held = slow.claim(project)
    wait_until(lambda: customer.task(task)["assignments"][0]["state"] == "expired", 12)
    renewed = slow.post(f"/assignments/{held['assignment_id']}/renew", {"generation": 1})
    assert renewed["generation"] == 2
    assert slow.submit(held, expect=409)["code"] == "stale_generation"
    slow.submit({**held, "generation": 2})
    customer.wait_for_counts(project, done=1, annotations=1)


def test_a_lease_that_was_claimed_again_is_not_renewed_twice(customer: Customer) -> None:
    project = customer.make_project(answers_needed=2)
    customer.add_tasks(project, 1)
    labeler = customer.caller("labeler")
    old = labeler.claim(project)
    labeler.post(f"/assignments/{old['assignment_id']}/release", {"generation": 1}, 204)
    new = wait_until(lambda: labeler.claim(project))
    assert new["task"]["id"] == old["task"]["id"]
    refused = labeler.post(f"/assignments/{old['assignment_id']}/renew", {"generation": 1}, 409)
    assert refused["code"] == "lease_expired"


def test_renewing_a_live_lease_makes_it_longer(customer: Customer) -> None:
    project = customer.make_project(lease_seconds=60)
    customer.add_tasks(project, 1)
    labeler = customer.caller("labeler")
    claim = labeler.claim(project)
    renewed = labeler.post(f"/assignments/{claim['assignment_id']}/renew", {"generation": 1})
    assert renewed["generation"] == 1
    assert renewed["expires_at"] > claim["expires_at"]
    assert (
        labeler.post(f"/assignments/{claim['assignment_id']}/renew", {"generation": 7}, 409)["code"]
        == "stale_generation"
    )


def test_a_draft_is_folded_into_the_claim_after_a_reload(customer: Customer) -> None:
    project = customer.make_project()
    customer.add_tasks(project, 1, text="Ada met Grace.")
    labeler = customer.caller("labeler")
    claim = labeler.claim(project)
    draft = f"/assignments/{claim['assignment_id']}/draft"
    span = {"uuid": "one", "type": "span", "label": "person", "attributes": {}, "start": 0, "end": 3, "text": "Ada"}
    operations = [{"op": "put", "annotation": span}, {"op": "set", "name": "mood", "value": "odd"}]
    assert labeler.put(draft, {"generation": 1, "revision": 0, "operations": operations}) == {"revision": 1}
    stale = labeler.put(draft, {"generation": 1, "revision": 0, "operations": operations}, 409)
    assert stale["code"] == "stale_draft"
    labeler.put(draft, {"generation": 1, "revision": 1, "operations": [{"op": "set", "name": "mood", "value": None}]})
    [mine] = labeler.get("/assignments/mine", project=project)["items"]
    assert mine["draft"] == {"revision": 2, "answer": {"annotations": [span], "global_attributes": {}, "links": []}}
    answer = {"annotations": [span], "global_attributes": {"mood": "good"}, "links": []}
    body = {"generation": 1, "answer": answer, "seconds": 1}
    labeler.post(f"/assignments/{claim['assignment_id']}/submit", body)
    assert labeler.get("/assignments/mine")["items"] == []


def test_a_draft_is_submitted_without_sending_it_again(customer: Customer) -> None:
    project = customer.make_project()
    customer.add_tasks(project, 1, text="Ada met Grace.", hypothesis=say("odd"))
    labeler = customer.caller("labeler")
    claim = labeler.claim(project)
    path = f"/assignments/{claim['assignment_id']}"
    spans = [
        {"uuid": word, "type": "span", "label": "person", "attributes": {}, "start": at, "end": at + 3, "text": word}
        for at, word in ((0, "Ada"), (4, "met"))
    ]
    operations = [{"op": "put", "annotation": span} for span in spans]
    labeler.put(f"{path}/draft", {"generation": 1, "revision": 0, "operations": operations})
    draft = {"revision": 1, "hypothesis_id": claim["hypothesis_id"], "operations": [{"op": "remove", "uuid": "met"}]}
    body = {"generation": 1, "draft": draft, "seconds": 1}
    for stale in ({**draft, "revision": 2}, {**draft, "hypothesis_id": "annotation_01jd0000000000000000000000"}):
        assert labeler.post(f"{path}/submit", {**body, "draft": stale}, 409)["code"] == "stale_draft"
    for wrong in ({**body, "answer": say()}, {"generation": 1}):
        assert labeler.post(f"{path}/submit", wrong, 422)["field"] == "answer"
    first = labeler.post(f"{path}/submit", body)
    assert labeler.post(f"{path}/submit", body) == first
    wanted = {"annotations": spans[:1], "global_attributes": {"mood": "odd"}, "links": []}
    again = labeler.post(f"{path}/submit", {"generation": 1, "answer": wanted, "seconds": 1})
    assert again["annotation_id"] == first["annotation_id"]
    customer.wait_for_counts(project, done=1, annotations=1)
    given = customer.task(claim["task"]["id"])["annotations"]
    assert [each["answer"] for each in given if each["kind"] == "response"] == [wanted]


def test_answers_outside_the_ontology_are_refused_with_the_field(customer: Customer) -> None:
    project = customer.make_project()
    customer.add_tasks(project, 1, text="Ada")
    labeler = customer.caller("labeler")
    claim = labeler.claim(project)
    span = {"uuid": "one", "type": "span", "label": "nobody", "attributes": {}, "start": 0, "end": 99, "text": "Ada"}
    wrong: list[tuple[dict[str, Any], str]] = [
        (say("splendid"), "mood"),
        ({**say(), "global_attributes": {}}, "mood"),
        ({**say(), "annotations": [span]}, "label"),
        ({**say(), "annotations": [{**span, "label": "person"}]}, "annotations[0]"),
        ({**say(), "annotations": {}}, "annotations"),
    ]
    for answer, field in wrong:
        body = {"generation": 1, "answer": answer, "seconds": 1}
        refused = labeler.post(f"/assignments/{claim['assignment_id']}/submit", body, 422)
        assert field in refused["field"], refused
    labeler.submit(claim)


def test_gold_and_others_answers_stay_hidden_from_labelers(customer: Customer) -> None:
    project = customer.make_project(answers_needed=2)
    customer.add_tasks(project, 1, expected=say("odd"), hypothesis=say("bad"))
    first, second = customer.caller("labeler"), customer.caller("labeler")
    first.submit(first.claim(project), "good")
    claim = second.claim(project)
    assert claim["hypothesis"]["global_attributes"] == {"mood": "bad"}
    assert claim["consensus"] is None
    assert claim["answers"] == []
    assert "odd" not in str(claim)


def test_paused_and_archived_projects_give_no_work(customer: Customer) -> None:
    project = customer.make_project()
    customer.add_tasks(project, 1)
    labeler = customer.caller("labeler")
    for status in ("paused", "archived"):
        customer.operator.patch(f"/projects/{project}", {"status": status})
        assert labeler.claim(project) is None
    refused = customer.operator.post(f"/projects/{project}/tasks", {"tasks": [{"text": "late"}]}, 409)
    assert refused["code"] == "project_archived"
    customer.operator.patch(f"/projects/{project}", {"status": "active"})
    assert labeler.claim(project) is not None


def test_a_new_ontology_keeps_old_names_and_old_answers(customer: Customer) -> None:
    project = customer.make_project()
    asked = customer.operator.get(f"/projects/{project}/ontology")["ontology"]
    renamed = {**asked, "labels": [{**label, "title": "Renamed"} for label in asked["labels"]]}
    assert customer.operator.put(f"/projects/{project}/ontology", {"ontology": renamed})["version"] == 2
    lost = {**asked, "labels": asked["labels"][:1]}
    assert customer.operator.put(f"/projects/{project}/ontology", {"ontology": lost}, 422)["code"]
    assert customer.operator.get(f"/projects/{project}/ontology/1")["ontology"] == asked


def test_settings_change_only_when_nobody_else_changed_them(customer: Customer) -> None:
    project = customer.make_project()
    etag = customer.operator.ask("GET", f"/projects/{project}").headers["etag"]
    customer.operator.patch(f"/projects/{project}", {"answers_needed": 2}, headers={"If-Match": etag})
    late = customer.operator.patch(f"/projects/{project}", {"answers_needed": 3}, 409, headers={"If-Match": etag})
    assert late["code"] == "changed_meanwhile"


def test_at_most_twenty_tasks_are_held_at_once(customer: Customer) -> None:
    project = customer.make_project()
    customer.add_tasks(project, 22)
    labeler = customer.caller("labeler")
    for _ in range(20):
        assert labeler.claim(project)
    answer = labeler.ask("POST", f"/projects/{project}/claims", json={})
    assert answer.status_code == 429
    assert int(answer.headers["retry-after"]) > 0


def test_every_page_of_tasks_is_disjoint_and_complete(customer: Customer) -> None:
    project = customer.make_project()
    made = customer.add_tasks(project, 25)
    customer.operator.post(f"/tasks/{made[3]}/cancel", expect=204)
    listed = [task["id"] for task in customer.operator.pages(f"/projects/{project}/tasks", 7)]
    assert listed == sorted(made, reverse=True)
    canceled = [task["id"] for task in customer.operator.pages(f"/projects/{project}/tasks", 7, status="canceled")]
    assert canceled == [made[3]]


def _accepted(task: Any) -> Any:
    return next(each for each in task["annotations"] if each["id"] == task["accepted_annotation_id"])


def _settled(customer: Customer, task: str) -> str | None:
    status: str = customer.task(task)["status"]
    return None if status == "pending" else status
