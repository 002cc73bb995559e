"""Fields that requests share, checked: names of the customer's own, texts, callbacks, priorities, metadata."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Final

import msgspec

from goldsmith.decoding import check_text
from goldsmith.errors import InvalidError

__all__ = ["checked_metadata", "read_callback", "read_priority", "read_text", "read_unique_id"]

MOST_METADATA: Final = 100_000


def read_unique_id(value: Any) -> str | None:
    if value is None:
        return None
    if not isinstance(value, str) or not 1 <= len(value) <= 200:
        raise InvalidError("A unique_id is a text of 1 to 200 characters.", field="unique_id")
    check_text(value, field="unique_id", at_most=200)
    return value


def read_text(body: Mapping[str, Any], field: str, at_most: int) -> str | None:
    value = body.get(field)
    if value is None:
        return None
    if not isinstance(value, str):
        raise InvalidError("This is a text.", field=field)
    check_text(value, field=field, at_most=at_most)
    return value or None


def read_callback(value: str | None) -> str | None:
    if value and not value.startswith(("https://", "http://")) and ("@" not in value or "://" in value):
        raise InvalidError(
            "A callback is an address that starts with https://, or an e-mail address.", field="callback_url"
        )
    return value


def read_priority(value: Any) -> int | None:
    if value is None:
        return None
    if isinstance(value, bool) or not isinstance(value, int) or not 0 <= value <= 100:
        raise InvalidError("A priority is a whole number from 0 to 100.", field="priority")
    return value


def checked_metadata(metadata: Any) -> dict[str, Any]:
    if not isinstance(metadata, dict):
        raise InvalidError("Metadata is an object.", field="metadata")
    if len(msgspec.json.encode(metadata)) > MOST_METADATA:
        raise InvalidError(f"Metadata takes at most {MOST_METADATA:,} bytes.", field="metadata")
    return metadata
