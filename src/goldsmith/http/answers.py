"""Answers on the wire, as the API file describes them: whatever the modality, every answer is built like this."""

from __future__ import annotations

from typing import Annotated, Any

import msgspec

from goldsmith.http.openapi import Extensible, ShownAs

PlainValue = str | float | list[str] | dict[str, bool | float]
AttributeValue = str | float | list[str | dict[str, PlainValue]] | dict[str, bool | float]


class Shape(Extensible, kw_only=True):
    """One annotation. Its type says which further fields it has; `answer_schema` of the modality names them all."""

    type: str
    label: str
    uuid: str = ""
    attributes: dict[str, AttributeValue] = msgspec.field(default_factory=dict)


class AnswerLink(msgspec.Struct, forbid_unknown_fields=True):
    """A relation of the ontology between two annotations of the same answer."""

    type: str
    from_: str = msgspec.field(name="from")
    to: str
    uuid: str = ""
    attributes: dict[str, AttributeValue] = {}
    chain: int | msgspec.UnsetType = msgspec.UNSET
    """Of an equivalence, which of its chains the link belongs to; filled in by the server."""


class Answer(msgspec.Struct, forbid_unknown_fields=True):
    """What somebody says about a task. The same JSON is a response, a hypothesis, a gold answer, a review."""

    annotations: list[Shape] = []
    global_attributes: dict[str, AttributeValue] = {}
    links: list[AnswerLink] = []


class DraftAnswer(msgspec.Struct):
    """An answer as far as it was saved: nothing in it was checked yet."""

    annotations: list[dict[str, Any]]
    global_attributes: dict[str, Any]
    links: list[dict[str, Any]]


ShapeJson = Annotated[dict[str, Any], ShownAs(Shape)]
LinkJson = Annotated[dict[str, Any], ShownAs(AnswerLink)]
AnswerJson = Annotated[dict[str, Any], ShownAs(Answer)]
