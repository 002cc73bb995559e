"""Webhooks: where to, about what, and what became of each message."""

from __future__ import annotations

import base64
import hashlib
import hmac
from typing import Any
from urllib.parse import urlsplit
from uuid import UUID

from goldsmith.errors import InvalidError, NotFoundError
from goldsmith.events import record
from goldsmith.foundry import Foundry
from goldsmith.ids import new_id
from goldsmith.ports.db import read_sql
from goldsmith.tenancy.principal import OPERATION, Principal

SQL = read_sql(__file__)
TASK_KINDS = ("completed", "sent_to_review", "rejected", "canceled", "reopened", "failed", "flagged", "audited")
KINDS = frozenset({f"task.{kind}" for kind in TASK_KINDS}) | {
    "*",
    "tasks.created",
    "annotation.submitted",
    "import.done",
    "import.failed",
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


async def send_again(foundry: Foundry, principal: Principal, webhook_id: UUID, message_id: UUID) -> None:
    """Send a message once more, whatever became of it. The receiver tells by its id that it is the same."""
    principal.need(OPERATION)
    async with foundry.db.transaction(principal.customer_id) as tx:
        if await tx.row(SQL.webhook, id=webhook_id) is None:
            raise _no_such_webhook()
        if await tx.row(SQL.send_again, webhook_id=webhook_id, id=message_id) is None:
            raise NotFoundError("This webhook was sent no such message.", code="message_not_found")


def _no_such_webhook() -> NotFoundError:
    return NotFoundError("There is no such webhook.", code="webhook_not_found")
