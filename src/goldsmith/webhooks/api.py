"""HTTP: webhooks and what became of their messages."""

from __future__ import annotations

from datetime import datetime
from typing import Annotated, Any
from uuid import UUID

import msgspec
from litestar import Router, delete, get, post

from goldsmith.foundry import Foundry
from goldsmith.http.paging import END, Cursor, Limit, Page, make_page, read_cursor
from goldsmith.ids import parse_id, show_id
from goldsmith.tenancy.principal import Principal
from goldsmith.webhooks import service
from goldsmith.words import MessageStatus


class NewWebhook(msgspec.Struct, forbid_unknown_fields=True):
    """An address and what it wants to hear about."""

    url: Annotated[str, msgspec.Meta(max_length=2000)]
    events: Annotated[list[Annotated[str, msgspec.Meta(max_length=100)]], msgspec.Meta(min_length=1, max_length=100)]


class Webhook(msgspec.Struct):
    """A webhook; its secret is there once, when it is new."""

    id: str
    url: str
    events: list[str]
    created_at: datetime
    disabled_at: datetime | None
    secret: str | None = None


class Attempt(msgspec.Struct):
    """What became of one message."""

    id: str
    event_kind: str
    status: MessageStatus
    attempts: int
    last_status: int | None
    next_attempt_at: datetime | None
    created_at: datetime


def _webhook(row: Any, secret: str | None = None) -> Webhook:
    return Webhook(
        show_id("webhook", row["id"]), row["url"], row["events"], row["created_at"], row["disabled_at"], secret
    )


def _id(text: str) -> UUID:
    return parse_id("webhook", text, field="webhook_id")


@get("/webhooks")
async def list_webhooks(
    foundry: Foundry, principal: Principal, limit: Limit = 100, cursor: Cursor = None
) -> Page[Webhook]:
    """This customer's webhooks."""
    return make_page(await service.list_webhooks(foundry, principal, read_cursor(cursor), limit + 1), limit, _webhook)


@post("/webhooks")
async def create_webhook(data: NewWebhook, foundry: Foundry, principal: Principal) -> Webhook:
    """Register an address. Its signing secret is in this answer."""
    row = await service.create_webhook(foundry, principal, data.url, data.events)
    return _webhook(row, service.secret_of(foundry, row["id"]))


@delete("/webhooks/{webhook_id:str}")
async def delete_webhook(webhook_id: str, foundry: Foundry, principal: Principal) -> None:
    """Send nothing there any more."""
    await service.delete_webhook(foundry, principal, _id(webhook_id))


@get("/webhooks/{webhook_id:str}/attempts")
async def list_attempts(
    webhook_id: str, foundry: Foundry, principal: Principal, limit: Limit = 50, cursor: Cursor = None
) -> Page[Attempt]:
    """What became of each message, newest first."""
    rows = await service.list_attempts(foundry, principal, _id(webhook_id), read_cursor(cursor, END), limit + 1)
    return make_page(rows, limit, _attempt)


def _attempt(row: Any) -> Attempt:
    following = row["next_attempt_at"] if row["status"] == "pending" else None
    return Attempt(
        show_id("event", row["id"]),
        row["event_kind"],
        row["status"],
        row["attempts"],
        row["last_status"],
        following,
        row["created_at"],
    )


@post("/webhooks/{webhook_id:str}/test", status_code=202)
async def send_test_message(webhook_id: str, foundry: Foundry, principal: Principal) -> None:
    """Send a test message there."""
    await service.send_test(foundry, principal, _id(webhook_id))


@post("/webhooks/{webhook_id:str}/attempts/{event_id:str}/replay", status_code=202)
async def replay_message(webhook_id: str, event_id: str, foundry: Foundry, principal: Principal) -> None:
    """Send a message once more, under the same id; its tries begin anew."""
    await service.send_again(foundry, principal, _id(webhook_id), parse_id("event", event_id, field="event_id"))


ROUTER = Router(
    path="/",
    tags=["webhooks"],
    route_handlers=[list_webhooks, create_webhook, delete_webhook, list_attempts, send_test_message, replay_message],
)
