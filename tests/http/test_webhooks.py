"""Webhooks: at least once, one id, signed; only to addresses that may be reached."""

from __future__ import annotations

import json
from collections.abc import Iterator
from typing import Any

import pytest
from standardwebhooks.webhooks import Webhook

from ..product import Customer, wait_until
from .receiver import Receiver


@pytest.fixture
def receiver() -> Iterator[Receiver]:
    made = Receiver()
    yield made
    made.close()


def test_a_refused_message_comes_again_under_its_id_and_each_try_is_signed(
    customer: Customer, receiver: Receiver
) -> None:
    receiver.statuses = [503, 503, 200]
    hook = customer.operator.post("/webhooks", {"url": receiver.url, "events": ["project.created"]}, 201)
    customer.make_project()
    wait_until(lambda: len(receiver.received) == 1)
    for tries in (1, 2):
        _bring_next_try_forward(customer, receiver, tries)
    [attempt] = wait_until(lambda: _delivered(customer, hook["id"]))
    assert (attempt["attempts"], attempt["last_status"], attempt["event_kind"]) == (3, 200, "project.created")
    assert len({headers["webhook-id"] for headers, _ in receiver.received}) == 1
    for headers, body in receiver.received:
        told = Webhook(hook["secret"]).verify(body.decode(), headers)
        assert told["type"] == "project.created"
        assert told["data"]["project_id"].startswith("project_")


def _bring_next_try_forward(customer: Customer, receiver: Receiver, tries: int) -> None:
    """Nobody waits half a minute in a test."""
    noted = "status = 'pending' and last_status is not null and next_attempt_at < now() + interval '1 minute'"
    due = f"update outbox set next_attempt_at = now() where attempts = $1 and {noted} returning id"
    wait_until(lambda: customer.rows(due, tries))
    wait_until(lambda: len(receiver.received) > tries)


def _delivered(customer: Customer, hook: str) -> Any:
    attempts = customer.operator.get(f"/webhooks/{hook}/attempts")["items"]
    return attempts if attempts and all(each["status"] == "delivered" for each in attempts) else None


def test_a_message_is_sent_again_under_its_id(customer: Customer, receiver: Receiver) -> None:
    hook = customer.operator.post("/webhooks", {"url": receiver.url, "events": ["project.created"]}, 201)
    customer.make_project()
    [attempt] = wait_until(lambda: _delivered(customer, hook["id"]))
    again = f"/webhooks/{hook['id']}/attempts/{attempt['id']}/replay"
    customer.operator.post(again, expect=202)
    wait_until(lambda: len(receiver.received) == 2)
    assert len({headers["webhook-id"] for headers, _ in receiver.received}) == 1
    assert len({body for _, body in receiver.received}) == 1
    [attempt] = wait_until(lambda: _delivered(customer, hook["id"]))
    assert (attempt["attempts"], attempt["last_status"]) == (1, 200)
    other = customer.operator.post("/webhooks", {"url": receiver.url, "events": ["*"]}, 201)
    customer.operator.post(again.replace(hook["id"], other["id"]), expect=404)


def test_a_hook_hears_what_it_asked_for_in_order_and_nothing_else(customer: Customer, receiver: Receiver) -> None:
    customer.operator.post("/webhooks", {"url": receiver.url, "events": ["task.completed", "delivery.ready"]}, 201)
    project = customer.make_project()
    customer.add_tasks(project, 3)
    customer.label_everything(project)
    customer.wait_for_counts(project, done=3)
    customer.deliver(project)
    wait_until(lambda: len(receiver.received) >= 4)
    kinds = sorted(json.loads(body)["type"] for _, body in receiver.received)
    assert kinds == ["delivery.ready", "task.completed", "task.completed", "task.completed"]


def test_messages_carry_no_key_and_no_cookie(customer: Customer, receiver: Receiver) -> None:
    hook = customer.operator.post("/webhooks", {"url": receiver.url, "events": ["*"]}, 201)
    customer.operator.post(f"/webhooks/{hook['id']}/test", expect=202)
    wait_until(lambda: any(b"webhook.test" in body for _, body in receiver.received))
    for headers, body in receiver.received:
        assert not {"authorization", "cookie", "goldsmith-customer"} & set(headers)
        assert hook["secret"].encode() not in body


def test_a_deleted_hook_hears_nothing_more_and_its_secret_was_shown_once(
    customer: Customer, receiver: Receiver
) -> None:
    hook = customer.operator.post("/webhooks", {"url": receiver.url, "events": ["*"]}, 201)
    assert [each["secret"] for each in customer.operator.get("/webhooks")["items"]] == [None]
    customer.operator.delete(f"/webhooks/{hook['id']}")
    customer.operator.post(f"/webhooks/{hook['id']}/test", expect=404)
    assert customer.operator.get("/webhooks")["items"] == []


@pytest.mark.parametrize(
    "url", ["http://127.0.0.1:{port}/", "http://localhost:{port}/", "http://[::1]:{port}/", "http://2130706433:{port}/"]
)
def test_private_addresses_get_no_packet(customer: Customer, url: str) -> None:
    port = customer.product.url.rpartition(":")[2]
    hook = customer.operator.post("/webhooks", {"url": url.format(port=port), "events": ["*"]}, 201)
    customer.operator.post(f"/webhooks/{hook['id']}/test", expect=202)
    tried = wait_until(lambda: _tried(customer, hook["id"]))
    assert (tried["status"], tried["last_status"]) == ("pending", None), "not even an answer's status came back"


def _tried(customer: Customer, hook: str) -> Any:
    attempts = [each for each in customer.operator.get(f"/webhooks/{hook}/attempts")["items"] if each["attempts"]]
    return attempts[0] if attempts else None


@pytest.mark.parametrize(
    "url", ["file:///etc/passwd", "ftp://example.com", "example.com", "http://", "gopher://example.com/x"]
)
def test_other_schemes_are_refused(customer: Customer, url: str) -> None:
    refused = customer.operator.post("/webhooks", {"url": url, "events": ["*"]}, 422)
    assert refused["field"] == "url"
