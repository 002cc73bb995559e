"""Passwords, sessions, keys and roles."""

from __future__ import annotations

import base64
from typing import Any
from uuid import uuid4

import pytest

from ..product import Caller, Customer, in_parallel, wait_until
from .people import Person


def test_signing_in_sets_a_cookie_that_scripts_cannot_read(person: Person, customer: Customer) -> None:
    answer = person.sign_in()
    assert answer.status_code == 201
    assert answer.json()["customers"] == [{"id": customer.id, "name": customer.name, "role": "labeler"}]
    cookie = answer.headers["set-cookie"].lower()
    assert "httponly" in cookie
    assert "samesite=lax" in cookie
    assert person.ask("GET", "/session").json()["person"]["email"] == person.email
    assert person.ask("GET", "/work").status_code == 200


def test_signing_out_ends_the_session_everywhere(person: Person) -> None:
    person.sign_in()
    cookie = dict(person.browser.cookies)
    assert person.ask("DELETE", "/session").status_code == 204
    assert person.ask("GET", "/session").status_code == 401
    person.browser.cookies.update(cookie)
    wait_until(lambda: {person.ask("GET", "/work").status_code for _ in range(6)} == {401}, 10)


def test_a_wrong_password_and_an_unknown_account_get_the_same_answer(person: Person) -> None:
    wrong = person.sign_in("not the password")
    unknown = person.browser.post("/session", json={"email": "nobody@example.org", "password": "not the password"})
    assert (wrong.status_code, wrong.json()) == (unknown.status_code, unknown.json())
    assert wrong.status_code == 401


def test_guessing_is_slowed_down_and_says_for_how_long(person: Person) -> None:
    statuses = [person.sign_in(f"guess number {number}").status_code for number in range(6)]
    assert statuses == [401] * 5 + [429]
    locked = person.sign_in()
    assert locked.status_code == 429
    assert 1 <= int(locked.headers["retry-after"]) <= 3
    wait_until(lambda: person.sign_in().status_code == 201, 15, pause=1)


def test_changing_the_password_ends_other_sessions(person: Person, customer: Customer) -> None:
    person.sign_in()
    with customer.product.connect() as elsewhere:
        person.sign_in(browser=elsewhere)
        change = {"current_password": "wrong wrong wrong", "new_password": "a much better one"}
        assert person.ask("POST", "/session/password", json=change).status_code == 422
        change["current_password"] = person.password
        short = person.ask("POST", "/session/password", json={**change, "new_password": "short"})
        assert (short.status_code, short.json()["field"]) == (422, "new_password")
        assert person.ask("POST", "/session/password", json=change).status_code == 204
        assert elsewhere.get("/session").status_code == 401
    assert person.ask("GET", "/session").status_code == 200
    assert person.sign_in().status_code == 401
    assert person.sign_in("a much better one").status_code == 201


@pytest.mark.parametrize(
    "headers",
    [
        {},
        {"Origin": "https://evil.example"},
        {"Origin": "null"},
        {"Sec-Fetch-Site": "cross-site"},
        {"Sec-Fetch-Site": "same-site"},
        {"Sec-Fetch-Site": "cross-site", "Origin": "{own}"},
    ],
)
def test_another_site_changes_nothing_with_our_cookie(person: Person, headers: dict[str, str]) -> None:
    person.sign_in()
    sent = {name: value.format(own=person.origin) for name, value in headers.items()}
    for content_type in ("application/json", "text/plain", "application/x-www-form-urlencoded"):
        change = '{"current_password": "x", "new_password": "y"}'
        answer = person.browser.post(
            "/session/password", content=change, headers={**sent, "Content-Type": content_type}
        )
        assert (answer.status_code, answer.json()["code"]) == (403, "cross_site")
    assert person.browser.delete("/session", headers=sent).status_code == 403
    assert person.ask("GET", "/session").status_code == 200


def test_a_revoked_key_is_refused_at_once_by_every_process(customer: Customer) -> None:
    key = customer.make_key("operator")
    caller = Caller(customer.product, key["key"])

    def ask_anew(_: int) -> int:
        with customer.product.connect() as fresh:
            return fresh.get("/projects", headers=caller.headers).status_code

    assert set(in_parallel(ask_anew, 12)) == {200}
    customer.root.delete(f"/keys/{key['id']}")
    wait_until(lambda: set(in_parallel(ask_anew, 12)) == {401}, 2)
    listed = {each["id"]: each for each in customer.operator.get("/keys")["items"]}
    assert listed[key["id"]]["revoked_at"]


def test_a_removed_member_is_out_at_once(person: Person, customer: Customer) -> None:
    person.sign_in()
    assert person.ask("GET", "/work").status_code == 200
    customer.root.delete(f"/members/{person.id}")
    wait_until(lambda: {person.ask("GET", "/work").status_code for _ in range(6)} == {401}, 2)


def test_a_key_is_shown_once_and_kept_as_a_hash(customer: Customer) -> None:
    made = customer.make_key("labeler", "test")
    assert made["key"].startswith("test_")
    assert made["key"].startswith(made["prefix"])
    assert len(made["prefix"]) < 12
    assert [each["key"] for each in customer.operator.get("/keys")["items"]] == [None] * 2
    whole = str([list(row) for row in customer.rows("select * from api_key")]) + str(
        customer.rows("select body from event")
    )
    assert made["key"] not in whole
    assert customer.value("select octet_length(secret_hash) from api_key limit 1") == 32


def test_a_key_works_as_bearer_and_as_basic_user(customer: Customer) -> None:
    key = customer.make_key("member")["key"]
    basic = base64.b64encode(f"{key}:".encode()).decode()
    good = (f"Bearer {key}", f"bearer {key}", f"Basic {basic}")
    bad = ("Bearer", f"Basic {key}", f"Digest {key}", f"Bearer {key}x", "Basic \xff")
    with customer.product.connect() as client:
        for header in good:
            assert client.get("/projects", headers=[("Authorization", header)]).status_code == 200
        for header in bad:
            sent = [(b"Authorization", header.encode("latin-1"))]
            assert client.get("/projects", headers=sent).status_code == 401


def test_an_operator_makes_no_admin_and_no_administrator(customer: Customer) -> None:
    customer.operator.post("/keys", {"name": "x", "role": "admin"}, 403)
    customer.operator.post("/keys", {"name": "x", "role": "member", "is_administrator": True}, 403)
    customer.operator.post("/members", {"email": "a@example.org", "name": "x", "role": "admin"}, 403)
    admin = customer.caller("admin")
    admin.post("/keys", {"name": "x", "role": "admin", "is_administrator": True}, 403)
    admin.post("/keys", {"name": "x", "role": "admin"}, 201)
    admin.post("/customers", {"name": "mine"}, 403)


def test_an_operator_cannot_demote_or_remove_an_admin(customer: Customer) -> None:
    made = customer.root.post("/members", {"email": f"{uuid4().hex}@example.org", "name": "Boss", "role": "admin"}, 201)
    customer.root.post("/members", {"email": f"{uuid4().hex}@example.org", "name": "Other", "role": "admin"}, 201)
    customer.operator.patch(f"/members/{made['person_id']}", {"role": "labeler"}, 403)
    again = {"email": made["email"], "name": "Boss", "role": "labeler"}
    customer.operator.post("/members", again, 403)
    customer.operator.delete(f"/members/{made['person_id']}", 403)
    roles = {each["person_id"]: each["role"] for each in customer.root.get("/members")["items"]}
    assert roles[made["person_id"]] == "admin"


def test_an_operator_cannot_revoke_an_admins_key(customer: Customer) -> None:
    key = customer.make_key("admin")
    customer.operator.delete(f"/keys/{key['id']}", 403)


def test_a_person_whom_a_rival_made_cannot_be_let_in_unawares(customer: Customer, rival: Customer) -> None:
    """The rival knows the first password of whom they made, so they could walk in as our new operator."""
    planted = rival.operator.post(
        "/members", {"email": f"{uuid4().hex}@acme.example", "name": "x", "role": "labeler"}, 201
    )
    wanted = {"email": planted["email"], "name": "Our own", "role": "operator"}
    assert customer.operator.post("/members", wanted, 403)["code"] == "known_elsewhere"
    assert customer.operator.get("/members")["items"] == []
    customer.root.post("/members", wanted, 201)
    customer.operator.post("/members", {**wanted, "role": "member"}, 201)


def test_the_last_admin_stays(customer: Customer) -> None:
    made = customer.root.post("/members", {"email": f"{uuid4().hex}@example.org", "name": "Boss", "role": "admin"}, 201)
    assert customer.root.patch(f"/members/{made['person_id']}", {"role": "labeler"}, 409)["code"] == "last_admin"
    assert customer.root.delete(f"/members/{made['person_id']}", 409)["code"] == "last_admin"


def test_a_changed_role_counts_at_once(person: Person, customer: Customer) -> None:
    person.sign_in()
    project = customer.make_project()
    assert person.ask("GET", f"/projects/{project}/tasks").status_code == 403
    customer.root.patch(f"/members/{person.id}", {"role": "member"}, 204)
    wait_until(lambda: {person.ask("GET", f"/projects/{project}/tasks").status_code for _ in range(6)} == {200}, 2)


def test_one_person_labels_under_two_names_for_two_customers(
    person: Person, customer: Customer, rival: Customer
) -> None:
    rival.root.post("/members", {"email": person.email, "name": "Ada", "role": "labeler"}, 201)
    person.sign_in()
    labelers = set()
    for each in (customer, rival):
        project = each.make_project()
        each.add_tasks(project, 1)
        headers = {"Origin": person.origin, "Goldsmith-Customer": each.id}
        answer = person.browser.post(f"/projects/{project}/claims", json={}, headers=headers)
        assert answer.status_code == 200, answer.text
        task = each.task(answer.json()["task"]["id"])
        labelers.add(task["assignments"][0]["labeler"]["id"])
    assert len(labelers) == 2


# What the least of those who may do something may do, and who may not: (method, path, body, who may).
OPERATION = {"admin", "operator"}
INSIGHT = OPERATION | {"member"}
REVIEWING = OPERATION | {"reviewer"}
LABELING = REVIEWING | {"labeler"}
ANYBODY = INSIGHT | LABELING
NEW_TASKS = {"tasks": [{"text": "x"}]}
MATRIX: list[tuple[str, str, dict[str, Any] | None, set[str]]] = [
    ("GET", "/modalities", None, ANYBODY),
    ("GET", "/customers", None, ANYBODY),
    ("POST", "/customers", {"name": "x"}, set()),
    ("GET", "/members", None, OPERATION),
    ("POST", "/members", {"email": "x@example.org", "name": "x", "role": "labeler"}, OPERATION),
    ("PATCH", "/members/{person}", {"role": "labeler"}, OPERATION),
    ("DELETE", "/members/{person}", None, {"admin"}),
    ("GET", "/keys", None, OPERATION),
    ("POST", "/keys", {"name": "x", "role": "labeler"}, OPERATION),
    ("DELETE", "/keys/{key}", None, OPERATION),
    ("GET", "/webhooks", None, OPERATION),
    ("POST", "/webhooks", {"url": "https://example.com", "events": ["*"]}, OPERATION),
    ("DELETE", "/webhooks/{webhook}", None, OPERATION),
    ("GET", "/webhooks/{webhook}/attempts", None, OPERATION),
    ("POST", "/webhooks/{webhook}/test", {}, OPERATION),
    ("GET", "/projects", None, ANYBODY),
    ("POST", "/projects", {"name": "x", "modality": "text.v1", "ontology": {}}, OPERATION),
    ("GET", "/projects/{project}", None, ANYBODY),
    ("PATCH", "/projects/{project}", {}, OPERATION),
    ("GET", "/projects/{project}/ontology", None, ANYBODY),
    ("PUT", "/projects/{project}/ontology", {"ontology": {}}, OPERATION),
    ("GET", "/projects/{project}/instructions", None, ANYBODY),
    ("PUT", "/projects/{project}/instructions", {"markdown": "x"}, OPERATION),
    ("GET", "/projects/{project}/batches", None, ANYBODY),
    ("POST", "/projects/{project}/batches", {"name": "x"}, INSIGHT),
    ("GET", "/projects/{project}/progress", None, INSIGHT | REVIEWING),
    ("GET", "/projects/{project}/tasks", None, INSIGHT | REVIEWING),
    ("POST", "/projects/{project}/tasks", NEW_TASKS, INSIGHT),
    ("GET", "/projects/{project}/imports", None, INSIGHT),
    ("POST", "/projects/{project}/imports", {"name": "x", "format": "csv"}, INSIGHT),
    ("POST", "/projects/{project}/audits", {"count": 1}, OPERATION),
    ("GET", "/projects/{project}/deliveries", None, INSIGHT),
    ("POST", "/projects/{project}/deliveries", {}, INSIGHT),
    ("POST", "/projects/{project}/claims", {"purpose": "label"}, LABELING),
    ("POST", "/projects/{project}/claims", {"purpose": "review"}, REVIEWING),
    ("POST", "/projects/{project}/claims", {"purpose": "audit"}, REVIEWING),
    ("GET", "/work", None, LABELING),
    ("GET", "/tasks/{task}", None, INSIGHT | REVIEWING),
    ("GET", "/tasks/{task}/history", None, INSIGHT | REVIEWING),
    ("POST", "/tasks/{task}/cancel", {}, INSIGHT),
    ("POST", "/tasks/{task}/reopen", {"reason": "x"}, OPERATION),
    ("PATCH", "/tasks/{task}", {"priority": 1}, INSIGHT),
    ("POST", "/assets?name=x", None, INSIGHT),
    ("GET", "/imports/{import}", None, INSIGHT),
    ("GET", "/imports/{import}/rejects", None, INSIGHT),
    ("POST", "/imports/{import}/start", {}, INSIGHT),
    ("POST", "/imports/{import}/cancel", {}, INSIGHT),
    ("GET", "/events", None, INSIGHT),
    ("GET", "/events/head", None, INSIGHT),
]


def test_every_role_may_do_what_the_matrix_says_and_nothing_else(customer: Customer) -> None:
    callers = {role: customer.caller(role) for role in ("admin", "operator", "member", "reviewer", "labeler")}
    project = customer.make_project()
    [task] = customer.add_tasks(project, 1)
    known = {
        "project": project,
        "task": task,
        "person": Person(customer, "labeler").id,
        "key": customer.make_key("labeler")["id"],
        "webhook": customer.operator.post("/webhooks", {"url": "https://example.com", "events": ["*"]}, 201)["id"],
        "import": customer.operator.post(f"/projects/{project}/imports", {"name": "x", "format": "csv"}, 201)["id"],
    }
    for method, path, body, allowed in MATRIX:
        for role in ("labeler", "reviewer", "member", "operator", "admin"):  # whoever may change things comes last
            answer = callers[role].ask(method, path.format(**known), json=body)
            is_refused = answer.status_code == 403
            assert is_refused == (role not in allowed), (
                f"{role} {method} {path}: {answer.status_code} {answer.text[:200]}"
            )
