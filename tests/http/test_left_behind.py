"""Somebody who opens project after project and leaves each goes on working; what they began is never given away."""

from __future__ import annotations

from typing import Any

from ..product import Customer, in_parallel
from .people import Person

MOST = 20


def projects_of(customer: Customer, count: int) -> list[str]:
    made = [customer.make_project(lease_seconds=600) for _ in range(count)]
    for project in made:
        customer.add_tasks(project, 1)
    return made


def claim(person: Person, project: str) -> Any:
    """The next claim of somebody signed in, or how it was refused."""
    answer = person.ask("POST", f"/projects/{project}/claims", json={"purpose": "label"})
    return answer.json() if answer.content else None


def draft(person: Person, held: Any) -> None:
    operation = {"op": "set", "name": "mood", "value": "good"}
    body = {"generation": held["generation"], "revision": 0, "operations": [operation]}
    saved = person.ask("PUT", f"/assignments/{held['assignment_id']}/draft", json=body)
    assert saved.status_code == 200, saved.text


def states(customer: Customer) -> list[str]:
    """What became of each lease, the oldest first."""
    return [row["state"] for row in customer.rows("select state from assignment order by leased_at, id")]


def test_the_lease_left_longest_ago_makes_room_for_another_project(customer: Customer, person: Person) -> None:
    person.sign_in()
    projects = projects_of(customer, MOST + 2)
    held = [claim(person, project) for project in projects]
    assert [each["project_id"] for each in held] == projects
    assert states(customer) == ["expired"] * 2 + ["leased"] * MOST
    reasons = customer.rows("select reason from assignment where state = 'expired'")
    assert {row["reason"] for row in reasons} == {"left untouched"}
    assert customer.value("select count(*) from event where kind = 'assignment.released'") == 2
    again = claim(person, projects[0])
    assert again["task"]["id"] == held[0]["task"]["id"], "it waits for whoever comes next"
    late = person.ask("POST", f"/assignments/{held[0]['assignment_id']}/release", json={"generation": 1})
    assert (late.status_code, late.json()["code"]) == (409, "lease_expired")


def test_what_has_a_draft_or_was_renewed_is_kept(customer: Customer, person: Person) -> None:
    person.sign_in()
    projects = projects_of(customer, MOST + 2)
    held = [claim(person, project) for project in projects[:MOST]]
    draft(person, held[0])
    renewal = {"generation": held[1]["generation"]}
    assert person.ask("POST", f"/assignments/{held[1]['assignment_id']}/renew", json=renewal).status_code == 200
    assert claim(person, projects[MOST])["project_id"] == projects[MOST]
    assert states(customer)[:3] == ["leased", "leased", "expired"]


def test_nothing_is_given_back_for_what_is_not_there(customer: Customer, person: Person) -> None:
    person.sign_in()
    for project in projects_of(customer, MOST):
        assert claim(person, project)
    empty = customer.make_project()
    assert claim(person, empty)["code"] == "too_many_leases"
    assert states(customer) == ["leased"] * MOST


def test_leases_of_the_same_project_and_of_keys_stay(customer: Customer, person: Person) -> None:
    person.sign_in()
    project = customer.make_project()
    customer.add_tasks(project, 2 * MOST + 2)
    assert all("assignment_id" in claim(person, project) for _ in range(MOST))
    assert claim(person, project)["code"] == "too_many_leases"
    labeler, others = customer.caller("labeler"), projects_of(customer, 1)
    for _ in range(MOST):
        assert labeler.claim(project)
    refused = labeler.post(f"/projects/{others[0]}/claims", {"purpose": "label"}, expect=429)
    assert refused["code"] == "too_many_leases"


def test_a_draft_that_is_saved_at_this_moment_is_never_lost(customer: Customer, person: Person) -> None:
    """Whichever comes first: a draft that was taken belongs to a lease that stands."""
    person.sign_in()
    held = [claim(person, project) for project in projects_of(customer, MOST)]
    more = projects_of(customer, 6)

    def at_once(number: int) -> tuple[int, str]:
        if number < len(more):
            found = claim(person, more[number])
            return 0, "" if found is None else found.get("code", "")
        body = {"generation": 1, "revision": 0, "operations": [{"op": "set", "name": "mood", "value": "bad"}]}
        each = held[number - len(more)]["assignment_id"]
        return person.ask("PUT", f"/assignments/{each}/draft", json=body).status_code, each

    outcomes = in_parallel(at_once, len(more) + 10)
    assert {status for status, _ in outcomes} <= {0, 200, 409}
    drafted = "select a.state from assignment a join draft_operations d on d.assignment_id = a.id"
    assert {row["state"] for row in customer.rows(drafted)} <= {"leased"}
    assert customer.value("select count(*) from assignment where state = 'leased'") <= MOST + len(more)
    free = "select sum(claims_live) = (select count(*) from assignment where state = 'leased') from task"
    assert customer.value(free)
