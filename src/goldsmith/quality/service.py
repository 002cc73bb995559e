"""Read what was measured and learnt: a project's quality, its labelers' skills."""

from __future__ import annotations

from collections import defaultdict
from typing import Any, Final, NamedTuple
from uuid import UUID

import msgspec

from goldsmith.foundry import Foundry
from goldsmith.ontology import Ontology
from goldsmith.ports.db import Tx, read_sql
from goldsmith.projects.service import access_project, read_ontology_version
from goldsmith.quality.figures import VERSION, ErrorRates, Slip
from goldsmith.tenancy.principal import INSIGHT, LABELING, REVIEWING, Principal
from goldsmith.tenancy.service import labeler_of

SQL: Final = read_sql(__file__)
LOOKING: Final = INSIGHT | REVIEWING


class LabelerView(NamedTuple):
    """A labeler, what was learnt about them by question, and their most frequent mistakes."""

    row: Any
    skills: list[Any]
    slips: dict[str, Slip]


class SkillPage(NamedTuple):
    """Labelers in the order of their ids, and what the project asks, to name questions by."""

    labelers: list[LabelerView]
    ontology: Ontology


class MeasuredErrors(NamedTuple):
    """Error rates, whose they are by id, what was learnt of them, and what the project asks."""

    rates: list[ErrorRates]
    labelers: dict[str, Any]
    skills: dict[str, Any]
    """By labeler, the skill that rests on most answers."""
    ontology: Ontology


async def show_quality(foundry: Foundry, principal: Principal, project_id: UUID) -> Any:
    """Return the last measurement, or None when nothing was measured yet."""
    principal.need(LOOKING)
    async with foundry.db.transaction(principal.customer_id) as tx:
        await access_project(tx, project_id)
        return await tx.row(SQL.quality, project_id=project_id, version=VERSION)


async def show_error_rates(foundry: Foundry, principal: Principal, project_id: UUID) -> MeasuredErrors:
    """Read the error rates as they were last measured; none where nothing was, or nothing is measured so."""
    principal.need(LOOKING)
    async with foundry.db.transaction(principal.customer_id) as tx:
        project = await access_project(tx, project_id)
        stored = await tx.value(SQL.error_rates, project_id=project_id, version=VERSION)
        rates = msgspec.convert(stored or [], list[ErrorRates])
        ids = list({UUID(each) for measured in rates for each in _concerned(measured)})
        labelers = await tx.rows(SQL.labelers, ids=ids)
        skills = await tx.rows(SQL.skills_of_labelers, project_id=project_id, labeler_ids=ids)
        ontology = await read_ontology_version(tx, project_id, project["ontology_version"])
    best = {str(row["labeler_id"]): row for row in sorted(skills, key=lambda row: (row["answers"], row["question"]))}
    return MeasuredErrors(rates, {str(row["labeler_id"]): row for row in labelers}, best, ontology)


def _concerned(rates: ErrorRates) -> list[str]:
    return [
        *(each.labeler_id for each in rates.labelers),
        *(labeler for pair in rates.pairs for labeler in (pair.reference_id, pair.labeler_id)),
    ]


async def list_skills(foundry: Foundry, principal: Principal, project_id: UUID, after: UUID, limit: int) -> SkillPage:
    """Read `limit` labelers of whom something was learnt here. A labeler sees only what was learnt of them."""
    principal.need(LOOKING | LABELING)
    async with foundry.db.transaction(principal.customer_id) as tx:
        project = await access_project(tx, project_id)
        only = None if principal.role in LOOKING else await labeler_of(tx, principal)
        rows = await tx.rows(SQL.skilled_labelers, project_id=project_id, after=after, only=only, limit=limit)
        ontology = await read_ontology_version(tx, project_id, project["ontology_version"])
        return SkillPage(await _with_skills(tx, project_id, rows), ontology)


async def _with_skills(tx: Tx, project_id: UUID, rows: list[Any]) -> list[LabelerView]:
    ids = [row["id"] for row in rows]
    skills = await tx.rows(SQL.skills_of_labelers, project_id=project_id, labeler_ids=ids)
    slips = await tx.rows(
        SQL.slips, project_id=project_id, version=VERSION, labeler_ids=[str(labeler_id) for labeler_id in ids]
    )
    found = {row["labeler_id"]: msgspec.convert(row["slips"], list[Slip]) for row in slips}
    by_labeler: dict[UUID, list[Any]] = defaultdict(list)
    for skill in sorted(skills, key=lambda row: (-row["answers"], row["question"])):
        by_labeler[skill["labeler_id"]].append(skill)
    return [
        LabelerView(
            row,
            by_labeler[row["id"]],
            {slip.question: slip for slip in found.get(row["id"], [])},
        )
        for row in rows
    ]
