"""Talking to models while labeling."""

from __future__ import annotations

from datetime import datetime

import msgspec

from goldsmith.client.types.answers import Json


class Talk(msgspec.Struct, frozen=True, kw_only=True):
    """How labelers of a project talk to models, and what that has cost in millionths of the currency."""

    settings: Json
    cost_micros: int
    cost_micros_today: int
    updated_at: datetime | None = None


class Reply(msgspec.Struct, frozen=True, kw_only=True):
    """What one model said under its alias, or why it said nothing: then there is an `error` and no `reply_id`.

    `tool_calls` wait for messages of the role `tool`, which say what the tools gave back.
    """

    alias: str
    reply_id: str | None = None
    content: str = ""
    tool_calls: list[Json] = []
    finish_reason: str | None = None
    model: str | None = None
    error: str | None = None
    code: str | None = None


class Replies(msgspec.Struct, frozen=True):
    """The replies of one turn, in the order of their aliases."""

    turn_id: str
    items: list[Reply]


class LoggedReply(msgspec.Struct, frozen=True, kw_only=True):
    """A line of the log of replies: whose it was, what it said, what it cost."""

    id: str
    turn_id: str
    assignment_id: str
    alias: str
    model_id: str
    model_name: str
    status: str
    reason: str | None = None
    content: str | None = None
    tool_calls: list[Json] = []
    finish_reason: str | None = None
    reused_reply_id: str | None = None
    tokens_in: int = 0
    tokens_out: int = 0
    cost_micros: int = 0
    latency_ms: int = 0
    created_at: datetime | None = None
