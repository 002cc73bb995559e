from __future__ import annotations

from datetime import UTC, datetime, timedelta
from email.utils import format_datetime

import pytest

from goldsmith.client import Goldsmith, NotFoundError, RetryPolicy, UnavailableError, UnreachableError
from goldsmith.client.wire import Response

from .scripted import ScriptedServer

PROJECT = {"id": "project_1", "name": "P", "modality": "text.v1"}


@pytest.mark.parametrize("status", [408, 429, 502, 503, 504])
def test_a_passing_failure_is_tried_again(server: ScriptedServer, client: Goldsmith, status: int) -> None:
    server.answer({"error": "Busy.", "code": "busy", "field": None}, status=status)
    server.answer(PROJECT)
    assert client.projects.get("project_1").name == "P"
    assert len(server.seen) == 2


def test_a_broken_connection_is_tried_again(server: ScriptedServer, client: Goldsmith) -> None:
    server.hang_up()
    server.answer(PROJECT)
    assert client.projects.get("project_1").name == "P"


def test_a_post_keeps_its_idempotency_key_over_retries(server: ScriptedServer, client: Goldsmith) -> None:
    server.hang_up()
    server.answer({"error": "Busy.", "code": "busy", "field": None}, status=503)
    server.answer({"id": "customer_1", "name": "Acme"}, status=201)
    client.customers.create("Acme")
    keys = [seen.headers["idempotency-key"] for seen in server.seen]
    assert len(keys) == 3
    assert len(set(keys)) == 1


def test_two_posts_have_two_idempotency_keys(server: ScriptedServer, client: Goldsmith) -> None:
    for name in ("Acme", "Globex"):
        server.answer({"id": "customer_1", "name": name}, status=201)
        client.customers.create(name)
    assert server.seen[0].headers["idempotency-key"] != server.seen[1].headers["idempotency-key"]


def test_a_refusal_is_not_tried_again(server: ScriptedServer, client: Goldsmith) -> None:
    server.answer({"error": "No such project.", "code": "not_found", "field": None}, status=404)
    with pytest.raises(NotFoundError, match="No such project"):
        client.projects.get("project_1")
    assert len(server.seen) == 1


def test_the_last_failure_is_raised_when_patience_ends(server: ScriptedServer, client: Goldsmith) -> None:
    for _ in range(3):
        server.answer({"error": "Down.", "code": "database_away", "field": None}, status=503)
    with pytest.raises(UnavailableError) as raised:
        client.projects.get("project_1")
    assert raised.value.code == "database_away"
    assert len(server.seen) == 3


def test_nobody_listening_is_an_unreachable_error() -> None:
    impatient = RetryPolicy(attempts=2, first_seconds=0.001)
    with Goldsmith("http://127.0.0.1:1", retries=impatient) as client, pytest.raises(UnreachableError, match="running"):
        client.projects.get("project_1")


def test_the_wait_doubles_up_to_its_longest_and_is_spread() -> None:
    policy = RetryPolicy(first_seconds=1, longest_seconds=3, draw=lambda: 1.0)
    assert [policy.wait_seconds(failures, None) for failures in (1, 2, 3, 4)] == [1, 2, 3, 3]
    spread = RetryPolicy(first_seconds=1, longest_seconds=3, draw=lambda: 0.0)
    assert spread.wait_seconds(1, None) == 0.5


def test_the_wait_is_never_shorter_than_the_server_asked_for() -> None:
    policy = RetryPolicy(first_seconds=0.1, draw=lambda: 1.0)
    asked = Response(status=429, headers={"retry-after": "7"}, body=b"")
    assert policy.wait_seconds(1, asked) == 7


def test_the_server_may_ask_for_a_date() -> None:
    later = format_datetime(datetime.now(UTC) + timedelta(seconds=20), usegmt=True)
    asked = Response(status=503, headers={"retry-after": later}, body=b"")
    assert 17 < RetryPolicy().wait_seconds(1, asked) <= 20


def test_an_unreadable_retry_after_is_no_reason_to_fail() -> None:
    asked = Response(status=503, headers={"retry-after": "soon"}, body=b"")
    assert RetryPolicy(first_seconds=1, draw=lambda: 1.0).wait_seconds(1, asked) == 1
