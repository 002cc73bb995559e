"""Webhooks and the sending of the outbox. Signing: Standard Webhooks 1.0 (HMAC-SHA256 of id.timestamp.body)."""

from __future__ import annotations

import asyncio
import base64
import hashlib
import hmac
from datetime import UTC, datetime
from typing import Any
from urllib.parse import urlsplit
from uuid import UUID

import msgspec
from standardwebhooks.webhooks import Webhook

from goldsmith.errors import InvalidError, NotFoundError
from goldsmith.events import record
from goldsmith.foundry import Foundry
from goldsmith.ids import new_id, show_id
from goldsmith.ports.db import read_sql
from goldsmith.ports.egress import EgressError
from goldsmith.tenancy.principal import OPERATION, Principal

SQL = read_sql(__file__)
AT_ONCE = 20
SEND_SECONDS = 15
MAX_ANSWER = 64_000
WAIT_SECONDS = (5, 30, 120, 600, 1_800, 3_600, 7_200, 14_400, 28_800, 28_800)  # about a day in all
TASK_KINDS = ("completed", "sent_to_review", "rejected", "canceled", "reopened", "failed", "flagged", "audited")
KINDS = frozenset({f"task.{kind}" for kind in TASK_KINDS}) | {
    "*",
    "tasks.created",
    "annotation.submitted",
    "import.done",
    "delivery.created",
    "delivery.ready",
    "project.created",
    "project.changed",
}


def secret_of(foundry: Foundry, webhook_id: UUID) -> str:
    """The signing secret of a webhook: derived, so that no table holds it."""
    key = hmac.digest(foundry.secret, b"goldsmith webhook " + webhook_id.bytes, hashlib.sha256)
    return "whsec_" + base64.b64encode(key).decode()


async def create_webhook(foundry: Foundry, principal: Principal, url: str, events: list[str]) -> Any:
    """Register an address. It is checked again, with what it resolves to, at each sending."""
    principal.need(OPERATION)
    parts = urlsplit(url)
    if parts.scheme not in ("https", "http") or not parts.hostname or len(url) > 2_000 or not url.isprintable():
        raise InvalidError("A webhook address starts with https:// and names a host.", field="url")
    unknown = sorted(set(events) - KINDS)
    if unknown or not events:
        raise InvalidError(f"Choose from: {', '.join(sorted(KINDS))}.", field="events")
    async with foundry.db.transaction(principal.customer_id) as tx:
        row = await tx.row(SQL.insert_webhook, id=new_id(), url=url, events=sorted(set(events)))
        await record(tx, "webhook.created", actor_id=principal.actor_id, body={"events": events})
        return row


async def list_webhooks(foundry: Foundry, principal: Principal, after: UUID, limit: int) -> list[Any]:
    principal.need(OPERATION)
    async with foundry.db.transaction(principal.customer_id) as tx:
        return await tx.rows(SQL.webhooks, after=after, limit=limit)


async def delete_webhook(foundry: Foundry, principal: Principal, webhook_id: UUID) -> None:
    principal.need(OPERATION)
    async with foundry.db.transaction(principal.customer_id) as tx:
        if await tx.row(SQL.disable_webhook, id=webhook_id) is None:
            raise _no_such_webhook()
        await record(tx, "webhook.deleted", actor_id=principal.actor_id)


async def list_attempts(
    foundry: Foundry, principal: Principal, webhook_id: UUID, before: UUID, limit: int
) -> list[Any]:
    principal.need(OPERATION)
    async with foundry.db.transaction(principal.customer_id) as tx:
        if await tx.row(SQL.webhook, id=webhook_id) is None:
            raise _no_such_webhook()
        return await tx.rows(SQL.attempts, webhook_id=webhook_id, before=before, limit=limit)


async def send_test(foundry: Foundry, principal: Principal, webhook_id: UUID) -> None:
    """Put a test message into the outbox: it goes the way that all go."""
    principal.need(OPERATION)
    async with foundry.db.transaction(principal.customer_id) as tx:
        if await tx.row(SQL.webhook, id=webhook_id) is None:
            raise _no_such_webhook()
        await tx.run(SQL.insert_test, id=new_id(), webhook_id=webhook_id, body={"kind": "webhook.test"})


async def send_due(foundry: Foundry, customer_id: UUID) -> int:
    """Send what is due for one customer; how many messages that were."""
    async with foundry.db.transaction(customer_id) as tx:
        due = await tx.rows(SQL.take_due, limit=AT_ONCE)
    await asyncio.gather(*(_send(foundry, customer_id, message) for message in due))
    return len(due)


async def _send(foundry: Foundry, customer_id: UUID, message: Any) -> None:
    status: int | None = None
    if message["disabled_at"] is None:
        status = await _post(foundry, message)
    is_delivered = status is not None and 200 <= status < 300
    is_over = message["disabled_at"] is not None or message["attempts"] > len(WAIT_SECONDS)
    wait = 0 if is_delivered or is_over else WAIT_SECONDS[message["attempts"] - 1]
    async with foundry.db.transaction(customer_id) as tx:
        await tx.run(
            SQL.note_outcome,
            id=message["id"],
            status="delivered" if is_delivered else "failed" if is_over else "pending",
            last_status=status,
            wait_seconds=wait,
        )


async def _post(foundry: Foundry, message: Any) -> int | None:
    """One attempt; the status that came back, or None when there was no connection (or none was allowed)."""
    now = datetime.now(UTC)
    message_id = show_id("event", message["id"])
    created = datetime.fromtimestamp(message["created"], UTC)
    body = msgspec.json.encode(
        {"type": message["event_kind"], "timestamp": created, "data": msgspec.Raw(message["body"].encode())}
    )
    headers = {
        "Content-Type": "application/json",
        "webhook-id": message_id,
        "webhook-timestamp": str(int(now.timestamp())),
        "webhook-signature": Webhook(secret_of(foundry, message["webhook_id"])).sign(message_id, now, body.decode()),
    }
    try:
        answer = await foundry.egress.fetch(
            message["url"],
            method="POST",
            redirects=0,
            headers=headers,
            body=body,
            max_bytes=MAX_ANSWER,
            seconds=SEND_SECONDS,
        )
    except EgressError:
        return None
    return int(answer.status)


def _no_such_webhook() -> NotFoundError:
    return NotFoundError("There is no such webhook.", code="webhook_not_found")
