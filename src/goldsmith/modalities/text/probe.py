"""Bytes of a text file → facts. Runs in a bounded child process."""

from __future__ import annotations

import unicodedata
from pathlib import Path
from typing import Any, Final

from goldsmith.errors import InvalidError

__all__ = ["probe"]

MOST_BYTES: Final = 5_000_000
_RIGHT_TO_LEFT: Final = frozenset({"R", "AL"})


def probe(path: Path) -> dict[str, Any]:
    """Measure a UTF-8 text and refuse anything else. A byte order mark is not part of the text."""
    if path.stat().st_size > MOST_BYTES:
        raise InvalidError(f"A text has at most {MOST_BYTES:,} bytes.", code="too_large")
    text = _read(path)
    return {
        "media_type": "text/plain",
        "characters": len(text),
        "lines": len(text.splitlines()),
        "direction": _direction(text),
    }


def _read(path: Path) -> str:
    try:
        text = path.read_bytes().decode("utf-8-sig")
    except UnicodeDecodeError as error:
        message = f"This is not a UTF-8 text: byte {error.start:,} does not fit. Save it as UTF-8 and send it again."
        raise InvalidError(message, code="not_utf8") from None
    if "\0" in text:
        raise InvalidError("This is not a text: it holds a NUL character.", code="not_text")
    if not text.strip():
        raise InvalidError("This text is empty.", code="empty")
    return text


def _direction(text: str) -> str:
    """Find the base direction by the first strong character (Unicode Bidirectional Algorithm, rules P2 and P3)."""
    for character in text:
        strength = unicodedata.bidirectional(character)
        if strength == "L":
            return "ltr"
        if strength in _RIGHT_TO_LEFT:
            return "rtl"
    return "ltr"
