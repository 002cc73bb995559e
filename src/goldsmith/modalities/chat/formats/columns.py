"""Messages as columns of a table: every message has the same fields, empty ones null."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any, Final

from goldsmith.modalities.features import TEXT, list_of

__all__ = ["MESSAGES", "messages_in_columns"]

_CALL: Final = {"id": TEXT, "type": TEXT, "function": {"name": TEXT, "arguments": TEXT}}
MESSAGES: Final = list_of(
    {"role": TEXT, "content": TEXT, "name": TEXT, "tool_calls": list_of(_CALL), "tool_call_id": TEXT}
)
_FIELDS: Final = ("role", "content", "name", "tool_calls", "tool_call_id")


def messages_in_columns(messages: Iterable[Mapping[str, Any]]) -> list[dict[str, Any]]:
    """Give every message every field."""
    return [{field: message.get(field) for field in _FIELDS} for message in messages]
