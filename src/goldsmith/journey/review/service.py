"""Accept, fix or send back. A task that is sent back asks everybody anew, with the reviewer's comment."""

from __future__ import annotations

from typing import Any, Literal
from uuid import UUID

from goldsmith.errors import InvalidError
from goldsmith.events import record
from goldsmith.foundry import Foundry
from goldsmith.ids import new_id
from goldsmith.journey.label.service import Submitted, bounded_seconds, check_answer
from goldsmith.journey.reconcile.service import stage_after_acceptance
from goldsmith.journey.route.service import claim_within, why_not
from goldsmith.ports.db import Tx, read_sql
from goldsmith.tasks.service import begin_next_round
from goldsmith.tenancy.principal import REVIEWING, Principal
from goldsmith.tenancy.service import labeler_of

SQL = read_sql(__file__)
ReviewVerdict = Literal["accept", "fix", "reject"]


async def submit_review(
    foundry: Foundry,
    principal: Principal,
    assignment_id: UUID,
    *,
    generation: int,
    verdict: ReviewVerdict,
    answer: object | None,
    comment: str | None,
    seconds: float,
    then_claim: bool = False,
) -> Submitted:
    """Decide on a task that came to review."""
    principal.need(REVIEWING)
    comment = checked_comment(comment)
    async with foundry.db.transaction(principal.customer_id) as tx:
        labeler_id = await labeler_of(tx, principal)
        task = await tx.row(
            SQL.claimed_task, id=assignment_id, labeler_id=labeler_id, generation=generation, purpose="review"
        )
        if task is None:
            done = await repeated_verdict(tx, labeler_id, assignment_id, generation, verdict)
            return await _then(tx, principal, labeler_id, done["id"], done["project_id"], then_claim)
        _check(verdict, task, answer, comment)
        checked = await check_answer(tx, labeler_id, assignment_id, generation, answer) if verdict == "fix" else None
        annotation_id = await write_verdict(
            tx,
            task,
            assignment_id,
            labeler_id,
            generation,
            kind="review",
            verdict=verdict,
            answer=checked,
            comment=comment,
            seconds=seconds,
        )
        await _decide(tx, principal, labeler_id, task, verdict, annotation_id, comment)
        return await _then(tx, principal, labeler_id, annotation_id, task["project_id"], then_claim)


def _check(verdict: str, task: Any, answer: object | None, comment: str | None) -> None:
    if verdict == "fix" and answer is None:
        raise InvalidError("A fix needs the answer as it should be.", field="answer")
    if verdict == "accept" and task["consensus_annotation_id"] is None:
        raise InvalidError("There is no answer to accept yet: fix it by giving one, or send it back.", field="verdict")
    if verdict == "reject" and not comment:
        raise InvalidError("Say what is wrong, so that the next labeler can do better.", field="comment")


async def _decide(
    tx: Tx, principal: Principal, labeler_id: UUID, task: Any, verdict: str, annotation_id: UUID, comment: str | None
) -> None:
    if verdict == "reject":
        await begin_next_round(tx, task["id"], "label")
        stage, counts = "label", {"review": -1, "label": 1, "rejected": 1}
    else:
        stage = stage_after_acceptance(task["audit_percent"])
        accepted = annotation_id if verdict == "fix" else task["consensus_annotation_id"]
        await tx.run(SQL.accept_task, task_id=task["id"], stage=stage, accepted_id=accepted)
        counts = {"review": -1, stage: 1, "completed": 1}
    await record(
        tx,
        "task.rejected" if verdict == "reject" else "task.completed",
        actor_id=principal.actor_id,
        project_id=task["project_id"],
        batch_id=task["batch_id"],
        task_id=task["id"],
        labeler_id=labeler_id,
        body={"verdict": verdict, "annotation_id": str(annotation_id), "comment": comment},
        counts=counts | {"reviews": 1},
    )


async def write_verdict(
    tx: Tx,
    task: Any,
    assignment_id: UUID,
    labeler_id: UUID,
    generation: int,
    *,
    kind: str,
    verdict: str,
    answer: bytes | None,
    comment: str | None,
    seconds: float,
) -> UUID:
    """End the claim and keep the verdict as an annotation; without an answer of its own it carries the judged one."""
    await tx.row(SQL.end_claim, id=assignment_id, generation=generation)
    annotation_id: UUID = await tx.value(
        SQL.insert_verdict,
        id=assignment_id,
        annotation_id=new_id(),
        task_id=task["id"],
        project_id=task["project_id"],
        labeler_id=labeler_id,
        kind=kind,
        round=task["round"],
        ontology_version=task["ontology_version"],
        answer=answer.decode() if answer else None,
        verdict=verdict,
        comment=comment,
        supersedes=task["accepted_annotation_id"] or task["consensus_annotation_id"],
        seconds=bounded_seconds(seconds),
    )
    return annotation_id


async def repeated_verdict(tx: Tx, labeler_id: UUID, assignment_id: UUID, generation: int, verdict: str) -> Any:
    """The verdict that a repeated request already gave; another verdict is refused."""
    row = await tx.row(SQL.verdict_of_assignment, id=assignment_id, labeler_id=labeler_id, generation=generation)
    if row is None or row["verdict"] != verdict:
        raise await why_not(tx, labeler_id, assignment_id, generation)
    return row


def checked_comment(comment: str | None) -> str | None:
    if comment is not None and (len(comment) > 10_000 or "\x00" in comment):
        raise InvalidError("A comment has at most 10,000 characters.", field="comment")
    return comment.strip() or None if comment else None


async def _then(
    tx: Tx, principal: Principal, labeler_id: UUID, annotation_id: UUID, project_id: UUID, then_claim: bool
) -> Submitted:
    claim = await claim_within(tx, principal, labeler_id, project_id, "review") if then_claim else None
    return Submitted(annotation_id, claim)
