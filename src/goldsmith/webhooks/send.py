"""Send what lies in the outbox. Signing: Standard Webhooks 1.0 (HMAC-SHA256 of id.timestamp.body)."""

from __future__ import annotations

import asyncio
from datetime import UTC, datetime
from typing import Any
from uuid import UUID

import msgspec
from standardwebhooks.webhooks import Webhook

from goldsmith.foundry import Foundry
from goldsmith.ids import show_id
from goldsmith.ports.egress import EgressError
from goldsmith.webhooks.service import SQL, secret_of

AT_ONCE = 20
SEND_SECONDS = 15
MAX_ANSWER = 64_000
WAIT_SECONDS = (5, 30, 120, 600, 1_800, 3_600, 7_200, 14_400, 28_800, 28_800)  # about a day in all


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
