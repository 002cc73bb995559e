"""Keyset paging: a page ends with an opaque cursor that says where the next one starts; never OFFSET."""

from __future__ import annotations

import base64
import binascii
from collections.abc import Callable, Sequence
from typing import Annotated, Any, Generic, TypeVar
from uuid import UUID

import msgspec
from litestar.params import Parameter

from goldsmith.errors import MalformedError

Item = TypeVar("Item")
START = UUID(int=0)
END = UUID(int=2**128 - 1)

Limit = Annotated[int, Parameter(ge=1, le=1000, description="How many at most.")]
Cursor = Annotated[str | None, Parameter(max_length=400, description="`next` of the page before.")]


class Page(msgspec.Struct, Generic[Item]):
    """Some items and where the next ones start."""

    items: list[Item]
    next: str | None


def read_cursor(cursor: str | None, start: UUID = START) -> UUID:
    """Where this page starts. Raises MalformedError for anything but one of our cursors."""
    if cursor is None:
        return start
    try:
        return UUID(bytes=base64.urlsafe_b64decode(cursor.encode("ascii") + b"=="))
    except (ValueError, binascii.Error):
        raise MalformedError(
            "This cursor is not one that a list gave you.", code="bad_cursor", field="cursor"
        ) from None


def show_cursor(position: UUID) -> str:
    return base64.urlsafe_b64encode(position.bytes).decode().rstrip("=")


def make_page(rows: Sequence[Any], limit: int, show: Callable[[Any], Item], key: str = "id") -> Page[Item]:
    """Turn `limit + 1` rows into a page of `limit`."""
    more = len(rows) > limit
    kept = rows[:limit]
    return Page([show(row) for row in kept], show_cursor(kept[-1][key]) if more else None)
