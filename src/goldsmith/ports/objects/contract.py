"""What the product asks of an object store, and what a key may look like."""

from __future__ import annotations

import re
from collections.abc import AsyncIterator
from dataclasses import dataclass
from datetime import datetime
from typing import Final, Protocol

from goldsmith.errors import InvalidError

LONGEST_KEY: Final = 512
_SEGMENT: Final = re.compile(r"[A-Za-z0-9_][A-Za-z0-9_.=+-]{0,199}")


@dataclass(frozen=True)
class StoredObject:
    """One stored object: its key, its size in bytes, when it was last written (UTC)."""

    key: str
    bytes: int
    modified_at: datetime


class Objects(Protocol):
    """An object store. Objects are written whole or not at all; keys are chosen by us, never taken from a file name.

    An absent object is a NotFoundError; a store that is away, full or closed to us is an UnavailableError.
    """

    async def put_stream(self, key: str, chunks: AsyncIterator[bytes]) -> tuple[int, str]:
        """Write the chunks in constant memory; answers the number of bytes and their SHA-256 in hex.

        An error raised by `chunks` passes through and leaves nothing behind.
        """
        ...

    async def put_if_absent(self, key: str, content: bytes) -> bool:
        """Write unless the key exists; tell whether it was written."""
        ...

    async def get_stream(self, key: str, start: int | None = None, end: int | None = None) -> AsyncIterator[bytes]:
        """Read bytes `start` to `end` (exclusive) in constant memory. A start past the end is an InvalidError."""
        ...

    async def head(self, key: str) -> StoredObject:
        """Look at an object without reading it."""
        ...

    async def move(self, source: str, target: str) -> None:
        """Give an object another key, over whatever was there."""
        ...

    async def delete(self, key: str) -> None:
        """Remove an object; an absent one is no error."""
        ...

    def list(self, prefix: str) -> AsyncIterator[StoredObject]:
        """Walk the objects below the folder `prefix` (whole segments; empty for all), in no particular order."""
        ...


def check_key(key: str) -> str:
    """Refuse a key that some store would read differently: dots, empty segments, control characters, endless names.

    >>> check_key("sha256/ab/abcdef.jpg")
    'sha256/ab/abcdef.jpg'
    """
    if len(key) > LONGEST_KEY or not all(_SEGMENT.fullmatch(segment) for segment in key.split("/")):
        raise InvalidError("This is not a valid object key.", code="bad_object_key")
    return key
