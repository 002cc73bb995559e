"""Claim, renew and give back. A claim is a lease on one place of one task, fenced by its generation."""

from __future__ import annotations

import time
from collections.abc import Sequence
from typing import Any
from uuid import UUID

import msgspec

from goldsmith.errors import ConflictError, NotFoundError, ThrottledError, UnavailableError
from goldsmith.events import record
from goldsmith.foundry import Foundry
from goldsmith.ids import new_id
from goldsmith.journey.exposure.service import explain_exposure
from goldsmith.journey.route.questions import Questions
from goldsmith.journey.route.search import Search, Searches
from goldsmith.ports.db import Tx, read_sql
from goldsmith.projects.service import access_project
from goldsmith.tenancy.principal import LABELING, REVIEWING, Principal
from goldsmith.tenancy.service import labeler_of
from goldsmith.words import Purpose

SQL = read_sql(__file__)
ROLES = {"label": LABELING, "review": REVIEWING, "audit": REVIEWING}
MOST_LEASES = 20
LEFT = "left untouched"
SKIPS_UNTIL_REVIEW = 3
QUESTIONS = Questions()
_searches = Searches()


class Claim(msgspec.Struct):
    """A lease with all that its holder needs to work."""

    row: Any
    assets: list[Any]
    answers: list[Any]
    draft: tuple[int, list[Any]] | None


async def claim_task(
    foundry: Foundry, principal: Principal, project_id: UUID, purpose: Purpose, task_ids: Sequence[UUID] | None = None
) -> Claim | None:
    """The next task for this labeler, or None when there is nothing for them now."""
    principal.need(ROLES[purpose])
    async with foundry.db.transaction(principal.customer_id) as tx:
        labeler_id = await labeler_of(tx, principal)
        claim = await claim_within(tx, principal, labeler_id, project_id, purpose, task_ids)
        if claim is None and principal.person_id and await _holds_too_many(tx, labeler_id):
            claim = await _claim_instead(tx, principal, labeler_id, project_id, purpose, task_ids)
        if claim is None:
            await _explain_nothing(tx, labeler_id, project_id)
            await explain_exposure(tx, labeler_id, project_id)
        return claim


async def _claim_instead(
    tx: Tx,
    principal: Principal,
    labeler_id: UUID,
    project_id: UUID,
    purpose: Purpose,
    task_ids: Sequence[UUID] | None,
) -> Claim | None:
    """A task in place of one in a project that a person left untouched; that one is given back if there is another."""
    left = await tx.row(SQL.lock_left_behind, labeler_id=labeler_id, project_id=project_id)
    if left is None or await tx.value(SQL.has_draft, id=left["id"]):
        return None
    claim = await claim_within(tx, principal, labeler_id, project_id, purpose, task_ids, most_leases=MOST_LEASES + 1)
    if claim is not None:
        await end_lease(tx, principal, labeler_id, left["id"], left["generation"], state="expired", reason=LEFT)
    return claim


async def claim_within(
    tx: Tx,
    principal: Principal,
    labeler_id: UUID,
    project_id: UUID,
    purpose: Purpose,
    task_ids: Sequence[UUID] | None = None,
    *,
    most_leases: int = MOST_LEASES,
) -> Claim | None:
    """The same, within the transaction of a submission, which stands whether or not there is a next task."""
    key = (project_id, labeler_id, purpose)
    search = Search.from_start() if task_ids else _searches.next_for(key)
    row = await _search(tx, principal, labeler_id, project_id, purpose, search, task_ids, most_leases)
    if row is None and not search.is_from_start and _searches.may_start_over(key):
        search = Search.from_start()
        row = await _search(tx, principal, labeler_id, project_id, purpose, search, task_ids, most_leases)
    if row is None and most_leases == MOST_LEASES and await _holds_too_many(tx, labeler_id):
        return None  # which says nothing of what is there
    if not task_ids:
        _searches.note(key, search, row)
    if row is None:
        return None
    if row["is_sensitive"]:
        await tx.run(SQL.count_exposure, project_id=project_id, labeler_id=labeler_id)
    QUESTIONS.remember(tx, labeler_id, row)
    return await load_claim(tx, row)


async def _search(
    tx: Tx,
    principal: Principal,
    labeler_id: UUID,
    project_id: UUID,
    purpose: Purpose,
    search: Search,
    task_ids: Sequence[UUID] | None,
    most_leases: int,
) -> Any:
    started = time.perf_counter()
    for _ in range(MOST_LEASES):
        row = await tx.row(
            SQL.claim_task,
            project_id=project_id,
            labeler_id=labeler_id,
            actor_id=principal.actor_id,
            assignment_id=new_id(),
            stage=purpose,
            purpose=purpose,
            after_rank=search.rank,
            after_id=search.after,
            task_ids=list(task_ids) if task_ids else None,
            most_leases=most_leases,
        )
        if row is None or row["assignment_id"]:
            search.seconds = time.perf_counter() - started
            return row
    raise UnavailableError("You asked for tasks in too many windows at once; please try again.", code="busy")


async def load_claim(tx: Tx, row: Any) -> Claim:
    """Add assets, earlier answers and the draft to an assignment's row; most tasks have none."""
    assets = await tx.rows(SQL.task_assets, task_ids=[row["task_id"]]) if row["asset_count"] else []
    answers = await tx.rows(SQL.task_answers, task_id=row["task_id"]) if row["has_history"] else []
    operations = await tx.rows(SQL.drafts, assignment_ids=[row["assignment_id"]]) if row["has_history"] else []
    draft = (
        (operations[-1]["revision"], [op for each in operations for op in each["operations"]]) if operations else None
    )
    return Claim(row, assets, answers, draft)


async def shown_hypothesis(tx: Tx, task_id: UUID, annotation_id: UUID) -> dict[str, Any] | None:
    """A pre-label of a task that its labelers may see."""
    row = await tx.row(SQL.shown_hypothesis, task_id=task_id, id=annotation_id)
    return row and row["answer"]


async def my_claims(foundry: Foundry, principal: Principal, project_id: UUID | None) -> list[Claim]:
    """What this labeler holds: a reloaded page goes on where it was."""
    async with foundry.db.transaction(principal.customer_id) as tx:
        labeler_id = await labeler_of(tx, principal)
        rows = await tx.rows(SQL.my_assignments, labeler_id=labeler_id, project_id=project_id)
        return [await load_claim(tx, row) for row in rows]


async def _explain_nothing(tx: Tx, labeler_id: UUID, project_id: UUID) -> None:
    """Nothing was found: say so when that is for a reason other than that there is nothing to do."""
    await access_project(tx, project_id)
    if await _holds_too_many(tx, labeler_id):
        raise ThrottledError(
            f"You hold {MOST_LEASES} tasks already. Submit or release some first.", code="too_many_leases"
        )


async def _holds_too_many(tx: Tx, labeler_id: UUID) -> bool:
    return bool(await tx.value(SQL.count_my_leases, labeler_id=labeler_id) >= MOST_LEASES)


async def renew_lease(foundry: Foundry, principal: Principal, assignment_id: UUID, generation: int) -> Any:
    """A longer lease, also for one that ran out while its place is still free (with the next generation)."""
    async with foundry.db.transaction(principal.customer_id) as tx:
        labeler_id = await labeler_of(tx, principal)
        row = await tx.row(
            SQL.renew, id=assignment_id, labeler_id=labeler_id, generation=generation, actor_id=principal.actor_id
        )
        if row is None:
            raise await why_not(tx, labeler_id, assignment_id, generation)
        return row


async def release_lease(foundry: Foundry, principal: Principal, assignment_id: UUID, generation: int) -> None:
    """Give a task back unlabelled; somebody else, or the same labeler later, may have it."""
    async with foundry.db.transaction(principal.customer_id) as tx:
        labeler_id = await labeler_of(tx, principal)
        await end_lease(tx, principal, labeler_id, assignment_id, generation, state="expired", reason="released")


async def skip_task(
    tx: Tx, principal: Principal, labeler_id: UUID, assignment_id: UUID, generation: int, reason: str
) -> Any:
    """This labeler never gets this task again; after three such refusals a reviewer looks at it."""
    skips = await tx.value(SQL.skips_of_task, assignment_id=assignment_id) or 0
    is_last = skips + 1 >= SKIPS_UNTIL_REVIEW
    return await end_lease(
        tx, principal, labeler_id, assignment_id, generation, state="skipped", reason=reason, escalate=is_last
    )


async def end_lease(
    tx: Tx,
    principal: Principal,
    labeler_id: UUID,
    assignment_id: UUID,
    generation: int,
    *,
    state: str,
    reason: str,
    escalate: bool = False,
) -> Any:
    row = await tx.row(
        SQL.end_lease,
        id=assignment_id,
        labeler_id=labeler_id,
        generation=generation,
        state=state,
        reason=reason,
        escalate=escalate,
    )
    if row is None:
        raise await why_not(tx, labeler_id, assignment_id, generation)
    is_skip = state == "skipped"
    if escalate:
        await tx.rows(SQL.revoke_leases, task_id=row["task_id"], reason="the task went to review")
    moved = {"label": -1, "review": 1} if escalate and row["purpose"] == "label" else {}
    await record(
        tx,
        "assignment.skipped" if is_skip else "assignment.released",
        actor_id=principal.actor_id,
        project_id=row["project_id"],
        batch_id=row["batch_id"],
        task_id=row["task_id"],
        labeler_id=labeler_id,
        body={"assignment_id": str(assignment_id), "reason": reason, "escalated": bool(moved)},
        counts=({"skips": 1} if is_skip else {}) | moved,
    )
    return row


async def why_not(tx: Tx, labeler_id: UUID, assignment_id: UUID, generation: int) -> ConflictError | NotFoundError:
    """The error that explains why a write to an assignment was refused."""
    row = await tx.row(SQL.assignment, id=assignment_id)
    if row is None or row["labeler_id"] != labeler_id:
        return NotFoundError("There is no such assignment, or it is not yours.", code="assignment_not_found")
    if row["status"] in ("canceled", "error") or row["state"] == "revoked":
        return ConflictError(
            "This task was closed meanwhile. Your answer was not used; it is still on your screen.", code="task_closed"
        )
    if row["state"] == "submitted":
        return ConflictError("You submitted this task already; your first answer stands.", code="already_submitted")
    if row["generation"] != generation and row["state"] == "leased":
        return ConflictError("This claim is older than the one that counts. Reload to go on.", code="stale_generation")
    return ConflictError(
        "Your time for this task ran out and it went back to the queue. Nothing else was changed.", code="lease_expired"
    )


async def expire_leases(foundry: Foundry, customer_id: UUID) -> int:
    """Free what leases that ran out held; how many those were."""
    async with foundry.db.transaction(customer_id) as tx:
        count: int = await tx.value(SQL.expire_leases)
        return count
