"""Rubrics are tested on planted responses: hidden from their writers, graded by a model, looked at where they fail."""

from __future__ import annotations

import json
from typing import Any

from ..model_server import ModelServer
from ..product import Caller, Customer, wait_until
from .moods import add_model, chat_settings
from .rubrics import GOOD, PLANTED, TELLING, USELESS, WORSE, rubric_project, write_rubric
from .test_chat import template


def own_tests(labeler: Caller, claim: Any) -> Any:
    return labeler.get(f"/assignments/{claim['assignment_id']}/rubric-tests")


def try_out(labeler: Caller, claim: Any, rubric: Any, expect: int = 202) -> Any:
    body = {"generation": claim["generation"], "rubric": rubric}
    return labeler.post(f"/assignments/{claim['assignment_id']}/rubric-tests", body, expect)


def outcome(labeler: Caller, claim: Any, rubric: Any) -> Any:
    """What a writer is told of a rubric."""
    made = try_out(labeler, claim, rubric)
    assert (made["status"], made["outcome"]) == ("waiting", None)

    def ended() -> Any:
        [test] = [each for each in own_tests(labeler, claim)["items"] if each["id"] == made["id"]]
        return test if test["status"] != "waiting" else None

    return wait_until(ended)


def test_writers_never_see_what_is_planted(customer: Customer) -> None:
    project = rubric_project(customer)
    labeler = customer.caller("labeler")
    claim = labeler.claim(project)
    outcome(labeler, claim, TELLING)
    told = json.dumps([claim, labeler.get("/assignments/mine"), own_tests(labeler, claim)])
    assert GOOD not in told
    assert WORSE not in told
    assert labeler.ask("GET", f"/tasks/{claim['task']['id']}/rubric-tests").status_code == 403


def test_a_writer_learns_which_criteria_tell_good_from_bad(customer: Customer) -> None:
    project = rubric_project(customer)
    labeler = customer.caller("labeler")
    claim = labeler.claim(project)
    turned = {"criterion": "It costs something", "points": 1.0}
    tested = outcome(labeler, claim, [*TELLING, *USELESS, turned])["outcome"]
    assert tested["scores"] == [{"quality": "good", "score": 0.5}, {"quality": "bad", "score": 0.166666667}]
    assert tested["separates"] is True
    assert [each["effect"] for each in tested["criteria"]] == ["separates", "met_by_none", "turned_around"]
    failed = outcome(labeler, claim, USELESS)["outcome"]
    assert (failed["separates"], failed["pairs"][0]["gap"]) == (False, 0.0)


def test_a_rubric_that_does_not_separate_is_looked_at_and_never_refused(customer: Customer) -> None:
    project = rubric_project(customer, rows=2)
    labeler = customer.caller("labeler")
    useless, telling = write_rubric(labeler, project, USELESS), write_rubric(labeler, project, TELLING)
    assert customer.wait_for_stage(telling, "done")["status"] == "completed"
    assert customer.wait_for_stage(useless, "review")["status"] == "pending"
    [test] = customer.caller("reviewer").get(f"/tasks/{useless}/rubric-tests")["items"]
    assert (test["status"], test["outcome"]["separates"]) == ("done", False)
    shown = [(each["quality"], each["content"], each["met"]) for each in test["planted"]]
    assert shown == [("good", GOOD, [False]), ("bad", WORSE, [False])]
    [event] = customer.rows("select body from event where kind = 'task.sent_to_review'")
    assert "does not tell the good responses from the bad ones" in event["body"]["reason"]


def test_a_rubric_that_could_not_be_tested_is_looked_at(customer: Customer) -> None:
    project = rubric_project(customer, personality="silent")
    task = write_rubric(customer.caller("labeler"), project, TELLING)
    assert customer.wait_for_stage(task, "review")["status"] == "pending"
    [test] = customer.operator.get(f"/tasks/{task}/rubric-tests")["items"]
    assert (test["status"], test["outcome"]) == ("failed", None)
    assert "never answers" in test["reason"]


def test_a_writer_has_so_many_tests_and_no_more(customer: Customer) -> None:
    project = rubric_project(customer, most_tests=2)
    labeler = customer.caller("labeler")
    claim = labeler.claim(project)
    assert (own_tests(labeler, claim)["is_open"], own_tests(labeler, claim)["tests_left"]) == (True, 2)
    for _ in range(2):
        try_out(labeler, claim, TELLING)
    assert own_tests(labeler, claim)["tests_left"] == 0
    assert try_out(labeler, claim, TELLING, expect=409)["code"] == "no_tests_left"
    other = customer.caller("labeler")
    assert other.ask("GET", f"/assignments/{claim['assignment_id']}/rubric-tests").status_code == 404
    assert try_out(other, claim, TELLING, expect=404)["code"] == "assignment_not_found"


def test_without_both_kinds_of_planted_responses_nothing_is_tested(customer: Customer) -> None:
    project = rubric_project(customer)
    row = {"unique_id": "only good", "prompt": "Why?", "planted": PLANTED[:1]}
    customer.operator.post(f"/projects/{project}/tasks", {"tasks": [row]}, 201)
    customer.wait_for_counts(project, label=2)
    labeler = customer.caller("labeler")
    write_rubric(labeler, project, TELLING)
    claim = labeler.claim(project)
    assert own_tests(labeler, claim)["is_open"] is False
    assert try_out(labeler, claim, TELLING, expect=409)["code"] == "nothing_to_test"
    lines = [{"uuid": "c", "type": "criterion", "label": "criterion", **USELESS[0]}]
    labeler.submit(claim, answer={"annotations": lines, "global_attributes": {"is_answerable": "yes"}})
    assert customer.wait_for_stage(claim["task"]["id"], "done")["status"] == "completed"


def test_a_chat_model_grades_blind_and_is_paid_once(customer: Customer, server: ModelServer) -> None:
    project = customer.make_project(modality="chat.v1", ontology=template("rubric-writing"), review_percent=0)
    settings = chat_settings(server) | {"price_in_micros": 1_000_000, "most_cost_micros": 10_000_000}
    model = add_model(customer, project, kind="chat", settings=settings)["id"]
    customer.operator.put(f"/projects/{project}/rubric-testing", {"model": model})
    row = {"prompt": "What does it cost?", "planted": PLANTED}
    customer.operator.post(f"/projects/{project}/tasks", {"tasks": [row]}, 201)
    customer.wait_for_counts(project, label=1)
    labeler = customer.caller("labeler")
    claim = labeler.claim(project)
    assert outcome(labeler, claim, TELLING)["outcome"]["separates"] is True
    asked = len(server.chats)
    assert asked == 2
    assert outcome(labeler, claim, TELLING)["status"] == "done"
    assert len(server.chats) == asked, "the same question about the same response was paid already"
    told = str(server.chats)
    assert GOOD in told
    assert "points" not in told
    assert "model-two" not in told
    assert not any(word in told for word in ("'good'", "'bad'", "planted"))
    kept = customer.operator.get(f"/models/{model}")
    assert 0 < kept["cost_micros"] < 10_000, "what was reserved and not spent is given back"


def test_a_test_that_could_pass_the_budget_is_not_begun(customer: Customer, server: ModelServer) -> None:
    project = customer.make_project(modality="chat.v1", ontology=template("rubric-writing"), review_percent=0)
    settings = chat_settings(server) | {"price_in_micros": 1_000_000, "most_cost_micros": 10}
    model = add_model(customer, project, kind="chat", settings=settings)["id"]
    customer.operator.put(f"/projects/{project}/rubric-testing", {"model": model})
    customer.operator.post(f"/projects/{project}/tasks", {"tasks": [{"prompt": "Why?", "planted": PLANTED}]}, 201)
    customer.wait_for_counts(project, label=1)
    task = write_rubric(customer.caller("labeler"), project, TELLING)
    customer.wait_for_stage(task, "review")
    [test] = customer.operator.get(f"/tasks/{task}/rubric-tests")["items"]
    assert (test["status"], server.chats) == ("failed", [])
    assert "budget" in test["reason"]


def test_a_question_that_is_asked_again_is_reserved_too(customer: Customer, server: ModelServer) -> None:
    """While the first reply, which cannot be used, is on its way, others spend what was left of the budget."""
    project = customer.make_project(modality="chat.v1", ontology=template("rubric-writing"), review_percent=0)
    settings = chat_settings(server) | {"price_in_micros": 1_000_000, "most_cost_micros": 10_000_000}
    model = add_model(customer, project, kind="chat", settings=settings)["id"]
    customer.operator.put(f"/projects/{project}/rubric-testing", {"model": model})
    customer.operator.post(f"/projects/{project}/tasks", {"tasks": [{"prompt": "Why?", "planted": PLANTED}]}, 201)
    customer.wait_for_counts(project, label=1)
    server.mishaps.append("prose")
    say = server.chat

    def spend_meanwhile(body: dict[str, Any]) -> bytes:
        left = 10_000_000 - customer.value("select cost_micros from model")
        customer.rows("update model set cost_micros = cost_micros + $1", left)
        return say(body)

    server.chat = spend_meanwhile  # type: ignore[method-assign]
    task = write_rubric(customer.caller("labeler"), project, TELLING)
    customer.wait_for_stage(task, "review")
    [test] = customer.operator.get(f"/tasks/{task}/rubric-tests")["items"]
    assert (test["status"], len(server.chats)) == ("failed", 2), "one question for each planted response"
    assert "budget" in test["reason"]


def test_only_a_model_of_the_project_grades_and_only_where_rubrics_are_written(customer: Customer) -> None:
    project = rubric_project(customer)
    texts = customer.make_project()
    settings = customer.operator.get(f"/projects/{project}/rubric-testing")["settings"]
    assert (settings["most_tests"], settings["least_gap"]) == (5, 0.1)
    address = f"/projects/{texts}/rubric-testing"
    said = customer.operator.ask("PUT", address, json={"model": settings["model"]})
    assert (said.status_code, said.json()["code"], said.json()["field"]) == (422, "nothing_to_test", "model")
    other = rubric_project(customer)
    said = customer.operator.ask("PUT", f"/projects/{other}/rubric-testing", json={"model": settings["model"]})
    assert (said.status_code, said.json()["code"]) == (422, "model_not_found")
    assert customer.caller("labeler").ask("PUT", address, json={}).status_code == 403
