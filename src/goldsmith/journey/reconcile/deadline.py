"""The deadline of adaptive labeling: what can still arrive before it, and what becomes of open tasks after it."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import UTC, datetime, timedelta
from typing import Any, Final, NamedTuple
from uuid import UUID

from goldsmith.foundry import Foundry
from goldsmith.ports.db import Tx, read_sql

SQL = read_sql(__file__, "deadline.sql")
AT_ONCE: Final = 5_000
WINDOWS: Final = tuple(timedelta(hours=hours) for hours in (1, 6, 24, 168))
SHORTEST: Final = timedelta(minutes=1)
FIRST_TASK: Final = UUID(int=0)
_places: dict[UUID, UUID] = {}
"""The last task of a project that was looked at. A new process begins at the first one, which loses nothing."""


class Hour(NamedTuple):
    """How many answers a project got in the hour that began then."""

    begun: datetime
    answers: int


def is_past(deadline: datetime | None) -> bool:
    return deadline is not None and deadline <= datetime.now(UTC)


async def answers_in_time(tx: Tx, project_id: UUID, deadline: datetime) -> int | None:
    """How many more answers may be asked for that still arrive; None while nobody knows how fast they come."""
    now = datetime.now(UTC)
    hours = await tx.rows(SQL.answers_by_hour, project_id=project_id, since=now - WINDOWS[-1])
    if not hours:
        return None
    arriving = answers_until(
        deadline, now, [Hour(row["hour"], row["value"]) for row in hours], since=hours[0]["created_at"]
    )
    if arriving is None:
        return None
    asked: int = await tx.value(SQL.answers_asked, project_id=project_id)
    return max(0, arriving - asked)


def answers_until(deadline: datetime, now: datetime, hours: Sequence[Hour], *, since: datetime) -> int | None:
    """How many answers will arrive between `now` and the deadline at the best pace of late; None: there is none yet.

    `hours` are those with answers, oldest first; `since` is when the project was made. The pace is the best of the last
    hour, six hours, day and week, as too many questions do no harm (the most valuable ones are answered first, and the
    others are closed in time), while too few would settle tasks that people still have the time for. For that reason a
    pace is not read from an hour that is not over yet, unless the project itself is no older.
    """
    this_hour = now.replace(minute=0, second=0, microsecond=0)
    if not hours or max(hours[0].begun, since) >= this_hour > since:
        return None
    paces = [_pace(now, this_hour - window + WINDOWS[0], hours, since) for window in WINDOWS]
    return int(max(paces) * max(deadline - now, timedelta()).total_seconds())


def _pace(now: datetime, begin: datetime, hours: Sequence[Hour], since: datetime) -> float:
    """Answers per second from `begin`, or the first answer after it, until now."""
    within = [hour for hour in hours if hour.begun >= begin]
    if not within:
        return 0.0
    elapsed = max(now - max(within[0].begun, since), SHORTEST)
    return sum(hour.answers for hour in within) / elapsed.total_seconds()


async def close_late_tasks(foundry: Foundry, customer_id: UUID) -> int:
    """Ask nobody again after the deadline: tasks with an answer are compared as they are; how many were closed.

    Whoever holds such a task may still answer it, and it is compared after that. Tasks without any answer stay open.
    """
    async with foundry.db.transaction(customer_id) as tx:
        projects = await tx.rows(SQL.projects_past_deadline)
    return sum([await _close_some(foundry, customer_id, project["id"]) for project in projects])


async def _close_some(foundry: Foundry, customer_id: UUID, project_id: UUID) -> int:
    """Look at the next few thousand waiting tasks: a task may come to wait again when somebody gives it back."""
    async with foundry.db.transaction(customer_id) as tx:
        place = _places.get(project_id, FIRST_TASK)
        row: Any = await tx.row(SQL.close_tasks, project_id=project_id, after=place, limit=AT_ONCE)
    _places[project_id] = row["last"] if row["seen"] == AT_ONCE else FIRST_TASK
    closed: int = row["closed"]
    return closed
