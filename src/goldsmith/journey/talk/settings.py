"""How a project talks to models, as an operator says it, and what a labeler may ask of them."""

from __future__ import annotations

from typing import Annotated, Any, Final, Literal

import msgspec

from goldsmith.journey.prelabel.settings import MOST_COST
from goldsmith.journey.talk.lineup import MOST_REPLIES
from goldsmith.modalities.tool_calls import MOST_CALLS, ToolCall

__all__ = ["MOST_MESSAGES", "Function", "Message", "Parameters", "TalkSettings", "Tool"]

MOST_MESSAGES: Final = 400
LONGEST_CONVERSATION: Final = 400_000
MOST_MODELS: Final = 64
MOST_TOOLS: Final = 64
MOST_FILES: Final = 20

Cap = Annotated[int, msgspec.Meta(ge=0, le=MOST_COST)]
Temperature = Annotated[float, msgspec.Meta(ge=0, le=2)]
Tokens = Annotated[int, msgspec.Meta(ge=1, le=16_000)]


class Function(msgspec.Struct, frozen=True, forbid_unknown_fields=True, kw_only=True, omit_defaults=True):
    """What models may call: its name, what it is for, and its parameters as a JSON Schema."""

    name: Annotated[str, msgspec.Meta(pattern="^[A-Za-z0-9_-]{1,64}$")]
    description: Annotated[str, msgspec.Meta(max_length=4_000)] = ""
    parameters: dict[str, Any] = {}


class Tool(msgspec.Struct, frozen=True, forbid_unknown_fields=True, kw_only=True):
    """The definition of a tool, in OpenAI's form."""

    type: Literal["function"] = "function"
    function: Function


class TalkSettings(msgspec.Struct, frozen=True, forbid_unknown_fields=True, kw_only=True):
    """How labelers of a project talk to models. `models` are ids of connected ones; none: nobody talks.

    `replies_per_turn` of them answer, drawn for each assignment. While it is `blind`, labelers see aliases only.
    `reuse`: whether a request that was answered before in this project gets the same reply without a call; `auto`: at
    temperature 0. Without a `temperature` each model's server takes its own. Caps are in millionths of the currency.
    `tools` may be called by the models where a task defines none of its own; labelers say what these give back.
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
    tools: Annotated[list[Tool], msgspec.Meta(max_length=MOST_TOOLS)] = []


class Message(msgspec.Struct, frozen=True, forbid_unknown_fields=True, omit_defaults=True):
    """One message of a conversation. `attachments` are ids of files of the task that the user shows: pictures, texts.

    An assistant's `tool_calls` are answered by messages of the role `tool`, one each, before anything else is said.
    """

    role: Literal["system", "user", "assistant", "tool"]
    content: Annotated[str, msgspec.Meta(max_length=LONGEST_CONVERSATION)]
    attachments: Annotated[list[Annotated[str, msgspec.Meta(max_length=64)]], msgspec.Meta(max_length=MOST_FILES)] = []
    tool_calls: Annotated[list[ToolCall], msgspec.Meta(max_length=MOST_CALLS)] = []
    tool_call_id: Annotated[str, msgspec.Meta(max_length=200)] = ""


class Parameters(msgspec.Struct, frozen=True, forbid_unknown_fields=True, kw_only=True):
    """How the models shall reply; what is absent is as the project has it, and `max_tokens` is never more than that."""

    temperature: Temperature | None = None
    top_p: Annotated[float, msgspec.Meta(gt=0, le=1)] | None = None
    max_tokens: Tokens | None = None
