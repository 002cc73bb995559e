"""What a model asks a tool to do, in OpenAI's form."""

from __future__ import annotations

from typing import Annotated, Final, Literal

import msgspec

__all__ = ["MOST_CALLS", "FunctionCall", "ToolCall"]

MOST_CALLS: Final = 64
LONGEST_ARGUMENTS: Final = 1_000_000


class FunctionCall(msgspec.Struct, forbid_unknown_fields=True, kw_only=True):
    """Which function, with which arguments: JSON as text, as the model wrote it."""

    name: Annotated[str, msgspec.Meta(min_length=1, max_length=200)]
    arguments: Annotated[str, msgspec.Meta(max_length=LONGEST_ARGUMENTS)] = "{}"


class ToolCall(msgspec.Struct, forbid_unknown_fields=True, kw_only=True):
    """One call; a message of the role `tool` answers it by its `id`."""

    id: Annotated[str, msgspec.Meta(max_length=200)] = ""
    type: Literal["function"] = "function"
    function: FunctionCall
