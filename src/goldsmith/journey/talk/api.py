"""HTTP: how a project talks to models, a turn with its replies, and whose they were."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from datetime import datetime
from typing import Annotated, Any, Final
from uuid import UUID

import msgspec
from litestar import Router, get, post, put
from litestar.openapi.datastructures import ResponseSpec
from litestar.response import ServerSentEvent, ServerSentEventMessage

from goldsmith.foundry import Foundry
from goldsmith.http.paging import Cursor, Limit, Page, make_page, read_cursor
from goldsmith.ids import parse_id, show_id
from goldsmith.journey.route.api import assignment_id_of
from goldsmith.journey.talk import service
from goldsmith.journey.talk.answering import Delta, Failed, Given, Said, replies_to
from goldsmith.journey.talk.asking import Turn, begin_turn
from goldsmith.journey.talk.lineup import MOST_REPLIES
from goldsmith.journey.talk.settings import MOST_MESSAGES, Message, Parameters, TalkSettings, Tool
from goldsmith.modalities.tool_calls import ToolCall
from goldsmith.tenancy.principal import Principal
from goldsmith.words import ReplyStatus

PING_SECONDS: Final = 15.0
STREAM = ResponseSpec(
    str, description="A stream that ends with the turn.", media_type="text/event-stream", generate_examples=False
)


class Talk(msgspec.Struct, kw_only=True):
    """How labelers of a project talk to models, and what that has cost in millionths of the currency.

    What is being asked counts at its worst until it is answered.
    """

    settings: TalkSettings
    cost_micros: int
    cost_micros_today: int
    updated_at: datetime | None


class TalkOffer(msgspec.Struct, kw_only=True):
    """What a labeler may know before talking: whether there are models, how many reply, and how long at most.

    `takes_pictures`: all of them may be shown pictures. `tools` may be called where the task defines none.
    """

    is_open: bool
    replies_per_turn: int
    blind: bool
    most_tokens: int
    takes_pictures: bool = False
    tools: list[Tool] = []


class TurnRequest(msgspec.Struct, forbid_unknown_fields=True, kw_only=True):
    """A conversation so far, ending with what the user says now or what tools gave back, by the holder of a claim.

    `turn_key` is any text of yours that is new for each turn. The same turn under the same key asks only the models
    that have not answered it. `models`: so many reply, from A on; or `aliases`: these do.
    """

    generation: Annotated[int, msgspec.Meta(ge=1, le=2**31 - 1)]
    turn_key: Annotated[str, msgspec.Meta(min_length=1, max_length=200)]
    messages: Annotated[list[Message], msgspec.Meta(min_length=1, max_length=MOST_MESSAGES)]
    parameters: Parameters = Parameters()
    models: Annotated[int, msgspec.Meta(ge=1, le=MOST_REPLIES)] | None = None
    aliases: Annotated[list[str], msgspec.Meta(max_length=MOST_REPLIES)] | None = None


class Reply(msgspec.Struct, kw_only=True):
    """What one model said, or why it said nothing: then `error` is a sentence and there is no `reply_id`.

    `model` is its name where the project does not talk blind. `tool_calls` wait for their results.
    """

    alias: str
    reply_id: str | None = None
    content: str = ""
    tool_calls: list[ToolCall] = []
    finish_reason: str | None = None
    model: str | None = None
    error: str | None = None
    code: str | None = None


class Replies(msgspec.Struct):
    """The replies of one turn, in the order of their aliases."""

    turn_id: str
    items: list[Reply]


class LoggedReply(msgspec.Struct, kw_only=True):
    """A line of the log of replies: whose it was, what it said, what it cost."""

    id: str
    turn_id: str
    assignment_id: str
    alias: str
    model_id: str
    model_name: str
    settings_hash: str
    status: ReplyStatus
    reason: str | None
    content: str | None
    tool_calls: list[ToolCall]
    finish_reason: str | None
    reused_reply_id: str | None
    tokens_in: int
    tokens_out: int
    cost_micros: int
    attempts: int
    latency_ms: int
    created_at: datetime


def _project_id(text: str) -> UUID:
    return parse_id("project", text, field="project_id")


def _talk(view: service.TalkView) -> Talk:
    row = view.row
    if row is None:
        return Talk(settings=TalkSettings(), cost_micros=0, cost_micros_today=0, updated_at=None)
    same = {name: row[name] for name in _SAME_SETTINGS}
    temperature = None if row["temperature"] is None else round(row["temperature"], 6)
    models = [show_id("model", model["id"]) for model in view.models]
    tools = msgspec.convert(row["tools"], list[Tool])
    settings = TalkSettings(models=models, blind=row["is_blind"], temperature=temperature, tools=tools, **same)
    spent = {name: row[name] for name in ("cost_micros", "cost_micros_today", "updated_at")}
    return Talk(settings=settings, **spent)


_SAME_SETTINGS: Final = (
    *("replies_per_turn", "reuse", "most_tokens", "currency"),
    *("most_cost_micros", "most_cost_micros_a_day"),
)


@get("/projects/{project_id:str}/talk")
async def show_talk(project_id: str, foundry: Foundry, principal: Principal) -> Talk:
    """How a project talks to models, and what that has cost."""
    return _talk(await service.show_talk(foundry, principal, _project_id(project_id)))


@put("/projects/{project_id:str}/talk")
async def change_talk(project_id: str, data: TalkSettings, foundry: Foundry, principal: Principal) -> Talk:
    """Say how a project talks to models, all of it. Without models nobody talks."""
    return _talk(await service.change_talk(foundry, principal, _project_id(project_id), data))


@get("/projects/{project_id:str}/talk/offer")
async def show_talk_offer(project_id: str, foundry: Foundry, principal: Principal) -> TalkOffer:
    """What a labeler may know of it: never which models there are."""
    view = await service.show_offer(foundry, principal, _project_id(project_id))
    row = view.row
    if row is None:
        return TalkOffer(is_open=False, replies_per_turn=0, blind=True, most_tokens=0)
    return TalkOffer(
        is_open=bool(view.models),
        replies_per_turn=min(row["replies_per_turn"], len(view.models)),
        blind=row["is_blind"],
        most_tokens=row["most_tokens"],
        takes_pictures=all(service.takes_pictures(model) for model in view.models),
        tools=msgspec.convert(row["tools"], list[Tool]),
    )


@post("/assignments/{assignment_id:str}/replies", status_code=200)
async def ask_for_replies(assignment_id: str, data: TurnRequest, foundry: Foundry, principal: Principal) -> Replies:
    """Ask the models of a task that you hold, and wait for all of them. One that fails does not hold the others."""
    turn = await _begin(foundry, principal, assignment_id, data)
    said = [each async for each in replies_to(foundry, turn) if not isinstance(each, Delta)]
    items = sorted((_reply(turn, each) for each in said), key=lambda reply: reply.alias)
    return Replies(show_id("turn", turn.id), items)


@post("/assignments/{assignment_id:str}/replies/stream", status_code=200, responses={200: STREAM})
async def stream_replies(
    assignment_id: str, data: TurnRequest, foundry: Foundry, principal: Principal
) -> ServerSentEvent:
    """The same as server-sent events.

    `delta` is the next piece of one reply, `reply` one as a whole, and after `end` there is nothing more.
    """
    turn = await _begin(foundry, principal, assignment_id, data)
    return ServerSentEvent(_stream(foundry, turn))


@get("/tasks/{task_id:str}/replies")
async def list_replies(
    task_id: str, foundry: Foundry, principal: Principal, limit: Limit = 100, cursor: Cursor = None
) -> Page[LoggedReply]:
    """What models said to labelers who have submitted their answers, and which models they were; oldest first."""
    found = parse_id("task", task_id, field="task_id")
    rows = await service.list_replies(foundry, principal, found, read_cursor(cursor), limit + 1)
    return make_page(rows, limit, _logged)


async def _begin(foundry: Foundry, principal: Principal, assignment_id: str, data: TurnRequest) -> Turn:
    return await begin_turn(
        foundry,
        principal,
        assignment_id_of(assignment_id),
        generation=data.generation,
        turn_key=data.turn_key,
        messages=data.messages,
        parameters=data.parameters,
        models=data.models,
        aliases=data.aliases,
    )


async def _stream(foundry: Foundry, turn: Turn) -> AsyncIterator[ServerSentEventMessage]:
    said = replies_to(foundry, turn)
    following = asyncio.ensure_future(anext(said, None))
    while True:
        done, _ = await asyncio.wait({following}, timeout=PING_SECONDS)
        if not done:
            yield ServerSentEventMessage(comment="ping")
            continue
        each = following.result()
        if each is None:
            break
        yield _event(turn, each)
        following = asyncio.ensure_future(anext(said, None))
    yield _message("end", {"turn_id": show_id("turn", turn.id)})


def _event(turn: Turn, said: Said) -> ServerSentEventMessage:
    if isinstance(said, Delta):
        return _message("delta", {"alias": said.alias, "text": said.text})
    return _message("reply", _reply(turn, said))


def _message(event: str, data: Any) -> ServerSentEventMessage:
    return ServerSentEventMessage(event=event, data=msgspec.json.encode(data).decode())


def _reply(turn: Turn, said: Given | Failed) -> Reply:
    if isinstance(said, Failed):
        return Reply(alias=said.alias, error=said.message, code=said.code)
    row = said.row
    names = {place.alias: place.model["name"] for place in turn.places if place.model is not None}
    return Reply(
        alias=said.alias,
        reply_id=show_id("reply", row["id"]),
        content=row["content"],
        tool_calls=msgspec.convert(row["tool_calls"] or [], list[ToolCall]),
        finish_reason=row["finish_reason"],
        model=None if turn.is_blind else names.get(said.alias),
    )


def _logged(row: Any) -> LoggedReply:
    ids: dict[str, Any] = {
        name: show_id(name.removesuffix("_id"), row[name]) for name in ("turn_id", "assignment_id", "model_id")
    }
    reused, same = row["reused_reply_id"], {name: row[name] for name in _SAME_REPLY}
    return LoggedReply(
        id=show_id("reply", row["id"]),
        settings_hash=row["settings_hash"].hex(),
        reused_reply_id=show_id("reply", reused) if reused else None,
        tool_calls=msgspec.convert(row["tool_calls"] or [], list[ToolCall]),
        **ids,
        **same,
    )


_SAME_REPLY: Final = (
    *("alias", "model_name", "status", "reason", "content", "finish_reason"),
    *("tokens_in", "tokens_out", "cost_micros", "attempts", "latency_ms", "created_at"),
)

ROUTER = Router(
    path="/",
    tags=["talk"],
    route_handlers=[show_talk, change_talk, show_talk_offer, ask_for_replies, stream_replies, list_replies],
)
