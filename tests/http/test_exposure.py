"""Content that can disturb: nobody gets it unasked, nor more of it in a day than their project allows."""

from __future__ import annotations

from typing import Any

from ..product import Caller, Customer, Product


def sensitive(customer: Customer, tasks: int = 3, **settings: Any) -> str:
    project = customer.make_project(is_sensitive=True, **settings)
    customer.add_tasks(project, tasks)
    customer.wait_for_counts(project, label=tasks)
    return project


def agree(labeler: Caller, project: str, *, agrees: bool = True) -> Any:
    return labeler.put(f"/projects/{project}/exposure", {"agrees": agrees})


def refused(labeler: Caller, project: str, purpose: str = "label") -> tuple[int, str]:
    said = labeler.ask("POST", f"/projects/{project}/claims", json={"purpose": purpose})
    return said.status_code, said.json()["code"]


def test_nobody_gets_it_before_they_agree(customer: Customer) -> None:
    project = sensitive(customer)
    labeler = customer.caller("labeler")
    assert refused(labeler, project) == (409, "consent_needed")
    before = labeler.get(f"/projects/{project}/exposure")
    assert before == {"is_sensitive": True, "agreed_at": None, "most_a_day": None, "seen_today": 0}
    assert agree(labeler, project)["agreed_at"] is not None
    assert labeler.claim(project) is not None
    assert labeler.get(f"/projects/{project}/exposure")["seen_today"] == 1
    assert refused(customer.caller("labeler"), project) == (409, "consent_needed"), "each for themselves"


def test_what_was_agreed_can_be_taken_back(customer: Customer) -> None:
    project = sensitive(customer)
    labeler = customer.caller("labeler")
    agree(labeler, project)
    claim = labeler.claim(project)
    assert agree(labeler, project, agrees=False)["agreed_at"] is None
    labeler.submit(claim)
    assert refused(labeler, project) == (409, "consent_needed")
    again = agree(labeler, project)
    assert agree(labeler, project)["agreed_at"] == again["agreed_at"], "twice is once"
    assert again["seen_today"] == 1
    kinds = customer.rows("select kind from event where kind like 'consent.%'")
    assert sorted(each["kind"] for each in kinds) == ["consent.given", "consent.given", "consent.revoked"]


def test_a_person_gets_no_more_in_a_day_than_is_allowed_and_no_answer_is_lost(customer: Customer) -> None:
    project = sensitive(customer, most_a_day=2)
    labeler = customer.caller("labeler")
    agree(labeler, project)
    labeler.submit(labeler.claim(project))
    claim = labeler.claim(project)
    body = {"generation": claim["generation"], "answer": {"global_attributes": {"mood": "good"}}, "seconds": 1.0}
    said = labeler.ask("POST", f"/assignments/{claim['assignment_id']}/submit", params={"then": "claim"}, json=body)
    assert (said.status_code, said.json()["next"]) == (200, None)
    assert refused(labeler, project) == (409, "seen_enough")
    other = customer.caller("labeler")
    agree(other, project)
    assert other.claim(project) is not None
    customer.operator.patch(f"/projects/{project}", {"most_a_day": 3})
    assert labeler.get(f"/projects/{project}/exposure")["most_a_day"] == 3


def test_another_day_begins_anew(customer: Customer) -> None:
    project = sensitive(customer, most_a_day=1)
    labeler = customer.caller("labeler")
    agree(labeler, project)
    labeler.submit(labeler.claim(project))
    assert refused(labeler, project) == (409, "seen_enough")
    customer.product.database.rows(
        "update consent set day = day - 1 where project_id = (select id from project where name = "
        "(select name from project where is_sensitive and most_a_day = 1 order by id desc limit 1)) returning seen",
        customer_id=customer.id,
        as_app=True,
    )
    assert labeler.claim(project) is not None


def test_reviewers_agree_too(customer: Customer) -> None:
    project = sensitive(customer, tasks=1, review_percent=100)
    labeler = customer.caller("labeler")
    agree(labeler, project)
    labeler.submit(labeler.claim(project))
    customer.wait_for_counts(project, review=1)
    reviewer = customer.caller("reviewer")
    assert refused(reviewer, project, "review") == (409, "consent_needed")
    agree(reviewer, project)
    assert reviewer.claim(project, "review") is not None


def test_other_projects_ask_nobody(customer: Customer) -> None:
    project = customer.make_project()
    customer.add_tasks(project, 1)
    labeler = customer.caller("labeler")
    assert labeler.claim(project) is not None
    assert labeler.get(f"/projects/{project}/exposure")["seen_today"] == 0


def test_a_rivals_project_can_not_be_agreed_to(product: Product, customer: Customer) -> None:
    project = sensitive(customer)
    rival = product.found_customer().caller("labeler")
    assert rival.ask("PUT", f"/projects/{project}/exposure", json={"agrees": True}).status_code == 404
