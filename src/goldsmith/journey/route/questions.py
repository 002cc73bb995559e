"""What each assignment asks: fixed when it was claimed, so whoever claimed here need not read it again to submit."""

from __future__ import annotations

from typing import Any
from uuid import UUID

import msgspec

from goldsmith.ports.db import Tx, read_sql

SQL = read_sql(__file__)
MOST_KEPT = 20_000

Key = tuple[UUID | None, UUID, UUID]


class Question(msgspec.Struct, frozen=True, gc=False):
    """One assignment's task and the ontology that its answer is checked against."""

    task_id: UUID
    project_id: UUID
    ontology_version: int
    modality: str


class Questions:
    """The questions that were last asked by this process; the oldest is forgotten first."""

    def __init__(self) -> None:
        self._kept: dict[Key, Question] = {}

    def remember(self, tx: Tx, labeler_id: UUID, row: Any) -> None:
        if len(self._kept) >= MOST_KEPT:
            del self._kept[next(iter(self._kept))]
        self._kept[tx.customer_id, labeler_id, row["assignment_id"]] = _question(row)

    async def find(self, tx: Tx, labeler_id: UUID, assignment_id: UUID) -> Question | None:
        """What this labeler was asked; None when there is no such assignment or it is another's."""
        kept = self._kept.get((tx.customer_id, labeler_id, assignment_id))
        if kept is None:
            row = await tx.row(SQL.question, id=assignment_id, labeler_id=labeler_id)
            kept = _question(row) if row else None
        return kept


def _question(row: Any) -> Question:
    return Question(row["task_id"], row["project_id"], row["ontology_version"], row["modality"])
