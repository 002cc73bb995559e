"""A model to talk to behind the OpenAI-compatible interface, asked for a stream; an answer in one piece is fine too."""

from __future__ import annotations

import asyncio
import json
import time
from collections.abc import AsyncIterator, Mapping
from typing import Any, Final

import msgspec

from goldsmith.ports.egress import Egress, EgressError, Opened
from goldsmith.ports.models.cleaning import Cleaner
from goldsmith.ports.models.contract import Ending, ModelAwayError, ModelBrokeOffError
from goldsmith.ports.models.event_stream import read_events
from goldsmith.ports.models.patience import (
    PASSING,
    Patience,
    Pause,
    may_pass,
    refusal_of,
    wait_seconds,
)
from goldsmith.ports.models.reply_parts import ReplyParts

__all__ = ["OpenAITalker"]

DONE: Final = b"[DONE]"
LONGEST_REPLY: Final = 200_000
_NOT_SPOKEN: Final = "The model's server does not speak the OpenAI chat interface."
_BROKE_OFF: Final = "The model began to answer and did not come to an end."
_TOO_LONG: Final = "The model's reply is longer than a reply may be."


class OpenAITalker:
    """A Talker at `url` (the base, as in https://api.example.com/v1), through the one door out."""

    def __init__(
        self,
        egress: Egress,
        url: str,
        model: str,
        key: str | None,
        *,
        patience: Patience,
        pause: Pause = asyncio.sleep,
    ) -> None:
        self._egress, self._model, self._patience, self._pause = egress, model, patience, pause
        self._address, self._key = url.rstrip("/") + "/chat/completions", key
        self._headers = {"content-type": "application/json", "accept": "text/event-stream, application/json"}
        if key:
            self._headers["authorization"] = f"Bearer {key}"

    async def talk(self, body: Mapping[str, Any]) -> AsyncIterator[str | Ending]:
        """As Talker.talk. It is asked again only as long as it has not taken the question."""
        asked = {"model": self._model, **body, "stream": True, "stream_options": {"include_usage": True}}
        encoded = msgspec.json.encode(asked)
        deadline = time.monotonic() + self._patience.seconds_in_all
        wait, reason, has_begun = 0.0, "nobody asked it", False
        for attempt in range(1, self._patience.attempts + 1):
            left = deadline - time.monotonic()
            if wait >= left:
                break
            await self._pause(wait)
            try:
                async with self._open(encoded, left - wait) as opened:
                    if opened.status == 200:
                        has_begun = True
                        async for piece in self._read(opened, attempt):
                            yield piece
                        return
                    if not may_pass(opened.status):
                        raise refusal_of(opened.status, self._address)
                    reason = f"it answered with status {opened.status}"
                    wait = wait_seconds(opened.headers, attempt, self._patience)
            except EgressError as error:
                reason, wait = _why_not_yet(error, has_begun=has_begun), wait_seconds({}, attempt, self._patience)
        raise ModelAwayError(f"The model did not answer: {reason}.")

    def _open(self, encoded: bytes, left: float) -> Any:
        return self._egress.open(
            self._address,
            method="POST",
            headers=self._headers,
            body=encoded,
            max_bytes=self._patience.most_bytes,
            seconds=min(self._patience.seconds_each, left),
            redirects=0,
        )

    async def _read(self, opened: Opened, attempts: int) -> AsyncIterator[str | Ending]:
        parts, cleaner, length = ReplyParts(attempts), Cleaner(self._key), 0
        async for fresh in self._deltas(opened, parts):
            length += len(fresh)
            if length > LONGEST_REPLY:
                raise ModelBrokeOffError(_TOO_LONG)
            if clean := cleaner.feed(fresh):
                yield clean
        if rest := cleaner.end():
            yield rest
        if not parts.is_ended:
            raise ModelBrokeOffError(_BROKE_OFF)
        yield parts.ending(self._key)

    async def _deltas(self, opened: Opened, parts: ReplyParts) -> AsyncIterator[str]:
        if "text/event-stream" not in opened.headers.get("content-type", "").lower():
            yield parts.take(_decode(b"".join([chunk async for chunk in opened.chunks])), is_whole=True)
            return
        try:
            async for data in read_events(opened.chunks):
                if data == DONE:
                    parts.is_ended = True
                    return
                yield parts.take(_decode(data), is_whole=False)
        except ValueError:
            raise ModelBrokeOffError(_TOO_LONG) from None


def _why_not_yet(error: EgressError, *, has_begun: bool) -> str:
    """Why it may be asked again. Raises for what is not worth it, or may have to be paid already."""
    if error.code == "too_large":
        raise ModelBrokeOffError(_TOO_LONG) from None
    if error.code == "egress_timeout":
        raise ModelBrokeOffError("The model took too long to answer.") from None
    if error.code not in PASSING:
        raise error
    if has_begun:
        raise ModelBrokeOffError(_BROKE_OFF) from None
    return error.message.rstrip(".").lower()


def _decode(body: bytes) -> Any:
    """JSON as others write it: also with halves of characters, which the Cleaner sees to."""
    try:
        return json.loads(body)
    except (ValueError, RecursionError):
        raise ModelBrokeOffError(_NOT_SPOKEN) from None
