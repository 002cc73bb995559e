"""How a project talks to models, as an operator says it, and what a labeler may ask of them."""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import Annotated, Final, Literal

import msgspec

from goldsmith.errors import InvalidError
from goldsmith.journey.prelabel.settings import MOST_COST
from goldsmith.journey.talk.lineup import MOST_REPLIES

__all__ = ["Message", "Parameters", "TalkSettings", "check_messages"]

MOST_MESSAGES: Final = 400
LONGEST_CONVERSATION: Final = 400_000
MOST_MODELS: Final = 64
_UNKEEPABLE: Final = re.compile("[\x00\ud800-\udfff]")

Cap = Annotated[int, msgspec.Meta(ge=0, le=MOST_COST)]
Temperature = Annotated[float, msgspec.Meta(ge=0, le=2)]
Tokens = Annotated[int, msgspec.Meta(ge=1, le=16_000)]


class TalkSettings(msgspec.Struct, frozen=True, forbid_unknown_fields=True, kw_only=True):
    """How labelers of a project talk to models. `models` are ids of connected ones; none: nobody talks.

    `replies_per_turn` of them answer, drawn for each assignment. While it is `blind`, labelers see aliases only.
    `reuse`: whether a request that was answered before in this project gets the same reply without a call; `auto`: at
    temperature 0. Without a `temperature` each model's server takes its own. Caps are in millionths of the currency.
    """

    models: Annotated[list[str], msgspec.Meta(max_length=MOST_MODELS)] = []
    replies_per_turn: Annotated[int, msgspec.Meta(ge=1, le=MOST_REPLIES)] = 2
    blind: bool = True
    reuse: Literal["auto", "always", "never"] = "auto"
    temperature: Temperature | None = None
    most_tokens: Tokens = 1_024
    currency: Annotated[str, msgspec.Meta(pattern="^[A-Z]{3}$")] = "EUR"
    most_cost_micros: Cap | None = None
    most_cost_micros_a_day: Cap | None = None


class Message(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """One message of a conversation."""

    role: Literal["system", "user", "assistant"]
    content: Annotated[str, msgspec.Meta(min_length=1, max_length=LONGEST_CONVERSATION)]


class Parameters(msgspec.Struct, frozen=True, forbid_unknown_fields=True, kw_only=True):
    """How the models shall reply; what is absent is as the project has it, and `max_tokens` is never more than that."""

    temperature: Temperature | None = None
    top_p: Annotated[float, msgspec.Meta(gt=0, le=1)] | None = None
    max_tokens: Tokens | None = None


def check_messages(messages: Sequence[Message]) -> None:
    """Raise InvalidError for what cannot be asked."""
    if not messages or messages[-1].role != "user":
        raise InvalidError("A turn ends with what the user says.", field="messages")
    if sum(len(each.content) for each in messages) > LONGEST_CONVERSATION:
        raise InvalidError(f"A conversation has at most {LONGEST_CONVERSATION:,} characters.", field="messages")
    for number, each in enumerate(messages):
        if _UNKEEPABLE.search(each.content):
            raise InvalidError(
                "Text may not hold the NUL character or halves of characters.", field=f"messages[{number}].content"
            )
