"""Pour what came over Scale's wire into the journey: a few hundred tasks a transaction, each wholly or with its reason.

A task may override its project's parameters, so what is asked can differ within a project of Scale's. Each thing asked
is one project of ours: its answers are comparable, and its labelers are learnt from together.
"""

from __future__ import annotations

import hashlib
from collections import defaultdict
from collections.abc import Mapping, Sequence
from typing import Any, Final
from uuid import UUID

import msgspec

from goldsmith.compat.scale.sql import SQL
from goldsmith.compat.scale.types import FILED, Asked, Waits, ask, read_given
from goldsmith.errors import GoldsmithError, InvalidError
from goldsmith.foundry import Foundry
from goldsmith.journey.ingest.rows import NewTask, Rejected, read_row
from goldsmith.journey.ingest.service import write_rows
from goldsmith.modalities import registry
from goldsmith.ontology import check_ontology, with_retired
from goldsmith.ports.db import Tx
from goldsmith.projects.service import SQL as PROJECT_SQL
from goldsmith.projects.service import (
    ProjectSettings,
    access_project,
    read_ontology_version,
    settings_of,
    write_instructions,
    write_ontology,
    write_project,
)

__all__ = ["start_tasks", "wake_waiting"]

AT_ONCE: Final = 100
WAKE_AT_ONCE: Final = 1_000


async def start_tasks(foundry: Foundry, customer_id: UUID) -> int:
    """Take up the next tasks of one customer; how many there were."""
    async with foundry.db.transaction(customer_id) as tx:
        if not await tx.value(SQL.lock_starting):
            return 0
        rows = await tx.rows(SQL.tasks_to_start, limit=AT_ONCE)
        groups, refused = _by_question(rows)
        for group in groups:
            refused.extend(await _start_group(foundry, tx, group))
        if refused:
            ids, errors = map(list, zip(*refused, strict=True))
            await tx.run(SQL.failed, ids=ids, errors=errors)
        if rows:
            await tx.run(SQL.started, ids=[row["id"] for row in rows])
        return len(rows)


class _Group(msgspec.Struct):
    """Tasks of one project of Scale's that ask the same."""

    rows: list[Any]
    asked: list[Asked]
    sha256: bytes


Refused = list[tuple[UUID, str]]


def _by_question(rows: Sequence[Any]) -> tuple[list[_Group], Refused]:
    """Tasks that ask the same, together; and those whose parameters are none any more, each with the reason."""
    groups: dict[tuple[UUID, int | None, bytes], _Group] = {}
    refused: Refused = []
    for row in rows:
        try:
            asked = ask(row["type"], row["params"])
        except GoldsmithError as refusal:
            refused.append((row["id"], refusal.message))
            continue
        if isinstance(asked, Waits):
            refused.append((row["id"], f"Nobody can be asked this any more: {asked.what}."))
            continue
        digest = hashlib.sha256(asked.modality.encode() + b"\n" + msgspec.json.encode(asked.ontology)).digest()
        group = groups.setdefault((row["scale_project_id"], row["version"], digest), _Group([], [], digest))
        group.rows.append(row)
        group.asked.append(asked)
    return list(groups.values()), refused


async def _start_group(foundry: Foundry, tx: Tx, group: _Group) -> Refused:
    """Write tasks that ask the same into their project; those that could not be, each with its reason."""
    project = await _project_of(tx, group)
    if project["status"] == "archived":
        return [(row["id"], "The project of this task is archived and takes no more tasks.") for row in group.rows]
    modality = registry.get(project["modality"])
    read: list[NewTask | Rejected] = []
    for number, (row, asked) in enumerate(zip(group.rows, group.asked, strict=True)):
        made = _read(number, row, asked, modality)
        read.append(msgspec.structs.replace(made, id=row["id"]) if isinstance(made, NewTask) else made)
    written = await write_rows(foundry, tx, project, read, actor_id=None)
    there = [(row.id, "Another task of this project has this unique_id.") for row, *_ in written.existing]
    return [(group.rows[each.row]["id"], _sentence(each)) for each in written.rejected] + there


def _read(number: int, row: Any, asked: Asked, modality: Any) -> NewTask | Rejected:
    given = msgspec.json.decode(row["given"]) if row["given"] else {}
    try:
        hypothesis = _given(row, asked, given, "hypothesis")
        expected = _given(row, asked, given, "expected_response")
    except GoldsmithError as refusal:
        return Rejected(row=number, error=refusal.message, field=refusal.field)
    priority = row["priority"] if row["priority"] is not None else row["batch_priority"]
    fields = {
        **asked.content,
        **({"attachment": given["attachment"]["asset"]} if "attachment" in given else {}),
        "unique_id": row["unique_id"],
        "batch": row["batch"],
        "priority": priority,
        "metadata": row["metadata"],
        "instruction": row["instruction"] or None,
        "is_whole": True,  # whoever asked waits for one answer
        "hypothesis": None if hypothesis is None else msgspec.to_builtins(hypothesis),
        "expected": None if expected is None else msgspec.to_builtins(expected),
    }
    return read_row(number, fields, modality, asked.ontology)


def _given(row: Any, asked: Asked, given: Mapping[str, Any], field: str) -> Any:
    """A hypothesis or an expected response; what lay in files was read before."""
    if row["type"] in FILED:
        return given.get(field)
    return read_given(row["type"], asked, row["params"], field)


def _sentence(refused: Rejected) -> str:
    return f"{refused.field}: {refused.error}" if refused.field else refused.error


async def _project_of(tx: Tx, group: _Group) -> Any:
    """The project of ours that asks this, made or asked anew when need be; its instructions are the newest."""
    first, instructions = group.rows[0], group.rows[-1]["project_instruction"]
    of = {"scale_project_id": first["scale_project_id"]}
    last = await tx.row(SQL.asked_last, **of, modality=group.asked[0].modality)
    is_later = first["version"] is not None and (last is None or first["version"] > last["version"])
    known = await tx.row(SQL.asked, **of, sha256=group.sha256)
    if is_later and last is not None:
        known = await _ask_anew(tx, group, last) or known
    if known is None:
        made = await _make_project(tx, group, instructions, last)
        known = {"project_id": made["id"], "instructions": instructions}
        await tx.run(SQL.assign_as_others, **of, project_id=made["id"])
    is_older = first["version"] is not None and last is not None and first["version"] < last["version"]
    if is_older:
        instructions = known["instructions"]
    elif known["instructions"] != instructions:
        await write_instructions(tx, known["project_id"], instructions, actor_id=None)
        await tx.run(SQL.set_instructions, **of, project_id=known["project_id"], instructions=instructions)
    await tx.run(
        SQL.note_asked,
        **of,
        sha256=group.sha256,
        project_id=known["project_id"],
        version=first["version"] if is_later else None,
        instructions=instructions,
    )
    return await access_project(tx, known["project_id"])


async def _ask_anew(tx: Tx, group: _Group, last: Any) -> Any:
    """A later version of the project's own question becomes the next version of our ontology.

    None when one cannot become the other (a question changed its kind): then it is a project of its own.
    """
    if group.sha256 == last["sha256"]:
        return last
    project = await access_project(tx, last["project_id"])
    now = await read_ontology_version(tx, project["id"], project["ontology_version"])
    following = with_retired(now, group.asked[0].ontology)
    try:
        check_ontology(following, registry.get(project["modality"]).shape_names)
        await write_ontology(tx, project["id"], following, actor_id=None)
    except InvalidError:
        return None
    return last


async def _make_project(tx: Tx, group: _Group, instructions: str, last: Any) -> Any:
    """A new project, which works as the one does that asks the project's own question."""
    like = await access_project(tx, last["project_id"]) if last else None
    return await write_project(
        tx,
        name=await _free_name(tx, group.rows[0]["project"]),
        modality=group.asked[0].modality,
        ontology=group.asked[0].ontology,
        instructions=instructions,
        settings=msgspec.structs.replace(settings_of(like), status="active") if like else ProjectSettings(),
        actor_id=None,
    )


async def _free_name(tx: Tx, name: str) -> str:
    """The name of Scale's project, with a number when ours has it already."""
    number, free = 1, name
    while await tx.row(PROJECT_SQL.project_by_name, name=free) is not None:
        number += 1
        free = f"{name[:190]} ({number})"
    return free


async def wake_waiting(foundry: Foundry, customer_id: UUID) -> int:
    """Look again at tasks whose modality was not built: whether they can be asked now. How many can."""
    async with foundry.db.transaction(customer_id) as tx:
        waited_for = [row["waits_for"] for row in await tx.rows(SQL.what_is_waited_for)]
    built = [what for what in waited_for if what.split(" ")[0] in registry.names()]
    return sum([await _wake(foundry, customer_id, what) for what in built])


async def _wake(foundry: Foundry, customer_id: UUID, what: str) -> int:
    woken, after = 0, UUID(int=0)
    while True:
        async with foundry.db.transaction(customer_id) as tx:
            rows = await tx.rows(SQL.tasks_waiting_for, waits_for=what, after=after, limit=WAKE_AT_ONCE)
            now: dict[str | None, list[UUID]] = defaultdict(list)
            for row in rows:
                asked = ask(row["type"], row["params"])
                now[asked.what if isinstance(asked, Waits) else None].append(row["id"])
            for still, ids in now.items():
                if still != what:
                    await tx.run(SQL.wait_for, ids=ids, waits_for=still)
            woken += len(now[None])
        if len(rows) < WAKE_AT_ONCE:
            return woken
        after = rows[-1]["id"]
