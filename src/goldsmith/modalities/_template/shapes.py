"""What can be marked, and whether it fits what is there."""

from __future__ import annotations

from typing import Annotated, Any

import msgspec

from goldsmith.errors import InvalidError
from goldsmith.modalities._contract import Answer, Facts, Shape

__all__ = ["Mark", "check_marks"]


class Mark(Shape, tag="mark"):
    """One number of the list, counted from 0."""

    index: Annotated[int, msgspec.Meta(ge=0)]


def check_marks(answer: Answer[Any], content: msgspec.Struct | None, facts: Facts | None, field: str) -> None:
    """Refuse a mark behind the end of the list."""
    del content
    for number, mark in enumerate(answer.annotations):
        if facts and mark.index >= facts["count"]:
            raise InvalidError("The list has no such number.", field=f"{field}.annotations[{number}].index")
