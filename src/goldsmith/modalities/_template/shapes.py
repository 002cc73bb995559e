"""What can be marked, and whether it fits what is there."""

from __future__ import annotations

from typing import Annotated, Any

import msgspec

from goldsmith.errors import InvalidError
from goldsmith.modalities._contract import Answer, Setting, Shape

__all__ = ["Mark", "check_marks"]


class Mark(Shape, tag="mark"):
    """One number of the list, counted from 0."""

    index: Annotated[int, msgspec.Meta(ge=0)]


def check_marks(answer: Answer[Any], setting: Setting) -> None:
    """Refuse a mark behind the end of the list."""
    for number, mark in enumerate(answer.annotations):
        if setting.facts and mark.index >= setting.facts["count"]:
            raise InvalidError("The list has no such number.", field=f"{setting.field}.annotations[{number}].index")
