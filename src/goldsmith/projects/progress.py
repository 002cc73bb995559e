"""How far a project is: folded counters only, so a look costs the same at ten tasks and at ten million."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from datetime import UTC, datetime, timedelta
from typing import Any
from uuid import UUID

import msgspec

from goldsmith.algorithms.certificate import clopper_pearson
from goldsmith.events.record import SQL as EVENT_SQL
from goldsmith.ids import show_id
from goldsmith.ports.db import Database, Tx
from goldsmith.projects.service import ANYBODY, SQL, Contract, access_project
from goldsmith.tenancy.principal import INSIGHT, REVIEWING, Principal
from goldsmith.words import LabelerKind

PLOTTED_DAYS = 30


class AccuracyEstimate(msgspec.Struct):
    """What the audits say so far, with its exact interval."""

    audited: int
    correct: int
    estimate: float | None
    low: float | None
    high: float | None
    confidence: float


class Hour(msgspec.Struct):
    """What was done in one hour."""

    hour: datetime
    annotations: int
    completed: int


class LabelerProgress(msgspec.Struct):
    """What one labeler did here."""

    labeler_id: str
    name: str
    kind: LabelerKind
    submitted: int
    skipped: int
    reviews: int
    audits: int
    seconds: int


class BatchProgress(msgspec.Struct):
    """How far one batch is."""

    id: str
    name: str
    priority: int
    counts: dict[str, int]


class Progress(msgspec.Struct):
    """Everything the project's page plots."""

    counts: dict[str, int]
    accuracy: AccuracyEstimate
    by_hour: list[Hour]
    labelers: list[LabelerProgress]
    batches: list[BatchProgress]


async def totals(db: Database, principal: Principal, project_ids: Sequence[UUID]) -> dict[UUID, dict[str, int]]:
    """The counters of some projects."""
    principal.need(ANYBODY)
    async with db.transaction(principal.customer_id) as tx:
        rows = await tx.rows(EVENT_SQL.totals, scope_ids=list(project_ids))
    return by_scope(rows)


async def show_progress(db: Database, principal: Principal, project_id: UUID) -> Progress:
    principal.need(INSIGHT | REVIEWING)
    since = datetime.now(UTC) - timedelta(days=PLOTTED_DAYS)
    async with db.transaction(principal.customer_id) as tx:
        project = await access_project(tx, project_id)
        batches = await tx.rows(SQL.batches, project_id=project_id, after=UUID(int=0), limit=200)
        counted = by_scope(await tx.rows(EVENT_SQL.totals, scope_ids=[project_id, *(batch["id"] for batch in batches)]))
        by_hour = await tx.rows(EVENT_SQL.counters_by_hour, scope_id=project_id, since=since)
        by_labeler = await tx.rows(EVENT_SQL.totals_by_labeler, scope_id=project_id)
        accuracy = await _accuracy(tx, project, counted[project_id])
    return Progress(
        counts=counted[project_id],
        accuracy=accuracy,
        by_hour=_hours(by_hour),
        labelers=_labelers(by_labeler),
        batches=[BatchProgress(show_id("batch", b["id"]), b["name"], b["priority"], counted[b["id"]]) for b in batches],
    )


def by_scope(rows: Sequence[Any]) -> dict[UUID, dict[str, int]]:
    counted: dict[UUID, dict[str, int]] = defaultdict(dict)
    for row in rows:
        counted[row["scope_id"]][row["name"]] = row["value"]
    return counted


async def _accuracy(tx: Tx, project: Any, counts: dict[str, int]) -> AccuracyEstimate:
    """Where audits favor less sure tasks, plain counts would say too little: then as it was last measured."""
    confidence = msgspec.convert(project["contract"], Contract).confidence
    audited, correct = counts.get("audited", 0), counts.get("audited_correct", 0)
    if project["audit_favored_below"] is not None:
        measured = await tx.value(SQL.measured_accuracy, project_id=project["id"])
        return (
            msgspec.convert(measured, AccuracyEstimate)
            if measured
            else AccuracyEstimate(0, 0, None, None, None, confidence)
        )
    if audited == 0:
        return AccuracyEstimate(0, 0, None, None, None, confidence)
    low, high = clopper_pearson(correct, audited, confidence)
    return AccuracyEstimate(audited, correct, correct / audited, low, high, confidence)


def _hours(rows: Sequence[Any]) -> list[Hour]:
    hours: dict[datetime, dict[str, int]] = defaultdict(dict)
    for row in rows:
        hours[row["hour"]][row["name"]] = row["value"]
    return [
        Hour(hour, values.get("annotations", 0), values.get("completed", 0)) for hour, values in sorted(hours.items())
    ]


def _labelers(rows: Sequence[Any]) -> list[LabelerProgress]:
    people: dict[UUID, dict[str, Any]] = defaultdict(dict)
    for row in rows:
        people[row["labeler_id"]] |= {row["name"]: row["value"], "who": (row["labeler"], row["kind"])}
    shown = [
        LabelerProgress(
            show_id("labeler", labeler_id),
            did["who"][0],
            did["who"][1],
            submitted=did.get("annotations", 0),
            skipped=did.get("skips", 0),
            reviews=did.get("reviews", 0),
            audits=did.get("audits", 0),
            seconds=did.get("seconds", 0),
        )
        for labeler_id, did in people.items()
    ]
    return sorted(shown, key=lambda each: -each.submitted)
