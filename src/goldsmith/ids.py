"""Ids: UUIDv7 inside, TypeID on the wire (`task_01h455vb4pex5vsknk084sn02q`).

Source: RFC 9562 (UUIDv7), TypeID 0.3.0 (prefix, underscore, 26 characters of Crockford base 32).
"""

from __future__ import annotations

from typing import Final
from uuid import UUID

from uuid_utils.compat import uuid7

from goldsmith.errors import MalformedError

ALPHABET: Final = "0123456789abcdefghjkmnpqrstvwxyz"
_PAIRS: Final = [high + low for high in ALPHABET for low in ALPHABET]
_VALUES: Final = {character: value for value, character in enumerate(ALPHABET)}
_SHIFTS: Final = tuple(range(120, -1, -10))

__all__ = ["new_id", "parse_id", "show_id"]


def new_id() -> UUID:
    """A fresh UUIDv7: later ids sort after earlier ones, so new rows append to their indexes."""
    return uuid7()


def show_id(prefix: str, value: UUID) -> str:
    """The id as the world sees it.

    >>> show_id("task", UUID(int=0))
    'task_00000000000000000000000000'
    """
    number = value.int
    return prefix + "_" + "".join([_PAIRS[(number >> shift) & 1023] for shift in _SHIFTS])


def parse_id(prefix: str, text: str, *, field: str | None = None) -> UUID:
    """Read an id of this kind; anything else is a MalformedError, never a lookup."""
    head, _, body = text.rpartition("_")
    if head != prefix or len(body) != 26 or body[0] > "7":
        raise _not_an_id(prefix, field)
    number = 0
    try:
        for character in body:
            number = number << 5 | _VALUES[character]
    except KeyError:
        raise _not_an_id(prefix, field) from None
    return UUID(int=number)


def _not_an_id(prefix: str, field: str | None) -> MalformedError:
    return MalformedError(
        f"This is not a {prefix} id: it should look like {prefix}_ and 26 characters.", code="bad_id", field=field
    )
