"""The worker's round that keeps the quality page's figures fresh, so that looking at them never costs more."""

from __future__ import annotations

import asyncio
import time
from collections.abc import Sequence
from datetime import UTC, datetime
from typing import Any, Final, NamedTuple
from uuid import UUID

import msgspec

from goldsmith.events.record import SQL as EVENT_SQL
from goldsmith.foundry import Foundry
from goldsmith.modalities import registry
from goldsmith.ontology import Attribute, Ontology
from goldsmith.ports.db import Tx, read_sql
from goldsmith.projects.service import Contract, read_ontology_version
from goldsmith.quality.accuracy import find_accuracy, find_plan
from goldsmith.quality.bounding import count_population
from goldsmith.quality.calibration import find_calibration
from goldsmith.quality.confusion import compared_questions, find_confusions, find_slips
from goldsmith.quality.counting import count_audits, count_beliefs, count_labels
from goldsmith.quality.error_rates import MOST_BYTES, MOST_MEASURED, find_error_rates
from goldsmith.quality.figures import VERSION, Figures, Stored
from goldsmith.tasks.service import STAGES

SQL: Final = read_sql(__file__)
LEAST_SECONDS: Final = 2.0
MOST_COMPARED: Final = 10_000
MOST_COUNTED: Final = 200_000
PARTS: Final = 1_024


class Material(NamedTuple):
    """What the figures of one project are computed from."""

    cube: Sequence[Any]
    is_whole: bool
    """The cube counts every task, not a sample."""
    waiting: Any
    audited: Sequence[Any]
    ontology: Ontology
    questions: Sequence[Attribute]
    compared: Sequence[Any]
    measured: Sequence[Any]
    """Answers to hold against each other in the terms of the modality's field."""
    counters: dict[str, int]


async def measure_quality(foundry: Foundry, customer_id: UUID) -> int:
    """Measure the projects of a customer that changed; how many that were."""
    async with foundry.db.transaction(customer_id) as tx:
        projects = await tx.rows(SQL.changed_projects, version=VERSION, least_seconds=LEAST_SECONDS)
    for project in projects:
        await _measure(foundry, customer_id, project)
    return len(projects)


async def _measure(foundry: Foundry, customer_id: UUID, project: Any) -> None:
    """Read one snapshot, compute outside of any transaction, write."""
    began = time.perf_counter()
    async with foundry.db.transaction(customer_id, snapshot=True) as tx:
        material = await _gather(tx, project)
    stored = await asyncio.to_thread(_compute, project, material, began)
    async with foundry.db.transaction(customer_id) as tx:
        await tx.run(SQL.write_quality, project_id=project["id"], body=stored)


async def _gather(tx: Tx, project: Any) -> Material:
    await tx.value(SQL.allow_memory)
    project_id = project["id"]
    ontology = await read_ontology_version(tx, project_id, project["ontology_version"])
    questions = compared_questions(ontology)
    totals = await tx.rows(EVENT_SQL.totals, scope_ids=[project_id])
    counters = {row["name"]: row["value"] for row in totals}
    counters["seconds"] = await tx.value(SQL.seconds_spent, project_id=project_id)
    parts = _parts_to_count(counters)
    return Material(
        cube=await tx.rows(SQL.tasks_by_belief, project_id=project_id, parts=parts),
        is_whole=parts == PARTS,
        waiting=await tx.row(SQL.waiting_audits, project_id=project_id),
        audited=await tx.rows(SQL.audited_tasks, project_id=project_id),
        ontology=ontology,
        questions=questions,
        compared=await tx.rows(
            SQL.compared_answers, project_id=project_id, questions=[each.name for each in questions], most=MOST_COMPARED
        )
        if questions
        else [],
        measured=await tx.rows(SQL.measured_answers, project_id=project_id, most=MOST_MEASURED, most_bytes=MOST_BYTES)
        if registry.get(project["modality"]).error_rates
        else [],
        counters=counters,
    )


def _parts_to_count(counters: dict[str, int]) -> int:
    """How many 1,024ths of the tasks to look at: all, unless there are very many."""
    tasks = sum(counters.get(stage, 0) for stage in STAGES)
    return PARTS if tasks <= MOST_COUNTED else max(1, PARTS * MOST_COUNTED // tasks)


def _compute(project: Any, material: Material, began: float) -> Stored:
    contract = msgspec.convert(project["contract"], Contract)
    cube, audited = material.cube, material.audited
    population = count_population(cube, is_whole=material.is_whole)
    accuracy = find_accuracy(population, audited, contract, project["audit_favored_below"])
    figures = Figures(
        accuracy=accuracy,
        plan=find_plan(accuracy, audited, datetime.now(UTC)),
        calibration=find_calibration(audited),
        labels=count_labels(cube, material.counters, is_adaptive=project["labeling"] == "adaptive"),
        beliefs=count_beliefs(cube),
        audits=count_audits(material.waiting, audited),
        confusions=find_confusions(material.questions, material.compared),
    )
    slips = find_slips(material.compared)
    rates = find_error_rates(registry.get(project["modality"]), material.ontology, material.measured)
    seconds = time.perf_counter() - began
    return Stored(mark=project["mark"], seconds=seconds, figures=figures, slips=slips, error_rates=rates)
