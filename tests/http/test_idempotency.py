"""Idempotency-Key: sent twice, done once."""

from __future__ import annotations

from typing import Any

import httpx

from ..product import Caller, Customer, in_parallel


def make_batch(caller: Caller, project: str, name: str, key: str) -> httpx.Response:
    return caller.ask("POST", f"/projects/{project}/batches", json={"name": name}, headers={"Idempotency-Key": key})


def test_the_same_request_again_gets_the_same_answer(customer: Customer) -> None:
    project = customer.make_project()
    first = make_batch(customer.operator, project, "one", "key-1")
    again = make_batch(customer.operator, project, "one", "key-1")
    assert (first.status_code, first.content) == (again.status_code, again.content)
    assert first.status_code == 201
    assert len(customer.operator.get(f"/projects/{project}/batches")["items"]) == 1


def test_another_body_under_the_same_key_is_refused(customer: Customer) -> None:
    project = customer.make_project()
    make_batch(customer.operator, project, "one", "key-1")
    other = make_batch(customer.operator, project, "two", "key-1")
    assert (other.status_code, other.json()["code"]) == (409, "idempotency_key_reused")


def test_another_caller_and_another_customer_have_their_own_keys(customer: Customer, rival: Customer) -> None:
    project, other = customer.make_project(), rival.make_project()
    assert make_batch(customer.operator, project, "one", "same").status_code == 201
    assert make_batch(customer.caller("operator"), project, "two", "same").status_code == 201
    assert make_batch(rival.operator, other, "three", "same").status_code == 201


def test_a_refused_request_may_be_corrected_under_its_key(customer: Customer) -> None:
    project = customer.make_project()
    assert make_batch(customer.operator, project, "", "key-1").status_code in (400, 422)
    assert make_batch(customer.operator, project, "better", "key-1").status_code == 201


def test_parallel_repeats_are_carried_out_once(customer: Customer) -> None:
    project = customer.make_project()
    body: dict[str, Any] = {"tasks": [{"text": "no unique id"}]}

    def send(_: int) -> int:
        headers = {"Idempotency-Key": "many"}
        return customer.operator.ask("POST", f"/projects/{project}/tasks", json=body, headers=headers).status_code

    statuses = in_parallel(send, 12)
    assert set(statuses) <= {201, 409}
    assert 201 in statuses
    assert send(0) == 201
    assert customer.value("select count(*) from task") == 1


def test_a_key_that_cannot_be_one_is_refused(customer: Customer) -> None:
    project = customer.make_project()
    assert make_batch(customer.operator, project, "one", "x" * 256).status_code == 400


def test_what_is_shown_once_is_kept_nowhere(customer: Customer) -> None:
    body = {"name": "secret", "role": "labeler", "mode": "live"}
    made = customer.operator.ask("POST", "/keys", json=body, headers={"Idempotency-Key": "key-1"})
    again = customer.operator.ask("POST", "/keys", json=body, headers={"Idempotency-Key": "key-1"})
    assert made.status_code == 201
    assert (again.status_code, again.json()["code"]) == (409, "idempotency_key_in_use")
    kept = customer.rows("select body from idempotency_key")
    assert [row["body"] for row in kept] == [b""]
