"""A draft is a log of operations; folding them gives the answer as it stands. Pure."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Annotated, Any

import msgspec

from goldsmith.http.answers import LinkJson, ShapeJson
from goldsmith.modalities._contract import Value

MOST_OPERATIONS = 10_000
Text = Annotated[str, msgspec.Meta(max_length=200)]


class PutAnnotation(msgspec.Struct, tag_field="op", tag="put", forbid_unknown_fields=True):
    """An annotation is new or looks like this now."""

    annotation: ShapeJson


class RemoveAnnotation(msgspec.Struct, tag_field="op", tag="remove", forbid_unknown_fields=True):
    """An annotation is gone, and so are the links to it."""

    uuid: Text


class SetAttribute(msgspec.Struct, tag_field="op", tag="set", forbid_unknown_fields=True):
    """A question about the whole item is answered; null takes the answer back."""

    name: Text
    value: Value | None


class AddLink(msgspec.Struct, tag_field="op", tag="link", forbid_unknown_fields=True):
    """Two annotations are related."""

    link: LinkJson


class RemoveLink(msgspec.Struct, tag_field="op", tag="unlink", forbid_unknown_fields=True):
    """They no longer are."""

    uuid: Text


Operation = PutAnnotation | RemoveAnnotation | SetAttribute | AddLink | RemoveLink


class FinishedDraft(msgspec.Struct, forbid_unknown_fields=True):
    """An answer named by its draft, so that a big one is not sent twice.

    `hypothesis_id` is the pre-label that it started from, null for none; `operations` come after `revision`.
    """

    revision: Annotated[int, msgspec.Meta(ge=0, le=2**31 - 1)]
    hypothesis_id: Text | None = None
    operations: Annotated[list[Operation], msgspec.Meta(max_length=MOST_OPERATIONS)] = []


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
        case PutAnnotation(annotation):
            annotations[annotation.get("uuid")] = annotation
        case RemoveAnnotation(uuid):
            annotations.pop(uuid, None)
            for gone in [key for key, link in links.items() if uuid in (link.get("from"), link.get("to"))]:
                del links[gone]
        case SetAttribute(name, None):
            values.pop(name, None)
        case SetAttribute(name, value):
            values[name] = value
        case AddLink(link):
            links[link.get("uuid")] = link
        case RemoveLink(uuid):
            links.pop(uuid, None)
