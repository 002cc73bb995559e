"""Models without a model, for trying things out and for tests: deterministic, and wrong on request."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

import msgspec

from goldsmith.ports.models.contract import ChatReply
from goldsmith.ports.models.segmenter import ImageToMark, Prompt, Region

__all__ = ["DiscSegmenter", "FirstChoiceChat", "ScriptedChat"]


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


class DiscSegmenter:
    """Outlines a disc around the first click or in the middle of the box, less the discs of clicks beside the thing."""

    def __init__(self, radius: float = 10.0) -> None:
        self._radius = radius

    async def segment(self, image: ImageToMark, prompt: Prompt) -> Region | None:
        import numpy as np

        inside = [(point.x, point.y) for point in prompt.points if point.is_inside]
        if prompt.box is not None:
            inside.append(((prompt.box[0] + prompt.box[2]) / 2, (prompt.box[1] + prompt.box[3]) / 2))
        if not inside:
            return None
        rows, columns = np.mgrid[0 : image.height, 0 : image.width] + 0.5
        pixels = np.hypot(columns - inside[0][0], rows - inside[0][1]) < self._radius
        for point in prompt.points:
            if not point.is_inside:
                pixels &= np.hypot(columns - point.x, rows - point.y) >= self._radius
        return Region(1.0, pixels) if pixels.any() else None
