"""The background half: run the current file over all tasks, then over every new one; keep the figures."""

from __future__ import annotations

import time
from collections.abc import Sequence
from typing import Any
from uuid import UUID

import msgspec

from goldsmith.algorithms.certificate import clopper_pearson
from goldsmith.errors import InvalidError
from goldsmith.events import record
from goldsmith.events.record import SQL as EVENT_SQL
from goldsmith.foundry import Foundry
from goldsmith.functions.checking import Counted, content_fields, read_votes
from goldsmith.functions.sandboxed import Found
from goldsmith.journey.functions.running import Program, UnconfinedError, ask_functions
from goldsmith.journey.functions.service import RUN_FUNCTIONS, SQL, task_kinds, tasks_to_json
from goldsmith.modalities import registry
from goldsmith.modalities._contract import Modality
from goldsmith.ontology import Ontology
from goldsmith.ports.db import Tx
from goldsmith.ports.jobs import Job
from goldsmith.projects.service import access_project, read_ontology_version

COUNT_VOTES = "count_function_votes"
CHUNK = 2_000
CHUNK_BYTES = 8_000_000
MOST_CHOICES = 12
START = UUID(int=0)
NO_VOTES = {"votes": 0, "overlaps": 0, "conflicts": 0, "judged": 0, "correct": 0}


class _SupersededError(Exception):
    """Another version was pushed, or another worker was quicker; what this one did is not written."""


class _Work(msgspec.Struct):
    """Everything that one run needs to know."""

    project_id: UUID
    version: int
    through_id: UUID
    program: Program
    modality: Modality
    ontology: Ontology
    functions: dict[str, Found]
    labeler_ids: dict[str, str]


class Count(msgspec.Struct, frozen=True):
    """Figures by labeler, the run they rest on as it was then, and the seconds that counting took."""

    run: Any
    figures: dict[UUID, dict[str, Any]]
    seconds: float


async def keep_functions_current(foundry: Foundry, customer_id: UUID) -> int:
    """Start what should run: functions whose project got more tasks, figures that rest on more than they say."""
    async with foundry.db.transaction(customer_id) as tx:
        to_run = await tx.rows(SQL.wake_runs)
        to_count = await tx.rows(SQL.claim_figures)
        for row in to_run:
            await foundry.jobs.enqueue(tx, RUN_FUNCTIONS, row["project_id"])
        for row in to_count:
            await foundry.jobs.enqueue(tx, COUNT_VOTES, row["project_id"])
    return len(to_run) + len(to_count)


async def run_functions(foundry: Foundry, job: Job) -> None:
    """Ask the functions about every task they have not seen: first in order, then those that slipped in behind."""
    async with foundry.db.transaction(job.customer_id) as tx:
        work = await _read_work(tx, job.subject_id)
    if work is None:
        return
    try:
        await _pass(foundry, job, work, after=work.through_id, only_new=False)
        while await _pass(foundry, job, work, after=START, only_new=True):
            pass  # until nothing slipped in behind
        await _end(foundry, job, work, "done", None)
    except _SupersededError:
        return
    except (InvalidError, UnconfinedError) as refusal:
        await _end(foundry, job, work, "failed", refusal.message)


async def count_votes(foundry: Foundry, job: Job) -> None:
    """Compute each function's figures and keep them for the page."""
    async with foundry.db.transaction(job.customer_id, snapshot=True) as tx:
        count = await read_count(tx, job.subject_id)
    if count is not None:
        async with foundry.db.transaction(job.customer_id) as tx:
            await keep_count(tx, count)


async def read_count(tx: Tx, project_id: UUID) -> Count | None:
    """Count the votes as one snapshot has them; None where no functions ever ran."""
    started = time.monotonic()
    run = await tx.row(SQL.function_run, project_id=project_id)
    if run is None:
        return None
    totals = await tx.rows(SQL.count_votes, project_id=project_id)
    choices = await tx.rows(SQL.count_choices, project_id=project_id, most=MOST_CHOICES)
    functions = await tx.rows(SQL.functions, project_id=project_id)
    figures = {row["labeler_id"]: NO_VOTES for row in functions} | {
        row["labeler_id"]: _figures(row, choices) for row in totals
    }
    return Count(run, figures, time.monotonic() - started)


async def keep_count(tx: Tx, count: Count) -> None:
    """Keep the figures, unless a later count was quicker."""
    is_newest = await tx.value(
        SQL.claim_count,
        project_id=count.run["project_id"],
        seconds=count.seconds,
        read_at=count.run["read_at"],
        looked=count.run["looked"],
        version=count.run["version"],
        is_whole=count.run["status"] == "done",
    )
    if is_newest:
        await tx.run(
            SQL.put_figures,
            project_id=count.run["project_id"],
            labeler_ids=list(count.figures),
            figures=[msgspec.json.encode(each).decode() for each in count.figures.values()],
        )


def _figures(row: Any, choices: Sequence[Any]) -> dict[str, Any]:
    counted: dict[str, Any] = {name: row[name] for name in NO_VOTES}
    if row["judged"]:
        counted["low"], counted["high"] = clopper_pearson(row["correct"], row["judged"])
    counted["choices"] = {
        each["value"]: each["votes"]
        for each in choices
        if each["labeler_id"] == row["labeler_id"] and each["value"] is not None
    }
    return counted


async def _read_work(tx: Tx, project_id: UUID) -> _Work | None:
    run = await tx.row(SQL.function_run, project_id=project_id)
    if run is None or run["status"] != "running":
        return None
    project = await access_project(tx, project_id)
    modality = registry.get(project["modality"])
    kept = await tx.row(SQL.function_set, project_id=project_id, version=run["version"])
    rows = [row for row in await tx.rows(SQL.functions, project_id=project_id) if row["status"] == "active"]
    return _Work(
        project_id,
        run["version"],
        run["through_id"],
        Program(kept["source"] if kept else "", content_fields(modality)),
        modality,
        await read_ontology_version(tx, project_id, project["ontology_version"]),
        {row["name"]: Found(row["name"], row["line"], row["attribute"], row["confidence"]) for row in rows},
        {row["name"]: str(row["labeler_id"]) for row in rows},
    )


async def _pass(foundry: Foundry, job: Job, work: _Work, *, after: UUID, only_new: bool) -> bool:
    """Go over the tasks from one on, chunk by chunk; whether there were any."""
    start = after
    while True:
        async with foundry.db.transaction(job.customer_id) as tx:
            rows = await tx.rows(
                SQL.tasks_after,
                project_id=work.project_id,
                after=after,
                only_new=only_new,
                limit=CHUNK,
                most_bytes=CHUNK_BYTES,
                **task_kinds(),
            )
        if not rows:
            return after != start
        counted = await _ask(foundry, job, work, tasks_to_json(rows))
        await _write(foundry, job, work, rows, counted)
        after = rows[-1]["id"]


async def _ask(foundry: Foundry, job: Job, work: _Work, tasks: list[dict[str, Any]]) -> dict[str, Counted]:
    """Every function's votes on these tasks; a function that had to be stopped votes no more."""
    if not work.functions:
        return {}
    ballot = await ask_functions(work.program, tasks, list(work.functions))
    stopped = {outcome.name: outcome.stopped for outcome in ballot.outcomes if outcome.stopped}
    if stopped:
        await _stop(foundry, job, work, stopped)
    return {
        outcome.name: read_votes(outcome, ballot, work.functions[outcome.name], tasks, work.modality, work.ontology)
        for outcome in ballot.outcomes
        if outcome.name in work.functions
    }


async def _stop(foundry: Foundry, job: Job, work: _Work, reasons: dict[str, str]) -> None:
    async with foundry.db.transaction(job.customer_id) as tx:
        await _hold(tx, work)
        for name, reason in reasons.items():
            await tx.run(SQL.stop_function, project_id=work.project_id, name=name, error=reason)
            await record(tx, "function.stopped", project_id=work.project_id, body={"name": name, "reason": reason})
    for name in reasons:
        del work.functions[name]


async def _write(foundry: Foundry, job: Job, work: _Work, tasks: Sequence[Any], counted: dict[str, Counted]) -> None:
    """Votes, errors and place are written together, so that nothing counts twice."""
    votes = [
        {work.labeler_ids[name]: each.votes[item] for name, each in counted.items() if item in each.votes}
        for item in range(len(tasks))
    ]
    async with foundry.db.transaction(job.customer_id) as tx:
        await _hold(tx, work)
        written = await tx.rows(
            SQL.put_votes,
            project_id=work.project_id,
            task_ids=[task["id"] for task in tasks],
            seen=[task["seen"] for task in tasks],
            votes=[msgspec.json.encode(each).decode() for each in votes],
        )
        await tx.run(
            SQL.count_errors,
            project_id=work.project_id,
            names=list(counted),
            errors=[each.errors for each in counted.values()],
            first_errors=[each.first_error for each in counted.values()],
        )
        await _advance(tx, work, tasks, written)


async def _hold(tx: Tx, work: _Work) -> None:
    run = await tx.row(SQL.lock_run, project_id=work.project_id)
    if run is None or (run["version"], run["status"], run["through_id"]) != (work.version, "running", work.through_id):
        raise _SupersededError


async def _advance(tx: Tx, work: _Work, tasks: Sequence[Any], written: Sequence[Any]) -> None:
    last = tasks[-1]["id"]
    new = sum(row["is_new"] for row in written)
    changed = sum(not (row["is_new"] and row["is_empty"]) for row in written)
    await tx.run(SQL.advance_run, project_id=work.project_id, through_id=last, passed=len(tasks), new=new)
    work.through_id = max(work.through_id, last)
    if changed:
        body = {"version": work.version, "tasks": len(tasks), "changed": changed}
        await record(tx, "functions.voted", project_id=work.project_id, body=body)


async def _end(foundry: Foundry, job: Job, work: _Work, status: str, error: str | None) -> None:
    async with foundry.db.transaction(job.customer_id) as tx:
        counters = await tx.rows(EVENT_SQL.totals, scope_ids=[work.project_id])
        tasks = next((row["value"] for row in counters if row["name"] == "tasks"), 0)
        is_uncounted = await tx.value(
            SQL.end_run, project_id=work.project_id, version=work.version, status=status, error=error, tasks=tasks
        )
        if is_uncounted:
            await foundry.jobs.enqueue(tx, COUNT_VOTES, work.project_id)
        if error is not None:
            await record(
                tx, "functions.failed", project_id=work.project_id, body={"version": work.version, "error": error}
            )
