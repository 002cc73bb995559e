"""Push a file of labeling functions, look at them, take one away."""

from __future__ import annotations

import asyncio
import hashlib
from collections.abc import Sequence
from typing import Any
from uuid import UUID

import msgspec

from goldsmith.decoding import check_text
from goldsmith.errors import InvalidError, NotFoundError, TooLargeError
from goldsmith.events import record
from goldsmith.events.record import SQL as EVENT_SQL
from goldsmith.foundry import Foundry
from goldsmith.functions.checking import check_functions, content_fields, read_votes
from goldsmith.functions.sandboxed import Found
from goldsmith.ids import new_id, show_id
from goldsmith.journey.functions.running import Program, ask_functions, load_program
from goldsmith.modalities import registry
from goldsmith.modalities._contract import Modality
from goldsmith.ontology import Ontology
from goldsmith.ports.db import Tx, read_sql
from goldsmith.projects.service import SQL as PROJECT_SQL
from goldsmith.projects.service import access_project, read_ontology_version
from goldsmith.tenancy.principal import INSIGHT, OPERATION, Principal

SQL = read_sql(__file__)
RUN_FUNCTIONS = "run_functions"
MOST_BYTES = 256_000
TRIED_TASKS = 100
TRIED_BYTES = 200_000
TRY_SECONDS = 20.0
TASK_KINDS = (
    ("ingest", "pending"),
    ("label", "pending"),
    ("reconcile", "pending"),
    ("review", "pending"),
    ("audit", "completed"),
    ("done", "completed"),
    ("done", "canceled"),
    ("done", "error"),
)
"""Every (stage, status) that a task can have: the index of a project's tasks has one stretch for each."""
_tries = asyncio.Semaphore(2)  # whoever pushes again and again waits for themselves, not the others for them


class FunctionsView(msgspec.Struct):
    """A project's functions, how far they are, and how many tasks there are."""

    latest: Any
    run: Any
    functions: list[Any]
    tasks: int


class Opinion(msgspec.Struct, frozen=True):
    """What a model, a judge or a function thinks of a task now; `answer` is JSON of the one answer schema."""

    task_id: UUID
    labeler_id: UUID
    labeler_kind: str
    answer: str
    confidence: float | None


async def push_functions(foundry: Foundry, principal: Principal, project_id: UUID, source: str) -> FunctionsView:
    """Try the functions of a file on some tasks, then keep it as the version that votes. The same file changes nothing.

    Whatever is wrong with the file is an InvalidError that names the line, and nothing is kept.
    """
    principal.need(OPERATION)
    _check_source(source)
    async with foundry.db.transaction(principal.customer_id) as tx:
        project = await access_project(tx, project_id)
        ontology = await read_ontology_version(tx, project_id, project["ontology_version"])
        tasks = await tx.rows(
            SQL.newest_tasks, project_id=project_id, limit=TRIED_TASKS, most_bytes=TRIED_BYTES, **task_kinds()
        )
    modality = registry.get(project["modality"])
    found = await _try(Program(source, content_fields(modality)), tasks_to_json(tasks), modality, ontology)
    async with foundry.db.transaction(principal.customer_id) as tx:
        await tx.row(PROJECT_SQL.project_for_update, id=project_id)  # one push at a time
        await tx.row(SQL.lock_run, project_id=project_id)
        if not await _is_current(tx, project, source, found):
            await _keep(foundry, tx, principal, project, source, found)
        return await _view(tx, project_id)


async def show_functions(foundry: Foundry, principal: Principal, project_id: UUID) -> FunctionsView:
    principal.need(INSIGHT)
    async with foundry.db.transaction(principal.customer_id) as tx:
        await access_project(tx, project_id)
        return await _view(tx, project_id)


async def show_source(foundry: Foundry, principal: Principal, project_id: UUID, version: int) -> Any:
    """A version of the file, exactly as it was pushed."""
    principal.need(INSIGHT)
    async with foundry.db.transaction(principal.customer_id) as tx:
        await access_project(tx, project_id)
        row = await tx.row(SQL.function_set, project_id=project_id, version=version)
        if row is None:
            raise NotFoundError("There is no such version of these functions.", code="version_not_found")
        return row


async def remove_function(foundry: Foundry, principal: Principal, project_id: UUID, name: str) -> None:
    """Take a function's votes back. It votes again when a file that holds it is pushed."""
    principal.need(OPERATION)
    async with foundry.db.transaction(principal.customer_id) as tx:
        await access_project(tx, project_id)
        await tx.row(SQL.lock_run, project_id=project_id)
        labeler_id = await tx.value(SQL.remove_function, project_id=project_id, name=name)
        if labeler_id is None:
            raise NotFoundError("There is no such function here.", code="function_not_found")
        await tx.run(SQL.forget_figures, project_id=project_id)
        await record(
            tx,
            "function.removed",
            actor_id=principal.actor_id,
            project_id=project_id,
            body={"name": name},
        )


async def read_opinions(tx: Tx, task_ids: Sequence[UUID]) -> list[Opinion]:
    """The last word of every model, judge and function on these tasks: what is weighed beside people's answers."""
    rows = await tx.rows(SQL.opinions_of_tasks, task_ids=list(task_ids))
    return [Opinion(**dict(row)) for row in rows]


async def look_again(tx: Tx, project_id: UUID, task_id: UUID) -> None:
    """A task is not what the functions saw: their votes on it go, and they are asked anew within seconds.

    Called after the change, in its transaction: votes that are being written meanwhile come before or see the change.
    """
    has_functions = await tx.row(SQL.lock_run, project_id=project_id) is not None
    if has_functions and await tx.value(SQL.forget_votes, task_id=task_id) is not None:
        await tx.run(SQL.uncount_look, project_id=project_id)


def task_kinds() -> dict[str, list[str]]:
    return {"stages": [stage for stage, _ in TASK_KINDS], "statuses": [status for _, status in TASK_KINDS]}


def tasks_to_json(rows: Sequence[Any]) -> list[dict[str, Any]]:
    """Tasks as functions are shown them."""
    shown = ("unique_id", "content", "metadata")
    return [{"id": show_id("task", row["id"]), **{name: row[name] for name in shown}} for row in rows]


def _check_source(source: str) -> None:
    check_text(source, field="source", at_most=MOST_BYTES)
    if len(source.encode()) > MOST_BYTES:
        raise TooLargeError(f"A file of functions takes at most {MOST_BYTES:,} bytes.", field="source")


async def _try(program: Program, tasks: list[dict[str, Any]], modality: Modality, ontology: Ontology) -> list[Found]:
    async with _tries:
        found = check_functions(await load_program(program), ontology)
        ballot = await ask_functions(program, tasks, [each.name for each in found], seconds=TRY_SECONDS)
    functions = {each.name: each for each in found}
    for outcome in ballot.outcomes:
        function = functions[outcome.name]
        if outcome.stopped:
            raise _refuse(function, outcome.stopped)
        counted = read_votes(outcome, ballot, function, tasks, modality, ontology)
        if counted.errors > outcome.errors:
            raise _refuse(function, f"voted {counted.first_error}")
    return found


def _refuse(function: Found, sentence: str) -> InvalidError:
    return InvalidError(f"Line {function.line}: {function.name}: {sentence}", code="bad_functions", field="source")


async def _is_current(tx: Tx, project: Any, source: str, found: Sequence[Found]) -> bool:
    latest = await tx.row(SQL.latest_set, project_id=project["id"])
    if latest is None or latest["ontology_version"] != project["ontology_version"]:
        return False
    active = {
        row["name"] for row in await tx.rows(SQL.functions, project_id=project["id"]) if row["status"] == "active"
    }
    return bool(latest["sha256"] == _sha256(source)) and active == {each.name for each in found}


async def _keep(
    foundry: Foundry, tx: Tx, principal: Principal, project: Any, source: str, found: Sequence[Found]
) -> None:
    latest = await tx.row(SQL.latest_set, project_id=project["id"])
    version = latest["version"] + 1 if latest else 1
    await tx.run(
        SQL.insert_set,
        project_id=project["id"],
        version=version,
        source=source,
        sha256=_sha256(source),
        ontology_version=project["ontology_version"],
        created_by=principal.actor_id,
    )
    await _put_functions(tx, project, version, found)
    await tx.run(SQL.start_run, project_id=project["id"], version=version)
    await foundry.jobs.enqueue(tx, RUN_FUNCTIONS, project["id"])
    await record(
        tx,
        "functions.pushed",
        actor_id=principal.actor_id,
        project_id=project["id"],
        body={
            "version": version,
            "sha256": _sha256(source).hex(),
            "functions": [each.name for each in found],
        },
    )


async def _put_functions(tx: Tx, project: Any, version: int, found: Sequence[Found]) -> None:
    labelers = {row["name"]: row["labeler_id"] for row in await tx.rows(SQL.functions, project_id=project["id"])}
    for function in found:
        if function.name not in labelers:
            labelers[function.name] = new_id()
            name = f"{project['name']} · {function.name}"
            await tx.run(SQL.insert_labeler, id=labelers[function.name], name=name)
        await tx.run(
            SQL.put_function,
            project_id=project["id"],
            name=function.name,
            labeler_id=labelers[function.name],
            version=version,
            line=function.line,
            attribute=function.attribute,
            confidence=function.confidence,
        )
    await tx.run(SQL.retire_functions, project_id=project["id"], version=version)


async def _view(tx: Tx, project_id: UUID) -> FunctionsView:
    counters = await tx.rows(EVENT_SQL.totals, scope_ids=[project_id])
    return FunctionsView(
        await tx.row(SQL.latest_set, project_id=project_id),
        await tx.row(SQL.function_run, project_id=project_id),
        [row for row in await tx.rows(SQL.functions, project_id=project_id) if row["status"] != "removed"],
        next((row["value"] for row in counters if row["name"] == "tasks"), 0),
    )


def _sha256(source: str) -> bytes:
    return hashlib.sha256(source.encode()).digest()
