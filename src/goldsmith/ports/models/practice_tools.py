"""How the practice model calls tools: the one that is named in what the user says, with arguments of its schema."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from typing import Any, Final

import msgspec

__all__ = ["call_asked_for", "last_words", "pictures_shown"]

_MOST_ARGUMENTS: Final = 20
_VALUES: Final[Mapping[str, Any]] = {
    "integer": 3,
    "number": 1.5,
    "boolean": True,
    "array": [],
    "object": {},
    "null": None,
}


def call_asked_for(body: Mapping[str, Any], topic: str, *, is_broken: bool) -> dict[str, Any] | None:
    """The call that the user asks for by a tool's name; None where none is named. `is_broken`: its JSON is cut off."""
    messages = body["messages"]
    if not messages or messages[-1]["role"] != "user":
        return None
    asked = last_words(messages)
    functions = [tool["function"] for tool in body.get("tools", ()) if isinstance(tool.get("function"), dict)]
    called = next((each for each in functions if _names(asked, str(each.get("name", "")))), None)
    if called is None:
        return None
    arguments = msgspec.json.encode(_arguments(called.get("parameters"), topic)).decode()
    return {"name": str(called["name"]), "arguments": arguments[:-1] if is_broken else arguments}


def last_words(messages: Sequence[Mapping[str, Any]]) -> str:
    """What was said last, as text."""
    content = messages[-1]["content"] if messages else ""
    if isinstance(content, str):
        return content
    return "\n".join(part["text"] for part in content if part.get("type") == "text")


def pictures_shown(messages: Sequence[Mapping[str, Any]]) -> int:
    """How many pictures the last message shows."""
    content = messages[-1]["content"] if messages else ""
    return 0 if isinstance(content, str) else sum(part.get("type") == "image_url" for part in content)


def _names(asked: str, name: str) -> bool:
    return bool(name) and re.search(rf"(?<!\w){re.escape(name)}(?!\w)", asked, re.IGNORECASE) is not None


def _arguments(schema: Any, topic: str) -> dict[str, Any]:
    """A value for each parameter of a JSON Schema."""
    properties = schema.get("properties") if isinstance(schema, dict) else None
    if not isinstance(properties, dict):
        return {}
    return {name: _value(of, topic) for name, of in list(properties.items())[:_MOST_ARGUMENTS]}


def _value(schema: Any, topic: str) -> Any:
    if not isinstance(schema, dict):
        return topic
    choices = schema.get("enum")
    if isinstance(choices, list) and choices:
        return choices[0]
    return _VALUES.get(str(schema.get("type")), topic)
