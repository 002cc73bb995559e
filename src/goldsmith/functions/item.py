"""A task as a labeling function sees it: its content, metadata and ids, and no way to change them."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from types import MappingProxyType
from typing import Any

__all__ = ["Item"]


class Item:
    """A read-only view of a task: `item.text`, `item.metadata["lang"]`, `item.unique_id`, `item.id`.

    A content field that this task does not have is None; a name that no task here has is an AttributeError.
    """

    __slots__ = ("_fields",)

    def __init__(self, task: Mapping[str, Any], content_fields: Iterable[str] = ()) -> None:
        """Take a task as `{"id", "unique_id", "metadata", "content"}`; lists become tuples, objects read-only."""
        own = {name: _freeze(task.get(name)) for name in ("id", "unique_id")}
        own["metadata"] = _freeze(task.get("metadata") or {})
        content = {name: _freeze(value) for name, value in task["content"].items()}
        object.__setattr__(self, "_fields", {**dict.fromkeys(content_fields), **content, **own})

    def __getattr__(self, name: str) -> Any:
        fields: dict[str, Any] = object.__getattribute__(self, "_fields")
        if name not in fields:
            message = f"an item has no {name!r}; it has {', '.join(sorted(fields))}"
            raise AttributeError(message)
        return fields[name]

    def __setattr__(self, name: str, value: object) -> None:
        message = "an item is read-only"
        raise AttributeError(message)

    def __delattr__(self, name: str) -> None:
        message = "an item is read-only"
        raise AttributeError(message)

    def __repr__(self) -> str:
        return f"Item(id={self.id!r}, unique_id={self.unique_id!r})"


def _freeze(value: Any) -> Any:
    if isinstance(value, Mapping):
        return MappingProxyType({name: _freeze(each) for name, each in value.items()})
    if isinstance(value, list | tuple):
        return tuple(_freeze(each) for each in value)
    return value
