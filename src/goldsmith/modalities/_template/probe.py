"""Bytes of a file → facts. Runs in a bounded child process: refuse early, and read only what you must."""

from __future__ import annotations

from pathlib import Path
from typing import Any, Final

import msgspec

from goldsmith.errors import InvalidError

__all__ = ["probe"]

MOST_BYTES: Final = 5_000_000
_NUMBERS: Final = msgspec.json.Decoder(list[float])


def probe(path: Path) -> dict[str, Any]:
    """Count the numbers of a JSON list; anything else is refused."""
    if path.stat().st_size > MOST_BYTES:
        raise InvalidError(f"A list has at most {MOST_BYTES:,} bytes.", code="too_large")
    try:
        numbers = _NUMBERS.decode(path.read_bytes())
    except (msgspec.DecodeError, UnicodeDecodeError, RecursionError):
        raise InvalidError("This is not a JSON list of numbers.", code="not_blank") from None
    return {"media_type": "application/x-blank+json", "count": len(numbers)}
