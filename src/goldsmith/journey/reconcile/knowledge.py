"""What was learnt about the labelers of a project, kept in memory until a newer fit is there."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import TYPE_CHECKING, Any
from uuid import UUID

from goldsmith.ports.db import Tx, read_sql

if TYPE_CHECKING:
    from goldsmith.modalities.learned import Learned

SQL = read_sql(__file__)
MOST_PROJECTS = 200

Key = tuple[UUID | None, UUID]


class _Known:
    """The fits of one project as they were last read."""

    def __init__(self) -> None:
        self.fitted_at: dict[str, datetime] = {}
        self.learned: dict[str, Learned] = {}


_projects: dict[Key, _Known] = {}


async def read_learned(tx: Tx, project_id: UUID) -> Mapping[str, Learned]:
    """What is known of a project's labelers now, by the key of the question."""
    known = _projects.setdefault((tx.customer_id, project_id), _Known())
    now = {row["question"]: row["fitted_at"] for row in await tx.rows(SQL.fits, project_id=project_id)}
    newer = [question for question, fitted_at in now.items() if known.fitted_at.get(question) != fitted_at]
    for row in await tx.rows(SQL.models, project_id=project_id, questions=newer) if newer else ():
        known.learned[row["question"]] = _unpack(row)
        known.fitted_at[row["question"]] = row["fitted_at"]
    if len(_projects) > MOST_PROJECTS:
        del _projects[next(iter(_projects))]
    return known.learned


def _unpack(row: Any) -> Learned:
    from goldsmith.algorithms.consensus import Fitted
    from goldsmith.algorithms.routing import MachineTrust
    from goldsmith.modalities.learned import Learned

    seats = {labeler_id: number for number, labeler_id in enumerate(row["labeler_ids"])}
    trust = None if row["trust"] is None else MachineTrust.from_bytes(row["trust"])
    return Learned(Fitted.from_bytes(row["model"]), seats, trust)
