"""How an answer was written: when, how much and what was pasted, by length alone; and what models had said before.

No key and no word is kept beside the answer itself. What is found decides nothing: above a project's threshold a person
looks at the task, before anything else comes of its answer.
"""

from __future__ import annotations

import asyncio
from collections.abc import Iterable, Mapping, Sequence
from typing import Annotated, Any, Final, NamedTuple
from uuid import UUID

import msgspec

from goldsmith.algorithms.copying import copied_share
from goldsmith.errors import NotFoundError
from goldsmith.foundry import Foundry
from goldsmith.ids import show_id
from goldsmith.modalities._contract import Authored
from goldsmith.ports.db import Tx, read_sql
from goldsmith.tenancy.principal import INSIGHT, REVIEWING, Principal

__all__ = ["MOST_FIELDS", "Likeness", "WritingTrace", "find_likeness", "keep_evidence", "list_evidence"]

SQL: Final = read_sql(__file__)
MOST_FIELDS: Final = 50
MOST_EVENTS: Final = 500
MOST_REPLIES: Final = 50

Seconds = Annotated[float, msgspec.Meta(ge=0, le=604_800)]
Characters = Annotated[int, msgspec.Meta(ge=0, le=10_000_000)]


class WritingEvent(msgspec.Struct, forbid_unknown_fields=True):
    """Something that happened while a field was written: how many seconds after the task was opened, how long it is."""

    at_seconds: Seconds
    characters: Characters


class WritingTrace(msgspec.Struct, forbid_unknown_fields=True):
    """How one field was written, as the page saw it: what was pasted, how long the text was, and time spent elsewhere.

    There is no room for words in it. It is what a browser says of itself, and no proof.
    """

    field: Annotated[str, msgspec.Meta(min_length=1, max_length=200)]
    pastes: Annotated[list[WritingEvent], msgspec.Meta(max_length=MOST_EVENTS)] = []
    revisions: Annotated[list[WritingEvent], msgspec.Meta(max_length=MOST_EVENTS)] = []
    away_seconds: Seconds = 0.0


class Likeness(NamedTuple):
    """The largest share of a written text that a model had said: of which annotation, in which reply or message."""

    share: float = 0.0
    uuid: str | None = None
    source: str | None = None


async def find_likeness(tx: Tx, task_id: UUID, authored: Sequence[Authored]) -> Likeness:
    """What was written that is most like something a model said about this task, to whomever."""
    if not authored:
        return Likeness()
    rows = await tx.rows(SQL.replies_to_compare, task_id=task_id, limit=MOST_REPLIES)
    replies = {show_id("reply", row["id"]): row["content"] for row in rows}
    return await asyncio.to_thread(_most_alike, authored, replies)


def _most_alike(authored: Iterable[Authored], replies: Mapping[str, str]) -> Likeness:
    found = (
        Likeness(copied_share(each.text, text, beyond=each.improves), each.uuid, source)
        for each in authored
        for source, text in {**replies, **each.beside}.items()
    )
    most = max(found, key=lambda likeness: likeness.share, default=Likeness())
    return most if most.share else Likeness()


async def keep_evidence(
    tx: Tx, annotation_id: UUID, labeler_id: UUID, likeness: Likeness, traces: Sequence[WritingTrace]
) -> None:
    """Keep it beside the answer, for good; nothing where there is nothing to keep."""
    if not traces and not likeness.share:
        return
    await tx.run(
        SQL.insert_evidence,
        annotation_id=annotation_id,
        labeler_id=labeler_id,
        traces=msgspec.json.encode(traces).decode(),
        similarity=likeness.share,
        similar_uuid=likeness.uuid,
        similar_to=likeness.source,
    )


async def list_evidence(foundry: Foundry, principal: Principal, task_id: UUID) -> list[Any]:
    """How the answers to a task were written, oldest first. Raises NotFoundError."""
    principal.need(INSIGHT | REVIEWING)
    async with foundry.db.transaction(principal.customer_id) as tx:
        if not await tx.value(SQL.task_is_there, task_id=task_id):
            raise NotFoundError("There is no such task.", code="task_not_found")
        return await tx.rows(SQL.evidence_of_task, task_id=task_id)
