"""HTTP: the log, its head, live progress."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from datetime import datetime
from typing import Annotated, Any

import msgspec
from litestar import Request, Router, get
from litestar.openapi.datastructures import ResponseSpec
from litestar.params import Parameter
from litestar.response import ServerSentEvent, ServerSentEventMessage

from goldsmith.events import service
from goldsmith.events.live import Broadcast
from goldsmith.events.wire import Event, event_to_wire
from goldsmith.foundry import Foundry
from goldsmith.http.paging import Cursor, Limit, Page
from goldsmith.ids import parse_id
from goldsmith.projects.progress import totals
from goldsmith.projects.service import show_project
from goldsmith.tenancy.principal import Principal

PING_SECONDS = 15.0
PAUSE_SECONDS = 0.5
STREAM = ResponseSpec(
    str, description="A stream that ends when you leave it.", media_type="text/event-stream", generate_examples=False
)


class LogHead(msgspec.Struct):
    """The newest seal: whoever keeps it can prove later that nothing before it was changed."""

    sequence: int
    hash: str | None
    sealed_at: datetime | None


@get("/events")
async def list_events(
    foundry: Foundry,
    principal: Principal,
    project: Annotated[str | None, Parameter(max_length=100, description="Only of this project.")] = None,
    task: Annotated[str | None, Parameter(max_length=100, description="Only of this task.")] = None,
    limit: Limit = 50,
    cursor: Cursor = None,
) -> Page[Event]:
    """What happened, newest first."""
    project_id = parse_id("project", project, field="project") if project else None
    task_id = parse_id("task", task, field="task") if task else None
    rows, following = await service.list_events(foundry, principal, project_id, task_id, cursor, limit)
    return Page([event_to_wire(row) for row in rows], following)


@get("/events/head")
async def show_log_head(foundry: Foundry, principal: Principal) -> LogHead:
    """The newest seal of this customer's log."""
    row = await service.show_head(foundry, principal)
    return LogHead(row["number"], row["hash"].hex(), row["sealed_at"]) if row else LogHead(0, None, None)


@get("/projects/{project_id:str}/live", responses={200: STREAM})
async def watch_progress(
    project_id: str, foundry: Foundry, principal: Principal, request: Request[Any, Any, Any]
) -> ServerSentEvent:
    """Server-sent events: `progress` with the project's counts, at once and after every change."""
    project = await show_project(foundry.db, principal, parse_id("project", project_id, field="project_id"))
    broadcast: Broadcast = request.app.state.broadcast
    return ServerSentEvent(_progress(foundry, principal, project["id"], broadcast))


async def _progress(
    foundry: Foundry, principal: Principal, project_id: Any, broadcast: Broadcast
) -> AsyncIterator[ServerSentEventMessage]:
    last: dict[str, int] | None = None
    async for _ in broadcast.watch(principal.customer_id, PING_SECONDS):
        counts = (await totals(foundry.db, principal, [project_id]))[project_id]
        if counts == last:
            yield ServerSentEventMessage(comment="ping")
            continue
        last = counts
        yield ServerSentEventMessage(event="progress", data=msgspec.json.encode({"counts": counts}).decode())
        await asyncio.sleep(PAUSE_SECONDS)


ROUTER = Router(path="/", tags=["events"], route_handlers=[list_events, show_log_head, watch_progress])
