"""A chat model behind the OpenAI-compatible interface: POST …/chat/completions."""

from __future__ import annotations

import asyncio
from collections.abc import Mapping
from typing import Any, Final

import msgspec

from goldsmith.ports.egress import Egress
from goldsmith.ports.models.contract import ChatReply, ModelAwayError
from goldsmith.ports.models.patience import Patience, Pause, post_patiently

__all__ = ["OpenAIChat"]

LONGEST_REPLY: Final = 100_000


class _Token(msgspec.Struct):
    token: str
    logprob: float


class _Logprobs(msgspec.Struct):
    content: list[_Token] | None = None


class _Message(msgspec.Struct):
    content: str | None = None


class _Choice(msgspec.Struct):
    message: _Message
    logprobs: _Logprobs | None = None


class _Usage(msgspec.Struct):
    prompt_tokens: int = 0
    completion_tokens: int = 0


class _Completion(msgspec.Struct):
    choices: list[_Choice]
    usage: _Usage | None = None


class OpenAIChat:
    """A Chat at `url` (the base, as in https://api.example.com/v1), through the one door out."""

    def __init__(
        self, egress: Egress, url: str, key: str | None, *, patience: Patience, pause: Pause = asyncio.sleep
    ) -> None:
        self._egress, self._url, self._patience, self._pause = egress, url, patience, pause
        self._headers = {"authorization": f"Bearer {key}"} if key else {}

    async def ask(self, body: Mapping[str, Any]) -> ChatReply:
        address = self._url.rstrip("/") + "/chat/completions"
        encoded = msgspec.json.encode(body)
        answered = await post_patiently(
            self._egress, address, encoded, headers=self._headers, patience=self._patience, pause=self._pause
        )
        return _read(answered.body, answered.attempts)


def _read(body: object, attempts: int) -> ChatReply:
    try:
        completion = msgspec.convert(body, _Completion)
        choice = completion.choices[0]
    except (msgspec.ValidationError, IndexError):
        raise ModelAwayError("The model's server does not speak the OpenAI chat interface.") from None
    usage, logprobs = completion.usage or _Usage(), (choice.logprobs or _Logprobs()).content or []
    return ChatReply(
        content=(choice.message.content or "")[:LONGEST_REPLY],
        tokens_in=max(usage.prompt_tokens, 0),
        tokens_out=max(usage.completion_tokens, 0),
        token_logprobs=tuple((each.token, each.logprob) for each in logprobs),
        attempts=attempts,
    )
