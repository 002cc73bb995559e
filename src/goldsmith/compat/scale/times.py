"""Times as Scale's wire has them: `2026-01-31T12:00:00.000Z`."""

from __future__ import annotations

from datetime import UTC, datetime

from goldsmith.errors import InvalidError

__all__ = ["read_time", "show_time"]


def show_time(moment: datetime) -> str:
    return moment.astimezone(UTC).isoformat(timespec="milliseconds").replace("+00:00", "Z")


def read_time(text: str, field: str) -> datetime:
    """A time in any ISO form; one without a zone is UTC, as their client's are."""
    try:
        moment = datetime.fromisoformat(text.strip())
        return moment.replace(tzinfo=UTC) if moment.tzinfo is None else moment.astimezone(UTC)
    except (ValueError, OverflowError):
        raise InvalidError("A time looks like 2026-01-31T12:00:00Z.", field=field) from None
