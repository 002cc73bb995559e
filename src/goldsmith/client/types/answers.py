"""What answers are made of, and who gave them."""

from __future__ import annotations

from typing import Any, Literal, TypeAlias

import msgspec

Json: TypeAlias = dict[str, Any]
AssignmentPurpose: TypeAlias = Literal["label", "review", "audit"]


class Answer(msgspec.Struct, frozen=True, kw_only=True):
    """An answer of any modality: shapes, whole-item answers and links between shapes."""

    annotations: list[Json] = []
    global_attributes: Json = {}
    links: list[Json] = []


class LabelerRef(msgspec.Struct, frozen=True, kw_only=True):
    """Who gave an answer: a person, a model, a judge or a function."""

    id: str | None = None
    name: str | None = None
    kind: str | None = None
