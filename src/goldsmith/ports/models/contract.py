"""What the product expects of a model that somebody else made: numbers for texts, or an answer to a question."""

from __future__ import annotations

from collections.abc import AsyncIterator, Mapping, Sequence
from typing import Any, Protocol

import msgspec

from goldsmith.errors import GoldsmithError, UnavailableError

__all__ = [
    "Chat",
    "ChatReply",
    "Ending",
    "ModelAwayError",
    "ModelBrokeOffError",
    "ModelRefusedError",
    "PredictionBackend",
    "Talker",
    "TextEncoder",
]


class ModelAwayError(UnavailableError):
    """The model did not answer, however patiently it was asked."""

    code = "model_away"


class ModelBrokeOffError(ModelAwayError):
    """It took the question and did not bring its reply to an end: what it did until then may have to be paid."""

    code = "model_broke_off"


class ModelRefusedError(GoldsmithError):
    """The model's server does not take this request, and would not take it later either."""

    status = 502
    code = "model_refused"


class TextEncoder(Protocol):
    """Turns texts into rows of numbers; texts that mean alike lie near each other."""

    @property
    def name(self) -> str: ...

    @property
    def is_costly(self) -> bool:
        """Whether rows are worth keeping."""
        ...

    def encode(self, texts: Sequence[str]) -> Any:
        """Rows of about unit length: a dense array, or scipy's csr_array."""
        ...


class ChatReply(msgspec.Struct, frozen=True, kw_only=True):
    """What a chat model said. `token_logprobs`: the pieces of `content` in order, each with its log probability."""

    content: str
    tokens_in: int = 0
    tokens_out: int = 0
    token_logprobs: tuple[tuple[str, float], ...] = ()
    attempts: int = 1


class Chat(Protocol):
    """A chat model that answers in JSON of a given schema."""

    async def ask(self, body: Mapping[str, Any]) -> ChatReply:
        """Send one completed request (`messages`, `response_format`, …).

        Raises ModelAwayError when it does not answer, ModelRefusedError when it will not, and EgressError when its
        address may not be used.
        """
        ...


class Ending(msgspec.Struct, frozen=True, kw_only=True):
    """How a reply ended. Tokens are None where the model does not count them.

    `tool_calls` are the name of each tool and its arguments: JSON as the model wrote it, which may be broken.
    """

    finish_reason: str
    tokens_in: int | None = None
    tokens_out: int | None = None
    tool_calls: tuple[dict[str, Any], ...] = ()
    attempts: int = 1


class Talker(Protocol):
    """A model that one can talk to."""

    def talk(self, body: Mapping[str, Any]) -> AsyncIterator[str | Ending]:
        """The pieces of its reply to `messages` in order, as text that can be kept and shown, then one Ending.

        `body` is a request of the OpenAI chat interface without `model` and `stream`. Raises as Chat.ask does, and
        ModelBrokeOffError where the reply may have to be paid although it did not come.
        """
        ...


class PredictionBackend(Protocol):
    """A server that predicts regions for tasks: Label Studio's ML-backend protocol."""

    async def predict(
        self, tasks: Sequence[Mapping[str, Any]], *, label_config: str, project: str, context: Any = None
    ) -> list[Any]:
        """One prediction a task, in order; None where it has none. Raises as Chat.ask does.

        `context`: what somebody points at in the one task that is asked about.
        """
        ...
