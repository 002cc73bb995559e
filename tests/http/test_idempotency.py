"""Idempotency-Key: sent twice, done once."""

from __future__ import annotations

from typing import Any
from uuid import uuid4

import httpx

from ..product import Caller, Customer, in_parallel
from .people import Person
from .posts import every_post


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


def test_every_post_that_is_repeated_is_carried_out_once(customer: Customer) -> None:
    posts = every_post(customer)
    paths = customer.product.http.get("/schema/openapi.json").json()["paths"]
    named = {path.removeprefix("/api/v1") for path, item in paths.items() if "post" in item}
    assert named - set(posts) == {"/session", "/session/password"}
    for address, post in posts.items():
        first, again = (post.send(f"key of {address}") for _ in range(2))
        assert first.is_success, f"{address}: {first.text}"
        if post.shows_secret:
            assert (again.status_code, again.json()["code"]) == (409, "idempotency_key_in_use"), address
        else:
            assert (again.status_code, again.content) == (first.status_code, first.content), address
        other = post.send(f"key of {address}", is_other=True)
        assert (other.status_code, other.json()["code"]) == (409, "idempotency_key_reused"), address


def test_a_file_is_stored_once_under_its_key(customer: Customer) -> None:
    post = every_post(customer)["/assets"]
    before = customer.value("select count(*) from asset")
    assert {post.send("file").json()["id"] for _ in range(3)} == {post.send("file").json()["id"]}
    assert customer.value("select count(*) from asset") == before + 1


def test_one_customer_is_made_under_one_key(customer: Customer) -> None:
    body, headers = {"name": uuid4().hex}, {"Idempotency-Key": uuid4().hex}
    made = [customer.root.ask("POST", "/customers", json=body, headers=headers) for _ in range(2)]
    assert [answer.status_code for answer in made] == [201, 201]
    assert made[0].json() == made[1].json()


def test_a_password_is_changed_once_under_its_key(person: Person) -> None:
    person.sign_in()
    change = {"current_password": person.password, "new_password": "a much better one"}
    headers = {"Idempotency-Key": "key-1"}
    sent = [person.ask("POST", "/session/password", json=change, headers=headers) for _ in range(2)]
    assert [answer.status_code for answer in sent] == [204, 204]
    other = person.ask("POST", "/session/password", json={**change, "new_password": "another one"}, headers=headers)
    assert (other.status_code, other.json()["code"]) == (409, "idempotency_key_reused")


def test_signing_in_needs_no_key_and_takes_any(person: Person) -> None:
    body = {"email": person.email, "password": person.password}
    sent = [person.browser.post("/session", json=body, headers={"Idempotency-Key": "key-1"}) for _ in range(2)]
    assert [answer.status_code for answer in sent] == [201, 201]
