"""A draft is a log of operations; folding them gives the answer as it stands. Pure."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Annotated, Any

import msgspec

MOST_OPERATIONS = 10_000
Text = Annotated[str, msgspec.Meta(max_length=200)]


class Put(msgspec.Struct, tag_field="op", tag="put", forbid_unknown_fields=True):
    """An annotation is new or looks like this now."""

    annotation: dict[str, Any]


class Remove(msgspec.Struct, tag_field="op", tag="remove", forbid_unknown_fields=True):
    """An annotation is gone, and so are the links to it."""

    uuid: Text


class Set(msgspec.Struct, tag_field="op", tag="set", forbid_unknown_fields=True):
    """A question about the whole item is answered; null takes the answer back."""

    name: Text
    value: str | float | int | list[str] | None


class Link(msgspec.Struct, tag_field="op", tag="link", forbid_unknown_fields=True):
    """Two annotations are related."""

    link: dict[str, Any]


class Unlink(msgspec.Struct, tag_field="op", tag="unlink", forbid_unknown_fields=True):
    """They no longer are."""

    uuid: Text


Operation = Put | Remove | Set | Link | Unlink


def fold_operations(operations: Iterable[Any], start: dict[str, Any] | None = None) -> dict[str, Any]:
    """The answer after these operations (as structs or as decoded JSON), from `start` (a hypothesis) or from nothing.

    >>> fold_operations([{"op": "set", "name": "mood", "value": "good"}])["global_attributes"]
    {'mood': 'good'}
    """
    start = start or {}
    annotations = {each.get("uuid"): each for each in start.get("annotations", [])}
    values = dict(start.get("global_attributes", {}))
    links = {each.get("uuid"): each for each in start.get("links", [])}
    for operation in msgspec.convert(list(map(msgspec.to_builtins, operations)), list[Operation]):
        _apply(operation, annotations, values, links)
    return {"annotations": list(annotations.values()), "global_attributes": values, "links": list(links.values())}


def _apply(operation: Operation, annotations: dict[Any, Any], values: dict[str, Any], links: dict[Any, Any]) -> None:
    match operation:
        case Put(annotation):
            annotations[annotation.get("uuid")] = annotation
        case Remove(uuid):
            annotations.pop(uuid, None)
            for gone in [key for key, link in links.items() if uuid in (link.get("from"), link.get("to"))]:
                del links[gone]
        case Set(name, None):
            values.pop(name, None)
        case Set(name, value):
            values[name] = value
        case Link(link):
            links[link.get("uuid")] = link
        case Unlink(uuid):
            links.pop(uuid, None)
