"""Call back: the task as JSON to its address, with the customer's own key in `scale-callback-auth`, for about a day.

Whatever answers with 2xx has it. An e-mail address gets the same JSON by mail, where the operator named a mail server.
"""

from __future__ import annotations

import asyncio
import base64
import hashlib
import hmac
from typing import Any, Final
from uuid import UUID

import msgspec

from goldsmith.compat.scale.batches import batch_view
from goldsmith.compat.scale.sql import SQL
from goldsmith.compat.scale.tasks import task_view
from goldsmith.foundry import Foundry
from goldsmith.ports.db import Tx
from goldsmith.ports.egress import EgressError
from goldsmith.ports.mail import send_letter

__all__ = ["callback_key", "send_callbacks"]

AT_ONCE: Final = 20
SEND_SECONDS: Final = 15
MAX_ANSWER: Final = 64_000
# Twenty more tries in about 24 hours, as Scale promises.
WAIT_SECONDS: Final = (5, 15, 30, 60, 120, 300, 600, 900, 1_800, 2_700, 3_600, 3_600, *(9_000,) * 7, 9_700)


def callback_key(foundry: Foundry, customer_id: UUID, *, is_test: bool) -> str:
    """What a receiver compares `scale-callback-auth` with: derived, so that no table holds it."""
    mode = b"test" if is_test else b"live"
    made = hmac.digest(foundry.secret, b"goldsmith scale callback " + mode + customer_id.bytes, hashlib.sha256)
    return f"{mode.decode()}_{base64.urlsafe_b64encode(made).decode().rstrip('=')}"


async def send_callbacks(foundry: Foundry, customer_id: UUID) -> int:
    """Send what is due for one customer; how many calls that were."""
    async with foundry.db.transaction(customer_id) as tx:
        due = await tx.rows(SQL.take_due, limit=AT_ONCE)
        bodies = [await _body(foundry, tx, callback) for callback in due]
    await asyncio.gather(
        *(_send(foundry, customer_id, callback, body) for callback, body in zip(due, bodies, strict=True))
    )
    return len(due)


async def _body(foundry: Foundry, tx: Tx, callback: Any) -> dict[str, Any]:
    """What is told, as it is now."""
    if callback["batch_id"] is not None:
        row = await tx.row(SQL.batch_by_id, is_test=callback["is_test"], id=callback["batch_id"])
        return {"batch": batch_view(row)}
    row = await tx.row(SQL.task, is_test=callback["is_test"], id=callback["task_id"])
    task = task_view(foundry, row)  # type: ignore[arg-type]
    response = task.get("response") or {"error": task.get("error", "")}
    return {"task": task, "response": response, "task_id": task["task_id"]}


async def _send(foundry: Foundry, customer_id: UUID, callback: Any, body: dict[str, Any]) -> None:
    if "@" in callback["address"] and "://" not in callback["address"]:
        status = await _mail(foundry, callback["address"], body)
    else:
        status = await _post(foundry, customer_id, callback, body)
    has_arrived = status is not None and 200 <= status < 300
    is_over = callback["attempts"] > len(WAIT_SECONDS)
    async with foundry.db.transaction(customer_id) as tx:
        await tx.run(
            SQL.note_outcome,
            id=callback["id"],
            status="delivered" if has_arrived else "failed" if is_over else "pending",
            last_status=status,
            wait_seconds=0 if has_arrived or is_over else WAIT_SECONDS[callback["attempts"] - 1],
        )
        if callback["task_id"] is not None and (has_arrived or is_over):
            await tx.run(SQL.called_back, id=callback["task_id"], succeeded=has_arrived)


async def _post(foundry: Foundry, customer_id: UUID, callback: Any, body: dict[str, Any]) -> int | None:
    """One attempt; the status that came back, or None when there was no connection (or none was allowed)."""
    key = callback_key(foundry, customer_id, is_test=callback["is_test"])
    try:
        answer = await foundry.egress.fetch(
            callback["address"],
            method="POST",
            redirects=0,
            headers={"Content-Type": "application/json", "scale-callback-auth": key},
            body=msgspec.json.encode(body),
            max_bytes=MAX_ANSWER,
            seconds=SEND_SECONDS,
        )
    except EgressError:
        return None
    return int(answer.status)


async def _mail(foundry: Foundry, address: str, body: dict[str, Any]) -> int | None:
    """One letter; 250 when the operator's mail server took it, None when it did not or there is none."""
    smtp_url = foundry.settings.smtp_url
    if smtp_url is None:
        return None
    text = msgspec.json.format(msgspec.json.encode(body), indent=2).decode()
    is_sent = await asyncio.to_thread(send_letter, smtp_url, to=address, subject=_subject(body), text=text)
    return 250 if is_sent else None


def _subject(body: dict[str, Any]) -> str:
    if "batch" in body:
        return f"Batch {body['batch']['name']} is {body['batch']['status']}"
    return f"Task {body['task_id']} is {body['task']['status']}"
