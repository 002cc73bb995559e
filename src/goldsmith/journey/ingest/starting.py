"""Tasks whose files are all there leave ingest: as they are, or as parts where they are too long for one task.

A task that is cut becomes part 1 and keeps its id and its unique_id, so whoever sent it finds it; the other parts are
new tasks. All of it is one change, in the transaction of the caller.
"""

from __future__ import annotations

import asyncio
from collections.abc import Iterable, Sequence
from typing import Any, Final, NamedTuple
from uuid import UUID

import msgspec

from goldsmith.errors import InvalidError
from goldsmith.events import Happened, record_all
from goldsmith.ids import new_id, show_id
from goldsmith.modalities import registry
from goldsmith.modalities._contract import Cut, Modality
from goldsmith.ports.db import Tx, read_sql

__all__ = ["fail_tasks", "start_tasks"]

SQL: Final = read_sql(__file__)


class _Piece(NamedTuple):
    """A part of a task: whose task it is, and what it shows."""

    task_id: UUID
    content: Any


async def start_tasks(tx: Tx, tasks: Sequence[Any]) -> None:
    """Start waiting tasks, rows with id, project_id and batch_id that the caller has locked."""
    found = {row["id"]: row for row in await tx.rows(SQL.tasks_to_cut, ids=[task["id"] for task in tasks])}
    whole = []
    for task in tasks:
        try:
            pieces = _cut(found[task["id"]]) if task["id"] in found else []
        except InvalidError as refusal:
            await fail_tasks(tx, [task], refusal.message)
            continue
        if pieces:
            await _start_parts(tx, task, found[task["id"]], pieces)
        else:
            whole.append(task)
    await _start(tx, whole)


async def fail_tasks(tx: Tx, tasks: Sequence[Any], reason: str) -> None:
    """End waiting tasks whose files nobody can be shown, each with the reason."""
    if not tasks:
        return
    ids = [task["id"] for task in tasks]
    await tx.run(SQL.fail_tasks, ids=ids)
    await tx.run(SQL.explain_failure, ids=ids, error=reason)
    counts = {"ingest": -1, "done": 1, "error": 1}
    await record_all(tx, "task.failed", [Happened(task, {"reason": reason}, counts) for task in tasks])


async def _start(tx: Tx, tasks: Sequence[Any]) -> None:
    if tasks:
        await tx.run(SQL.start_tasks, ids=[task["id"] for task in tasks])
    await record_all(tx, "task.started", [Happened(task, counts={"ingest": -1, "label": 1}) for task in tasks])


def _cut(row: Any) -> list[_Piece]:
    """The parts of a task, the first one under its own id; none where it is short enough."""
    modality = registry.get(row["modality"])
    if modality.parting is None:
        return []
    content = msgspec.convert(row["content"], modality.content)
    contents = modality.parting.cut(content, _facts_of(row), msgspec.convert(row["cut"], Cut))
    whole = show_id("task", row["id"])
    return [_Piece(row["id"] if number == 0 else new_id(), _named(each, whole)) for number, each in enumerate(contents)]


def _facts_of(row: Any) -> dict[str, Any]:
    return {**(row["facts"] or {}), "made": row["made"] or {}}


def _named(content: Any, whole: str) -> Any:
    return msgspec.structs.replace(content, part=msgspec.structs.replace(content.part, of=whole))


async def _start_parts(tx: Tx, task: Any, row: Any, pieces: Sequence[_Piece]) -> None:
    ids, contents = [piece.task_id for piece in pieces], [msgspec.json.encode(piece.content) for piece in pieces]
    others = {"ids": ids[1:], "contents": [content.decode() for content in contents[1:]]}
    await tx.run(SQL.become_first_part, id=task["id"], content=contents[0].decode())
    await tx.run(SQL.insert_other_parts, id=task["id"], **others)
    await tx.run(SQL.share_assets, id=task["id"], ids=ids[1:])
    await _share_answers(tx, registry.get(row["modality"]), task["id"], pieces)
    await tx.run(SQL.start_tasks, ids=[task["id"]])
    body = {"count": len(ids), "first": show_id("task", ids[0]), "last": show_id("task", ids[-1])}
    counts = {"ingest": -1, "label": len(ids), "tasks": len(ids) - 1}
    await record_all(tx, "task.cut", [Happened(task, body, counts)])


async def _share_answers(tx: Tx, modality: Modality, task_id: UUID, pieces: Sequence[_Piece]) -> None:
    """Each part gets its share of what was sent along: pre-label and expected answer."""
    for given in await tx.rows(SQL.given_answers, task_id=task_id):
        shares = await asyncio.to_thread(_shares, modality, given["answer"], pieces)
        await tx.run(
            SQL.insert_shares,
            id=given["id"],
            ids=[new_id() for _ in pieces],
            task_ids=[piece.task_id for piece in pieces],
            answers=[share.decode() for share in shares],
        )


def _shares(modality: Modality, answer: str, pieces: Iterable[_Piece]) -> list[bytes]:
    if modality.parting is None:
        return []
    said, clip = modality.answer_decoder.decode(answer), modality.parting.clip
    return [msgspec.json.encode(clip(said, piece.content.part)) for piece in pieces]
