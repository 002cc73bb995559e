"""The part of a file that a client asks for: to resume a download, to look into a video (RFC 9110, one range)."""

from __future__ import annotations

import re
from typing import Final

from goldsmith.errors import GoldsmithError

_ONE_RANGE: Final = re.compile(r"bytes=(\d{0,18})-(\d{0,18})")


class RangeError(GoldsmithError):
    """The range starts behind the end of the file."""

    status = 416
    code = "bad_range"


def read_range(asked: str | None, only_if: str | None, tag: str, size: int) -> tuple[int, int] | None:
    """Return (start, end), the end exclusive; None to send the whole file. Raises RangeError.

    Several ranges, other units and a file that changed since (`If-Range`) get the whole file, as the standard allows.

    >>> read_range("bytes=2-", None, '"tag"', 10), read_range("bytes=-3", None, '"tag"', 10)
    ((2, 10), (7, 10))
    """
    found = _ONE_RANGE.fullmatch(asked.strip()) if asked else None
    if found is None or found.group() == "bytes=-" or (only_if is not None and only_if != tag):
        return None
    first, last = found.groups()
    start, end = _positions(first, last, size)
    if start >= size:
        raise RangeError(f"This file has {size:,} bytes.")
    return (start, end) if start < end else None


def _positions(first: str, last: str, size: int) -> tuple[int, int]:
    if not first:
        return (size, size) if int(last) == 0 else (max(0, size - int(last)), size)
    return int(first), min(int(last) + 1, size) if last else size
