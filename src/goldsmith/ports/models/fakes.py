"""Models without a model, for trying things out and for tests: deterministic, and wrong on request."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

import msgspec

from goldsmith.ports.models.contract import ChatReply

__all__ = ["FirstChoiceChat", "ScriptedChat"]


class FirstChoiceChat:
    """Always takes the first choice that the schema offers: what order swap is there to find out."""

    def __init__(self) -> None:
        self.asked: list[Mapping[str, Any]] = []

    async def ask(self, body: Mapping[str, Any]) -> ChatReply:
        self.asked.append(body)
        properties = body["response_format"]["json_schema"]["schema"]["properties"]
        said = {name: question["enum"][0] for name, question in properties.items()}
        return ChatReply(content=msgspec.json.encode(said).decode(), tokens_in=100, tokens_out=10)


class ScriptedChat:
    """Says what it was told to say, in turn; an exception among it is raised."""

    def __init__(self, replies: Sequence[str | ChatReply | Exception]) -> None:
        self.asked: list[Mapping[str, Any]] = []
        self._replies = list(replies)

    async def ask(self, body: Mapping[str, Any]) -> ChatReply:
        self.asked.append(body)
        said = self._replies.pop(0)
        if isinstance(said, Exception):
            raise said
        return said if isinstance(said, ChatReply) else ChatReply(content=said, tokens_in=100, tokens_out=10)
