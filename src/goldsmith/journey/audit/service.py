"""Audits: trusted eyes on a random sample of what was accepted. They are the evidence of every certificate."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from typing import Any, Literal
from uuid import UUID

import msgspec

from goldsmith.errors import InvalidError
from goldsmith.events import record
from goldsmith.foundry import Foundry
from goldsmith.ids import show_id
from goldsmith.journey.label.service import Submitted, check_answer
from goldsmith.journey.review.service import SQL as REVIEW_SQL
from goldsmith.journey.review.service import checked_comment, repeated_verdict, write_verdict
from goldsmith.journey.route.service import claim_within
from goldsmith.ports.db import Tx, read_sql
from goldsmith.projects.service import Contract, access_project
from goldsmith.tenancy.principal import OPERATION, REVIEWING, Principal
from goldsmith.tenancy.service import labeler_of

SQL = read_sql(__file__)
MOST_DRAWN = 10_000
AuditVerdict = Literal["correct", "wrong"]


class Drawn(msgspec.Struct):
    """How many tasks were drawn: those of which less than `favored_below` is believed, twice as likely as others."""

    drawn: int
    favored_below: float | None


async def draw_audits(foundry: Foundry, principal: Principal, project_id: UUID, count: int) -> Drawn:
    """Send a random sample of completed tasks to audit."""
    principal.need(OPERATION)
    if not 1 <= count <= MOST_DRAWN:
        raise InvalidError(f"Draw 1 to {MOST_DRAWN:,} tasks at a time.", field="count")
    from goldsmith.algorithms.certificate.drawing import FAVOR  # with numpy, which a server seldom needs

    async with foundry.db.transaction(principal.customer_id) as tx:
        await access_project(tx, project_id)
        below = await _favored_below(tx, project_id, count)
        drawn = await tx.rows(SQL.draw_audits, project_id=project_id, count=count, favored_below=below, favor=FAVOR)
        for batch_id, size in Counter(row["batch_id"] for row in drawn).items():
            ids = [show_id("task", row["id"]) for row in drawn if row["batch_id"] == batch_id]
            await record(
                tx,
                "audits.drawn",
                actor_id=principal.actor_id,
                project_id=project_id,
                batch_id=batch_id,
                body={"count": size, "tasks": ids, "favored_below": below},
                counts={"done": -size, "audit": size},
            )
        return Drawn(len(drawn), below)


async def _favored_below(tx: Tx, project_id: UUID, count: int) -> float | None:
    """Below which belief to favor tasks: settled once, by beliefs and by how many audits there will be, by no outcome.

    Auditing that may stop on what it finds draws evenly: its bound goes by the order of the draws.
    """
    project: Any = await tx.row(SQL.how_audits_are_drawn, project_id=project_id)
    settled: float | None = project["favored_below"]
    if settled is not None or msgspec.convert(project["contract"], Contract).early_stop:
        return settled
    rows = await tx.rows(SQL.beliefs_of_accepted, project_id=project_id)
    below = _find_cut(rows, count)
    if below is not None:
        await tx.run(SQL.favor_audits, project_id=project_id, below=below)
    return below


def _find_cut(rows: Sequence[Any], count: int) -> float | None:
    """Find it for `count` more audits of accepted tasks, which are counted by belief in thousandths."""
    import numpy as np

    from goldsmith.algorithms.certificate.drawing import favored_below

    tasks = [row["tasks"] for row in rows]
    audits = min(count + sum(row["drawn"] for row in rows), sum(tasks))
    return favored_below(np.repeat([row["thousandths"] / 1000 for row in rows], tasks), audits)


async def submit_audit(
    foundry: Foundry,
    principal: Principal,
    assignment_id: UUID,
    *,
    generation: int,
    verdict: AuditVerdict,
    answer: object | None,
    comment: str | None,
    seconds: float,
    then_claim: bool = False,
) -> Submitted:
    """Say whether the accepted answer is right; a wrong one is replaced, and counts as wrong for ever."""
    principal.need(REVIEWING)
    comment = checked_comment(comment)
    if verdict == "wrong" and answer is None:
        raise InvalidError("A wrong answer needs the right one beside it.", field="answer")
    async with foundry.db.transaction(principal.customer_id) as tx:
        labeler_id = await labeler_of(tx, principal)
        task = await tx.row(
            REVIEW_SQL.claimed_task, id=assignment_id, labeler_id=labeler_id, generation=generation, purpose="audit"
        )
        if task is None:
            done = await repeated_verdict(tx, labeler_id, assignment_id, generation, verdict)
            annotation_id, project_id = done["id"], done["project_id"]
        else:
            checked = (
                await check_answer(tx, labeler_id, assignment_id, generation, answer) if verdict == "wrong" else None
            )
            annotation_id = await write_verdict(
                tx,
                task,
                assignment_id,
                labeler_id,
                generation,
                kind="audit",
                verdict=verdict,
                answer=checked,
                comment=comment,
                seconds=seconds,
            )
            accepted = annotation_id if verdict == "wrong" else task["accepted_annotation_id"]
            await tx.run(SQL.finish_audit, task_id=task["id"], accepted_id=accepted)
            project_id = task["project_id"]
            await record(
                tx,
                "task.audited",
                actor_id=principal.actor_id,
                project_id=project_id,
                batch_id=task["batch_id"],
                task_id=task["id"],
                labeler_id=labeler_id,
                body={"verdict": verdict, "annotation_id": str(annotation_id)},
                counts={"audit": -1, "done": 1, "audits": 1, "audited": 1}
                | ({"audited_correct": 1} if verdict == "correct" else {}),
            )
        claim = await claim_within(tx, principal, labeler_id, project_id, "audit") if then_claim else None
        return Submitted(annotation_id, claim)
