"""Numbers and lists in a result, refused with the name of their field when they are none."""

from __future__ import annotations

from collections.abc import Mapping
from math import isfinite
from typing import Any

from goldsmith.errors import InvalidError

__all__ = ["is_length", "list_in", "number_in"]


def list_in(value: Mapping[str, Any], field: str) -> list[Any]:
    given = value[field]
    if not isinstance(given, list):
        raise InvalidError(f"{field} is not a list.", field=field)
    return given


def number_in(value: Mapping[str, Any], field: str) -> float:
    number = value.get(field)
    if not isinstance(number, int | float) or isinstance(number, bool) or not isfinite(number):
        raise InvalidError(f"{field} is not a number.", field=field)
    return number


def is_length(value: Any) -> bool:
    return isinstance(value, int | float) and not isinstance(value, bool) and isfinite(value) and value > 0
