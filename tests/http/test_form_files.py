"""Files that answer a question: the task's customer's alone, of the right kind and size, looked at first."""

from __future__ import annotations

from typing import Any

import pytest

from ..product import Caller, Customer, wait_until
from .files import looked_at, png, upload

PROOF = {
    "name": "proof",
    "title": "Proof",
    "type": "file",
    "media_types": ["image/*"],
    "most_bytes": 5_000,
    "required": True,
}
ROWS = {"name": "rows", "type": "group", "questions": [{"name": "scan", "type": "file"}]}


def held(customer: Customer, *attributes: dict[str, Any]) -> tuple[Caller, Any]:
    """A labeler who holds a task of a form that asks this."""
    project = customer.make_project(modality="form.v1", ontology={"attributes": list(attributes or (PROOF, ROWS))})
    customer.operator.post(f"/projects/{project}/tasks", {"tasks": [{}]}, expect=201)
    customer.wait_for_counts(project, label=1)
    labeler = customer.caller("labeler")
    return labeler, labeler.claim(project)


def attach(labeler: Caller, claim: Any, content: bytes, question: str = "proof", expect: int = 201, **more: Any) -> Any:
    query = {"generation": claim["generation"], "question": question, "name": "a.png", **more}
    answer = labeler.ask("POST", f"/assignments/{claim['assignment_id']}/files", params=query, content=content)
    assert answer.status_code == expect, answer.text
    return answer.json()


def submit(labeler: Caller, claim: Any, values: dict[str, Any], expect: int = 200) -> Any:
    body = {"generation": claim["generation"], "answer": {"global_attributes": values}, "seconds": 1.0}
    return labeler.post(f"/assignments/{claim['assignment_id']}/submit", body, expect=expect)


def test_a_labelers_file_is_an_asset_of_the_customer_and_goes_with_the_answer(customer: Customer) -> None:
    labeler, claim = held(customer)
    proof, scan = (attach(labeler, claim, png(size), question)["id"] for size, question in ((9, "proof"), (10, "scan")))
    assert looked_at(customer, proof)["status"] == looked_at(customer, scan)["status"] == "ready"
    submit(labeler, claim, {"proof": proof, "rows": [{"scan": scan}]})
    [event, _] = customer.rows(
        "select body, task_id from event where kind = 'asset.uploaded' and labeler_id is not null"
    )
    assert event["task_id"] is not None


def test_a_download_is_saved_and_never_shown_as_a_page(customer: Customer) -> None:
    labeler, claim = held(customer, {"name": "proof", "type": "file"})
    asset = attach(labeler, claim, b"<script>alert(1)</script>", name="evil.html")
    url = looked_at(customer, asset["id"])["url"]
    with customer.product.connect() as client:
        answer = client.get(url.removeprefix("/api/v1") if str(client.base_url).endswith("/api/v1/") else url)
    assert answer.headers["content-type"].startswith("text/plain")
    assert answer.headers["x-content-type-options"] == "nosniff"
    assert "sandbox" in answer.headers["content-security-policy"]
    assert "evil.html" in answer.headers["content-disposition"]


def test_another_customers_file_is_as_none(customer: Customer, rival: Customer) -> None:
    theirs = upload(rival, png(11))["id"]
    looked_at(rival, theirs)
    labeler, claim = held(customer)
    refusal = submit(labeler, claim, {"proof": theirs}, expect=422)
    nobodys = submit(labeler, claim, {"proof": "asset_00000000000000000000000000"}, expect=422)
    assert refusal == nobodys
    assert refusal["field"] == "answer.global_attributes.proof"
    thief = rival.caller("labeler")
    attach(thief, claim, png(), expect=404)


def test_files_of_another_kind_or_size_are_refused_in_sentences(customer: Customer) -> None:
    labeler, claim = held(customer)
    attach(labeler, claim, b"x" * 5_001, expect=413)
    attach(labeler, claim, b"", expect=422)
    attach(labeler, claim, png(), question="rows", expect=422)
    attach(labeler, claim, png(), question="nothing", expect=422)
    words = attach(labeler, claim, b"no picture", name="a.txt")["id"]
    looked_at(customer, words)
    refusal = submit(labeler, claim, {"proof": words}, expect=422)
    assert refusal["error"] == "This file is text/plain; asked for is image/*."
    broken = attach(labeler, claim, b"\x89PNG\r\n\x1a\nbroken")["id"]
    assert looked_at(customer, broken)["status"] == "rejected"
    assert submit(labeler, claim, {"proof": broken}, expect=422)["code"] == "asset_rejected"


@pytest.mark.parametrize("value", ["", "x", "asset_x", 7, ["asset_00000000000000000000000000"], {"start": 1, "end": 2}])
def test_what_is_no_file_is_refused(customer: Customer, value: Any) -> None:
    labeler, claim = held(customer)
    assert submit(labeler, claim, {"proof": value}, expect=422)["field"] == "answer.global_attributes.proof"


def test_nobody_attaches_files_to_a_task_that_is_not_theirs_or_no_longer(customer: Customer) -> None:
    labeler, claim = held(customer)
    attach(customer.caller("labeler"), claim, png(), expect=404)
    attach(labeler, claim, png(), expect=409, generation=77)
    proof = attach(labeler, claim, png(12))["id"]
    wait_until(lambda: looked_at(customer, proof))
    submit(labeler, claim, {"proof": proof})
    attach(labeler, claim, png(), expect=409)


def test_answers_of_every_type_come_with_the_delivery(customer: Customer) -> None:
    asked = [
        {"name": "stars", "type": "rating", "minimum": 1, "maximum": 5},
        {"name": "order", "type": "ranking", "choices": [{"name": "a"}, {"name": "b"}]},
        {"name": "day", "type": "date"},
        {"name": "when", "type": "time_range"},
        {"name": "grading", "type": "rubric", "criteria": [{"name": "short"}]},
        {"name": "rows", "type": "group", "questions": [{"name": "what", "type": "text"}]},
    ]
    labeler, claim = held(customer, *asked)
    values = {
        "stars": 4,
        "order": ["b", "a"],
        "day": "2026-01-31",
        "when": {"start": 1, "end": 2.5},
        "grading": {"short": True},
        "rows": [{"what": "one"}, {"what": "two"}],
    }
    submit(labeler, claim, values)
    customer.wait_for_stage(claim["task"]["id"], "done")
    delivery = customer.deliver(claim["project_id"])
    assert delivery["records"] == 1
    [accepted] = [
        each["answer"] for each in customer.task(claim["task"]["id"])["annotations"] if each["kind"] == "consensus"
    ]
    assert accepted["global_attributes"] == values


def test_bad_answers_of_every_type_are_refused_with_their_place(customer: Customer) -> None:
    asked = [
        {"name": "stars", "type": "rating", "minimum": 1, "maximum": 5},
        {"name": "order", "type": "ranking", "choices": [{"name": "a"}, {"name": "b"}]},
        {"name": "day", "type": "date", "latest": "2026-06-01"},
        {"name": "when", "type": "time_range", "maximum": 10},
        {"name": "grading", "type": "rubric", "criteria": [{"name": "short"}, {"name": "true"}]},
        {"name": "code", "type": "text", "pattern": "[a-z]{2}[0-9]+"},
        {
            "name": "rows",
            "type": "group",
            "most": 2,
            "questions": [{"name": "what", "type": "text", "required": True}, {"name": "count", "type": "number"}],
        },
    ]
    labeler, claim = held(customer, *asked)
    bad: list[tuple[str, Any, str]] = [
        ("stars", 6, "stars"),
        ("stars", 1.5, "stars"),
        ("stars", "4", "stars"),
        ("order", ["a"], "order"),
        ("order", ["a", "a"], "order"),
        ("order", [{"a": 1}, "b"], "order[0]"),
        ("day", "31.01.2026", "day"),
        ("day", "2026-02-30", "day"),
        ("day", "2026-07-01", "day"),
        ("when", {"start": 5, "end": 2}, "when"),
        ("when", {"start": 0, "end": 11}, "when"),
        ("when", {"start": True, "end": 1}, "when"),
        ("grading", {"short": True}, "grading"),
        ("grading", {"short": 1, "true": True}, "grading"),
        ("grading", {"long": True}, "grading"),
        ("code", "ab", "code"),
        ("rows", [{"count": 3}], "rows[0].what"),
        ("rows", [{}], "rows[0].what"),
        ("rows", [{"what": "a"}] * 3, "rows"),
        ("rows", ["a"], "rows"),
        ("rows", [{"what": "a", "who": "b"}], "rows[0]"),
    ]
    for name, value, field in bad:
        refusal = submit(labeler, claim, {name: value}, expect=422)
        assert refusal["field"] == f"answer.global_attributes.{field}", (value, refusal)
        assert refusal["error"].endswith(".")


def test_only_files_that_came_with_the_task_answer_its_questions(customer: Customer) -> None:
    labeler, claim = held(customer)
    own = attach(labeler, claim, png(21))["id"]
    operators = upload(customer, png(22))["id"]
    other, elsewhere = held(customer)
    strangers = attach(other, elsewhere, png(23))["id"]
    for asset in (own, operators, strangers):
        looked_at(customer, asset)
    nobodys = submit(labeler, claim, {"proof": "asset_00000000000000000000000000"}, expect=422)
    for asset in (operators, strangers):
        assert submit(labeler, claim, {"proof": asset}, expect=422) == nobodys
    submit(labeler, claim, {"proof": own})


def test_a_file_that_a_given_answer_names_may_stay(customer: Customer) -> None:
    given = upload(customer, png(24))["id"]
    looked_at(customer, given)
    project = customer.make_project(modality="form.v1", ontology={"attributes": [PROOF]})
    rows = [{"hypothesis": {"global_attributes": {"proof": given}}}]
    customer.operator.post(f"/projects/{project}/tasks", {"tasks": rows}, expect=201)
    customer.wait_for_counts(project, label=1)
    labeler = customer.caller("labeler")
    submit(labeler, labeler.claim(project), {"proof": given})
