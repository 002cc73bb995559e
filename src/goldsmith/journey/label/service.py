"""Submit, skip, flag and draft. An answer that was acknowledged is never lost and never counted twice."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any, NamedTuple
from uuid import UUID

import msgspec

from goldsmith.errors import ConflictError, InvalidError
from goldsmith.events import record
from goldsmith.foundry import Foundry
from goldsmith.ids import new_id, parse_id
from goldsmith.journey.label.draft import MOST_OPERATIONS, FinishedDraft, Operation, fold_operations
from goldsmith.journey.label.files import check_files, check_pictures
from goldsmith.journey.label.writing import WritingTrace, find_likeness, keep_evidence
from goldsmith.journey.route.service import (
    QUESTIONS,
    Claim,
    claim_within,
    end_lease,
    shown_hypothesis,
    skip_task,
    why_not,
)
from goldsmith.journey.rubrics.service import test_submitted
from goldsmith.journey.talk.service import check_replies, replies_of
from goldsmith.knowledge.checking import check_entities
from goldsmith.modalities import registry
from goldsmith.modalities._contract import Answer, Authored, Facts, Modality, Quoted, prefer_nothing
from goldsmith.modalities.answers import read_answer
from goldsmith.modalities.rubrics import RubricLine
from goldsmith.ports.db import Tx, read_sql
from goldsmith.projects.service import read_ontology_version
from goldsmith.tenancy.principal import Principal
from goldsmith.tenancy.service import labeler_of
from goldsmith.words import Purpose

SQL = read_sql(__file__)
MAX_SECONDS = 86_400.0
MAX_DRAFT = 8_000_000


class Submitted(msgspec.Struct):
    """An answer that is safe now, and the next task if one was asked for."""

    annotation_id: UUID
    next_claim: Claim | None = None


async def submit_answer(
    foundry: Foundry,
    principal: Principal,
    assignment_id: UUID,
    *,
    generation: int,
    answer: object,
    draft: FinishedDraft | None = None,
    seconds: float,
    traces: Sequence[WritingTrace] = (),
    then_claim: bool = False,
) -> Submitted:
    """Store an answer, or what a draft amounts to. Sent twice, the same counts once and is acknowledged twice."""
    if (answer is None) == (draft is None):
        raise InvalidError("Send either the answer or the draft that holds it.", field="answer")
    async with foundry.db.transaction(principal.customer_id) as tx:
        labeler_id = await labeler_of(tx, principal)
        if draft is not None:
            answer = await _finish_draft(tx, labeler_id, assignment_id, generation, draft)
        checked = await _check(tx, labeler_id, assignment_id, generation, answer)
        likeness = await find_likeness(tx, checked.task_id, checked.authored)
        row = await tx.row(
            SQL.submit_answer,
            id=assignment_id,
            labeler_id=labeler_id,
            actor_id=principal.actor_id,
            generation=generation,
            annotation_id=new_id(),
            answer=checked.body.decode(),
            seconds=bounded_seconds(seconds),
            whole_seconds=round(bounded_seconds(seconds)),
        )
        if row is None:
            row = await _repeated(tx, labeler_id, assignment_id, generation, checked.body)
        else:
            await _note_preferences(tx, row, labeler_id, checked)
            await keep_evidence(tx, row["id"], labeler_id, likeness, traces)
            await test_submitted(foundry, tx, assignment_id, labeler_id, row["id"], checked.rubric)
        submitted = Submitted(row["id"])
        if then_claim:
            submitted.next_claim = await claim_within(tx, principal, labeler_id, row["project_id"], "label")
        return submitted


async def _finish_draft(
    tx: Tx, labeler_id: UUID, assignment_id: UUID, generation: int, draft: FinishedDraft
) -> dict[str, Any]:
    """The answer that a draft amounts to; ConflictError when it is not the draft that the page knows."""
    question = await QUESTIONS.find(tx, labeler_id, assignment_id)
    if question is None:
        raise await why_not(tx, labeler_id, assignment_id, generation)
    start = None
    if draft.hypothesis_id is not None:
        start = await shown_hypothesis(
            tx, question.task_id, parse_id("annotation", draft.hypothesis_id, field="draft.hypothesis_id")
        )
    saved = await tx.rows(SQL.draft, id=assignment_id)
    if len(saved) != draft.revision or (draft.hypothesis_id is not None and start is None):
        raise ConflictError("The draft is not what this page knows; send the whole answer.", code="stale_draft")
    operations = [operation for each in saved for operation in each["operations"]]
    return fold_operations([*operations, *draft.operations], start)


async def _repeated(tx: Tx, labeler_id: UUID, assignment_id: UUID, generation: int, answer: bytes) -> Any:
    row = await tx.row(
        SQL.same_submission, id=assignment_id, labeler_id=labeler_id, generation=generation, answer=answer.decode()
    )
    if row is None or not row["is_same"]:
        raise await why_not(tx, labeler_id, assignment_id, generation)
    return row


class _Checked(NamedTuple):
    """An answer that fits what was asked, as JSON and decoded, with what it is about."""

    task_id: UUID
    body: bytes
    answer: Answer[Any]
    modality: Modality
    content: msgspec.Struct | None

    @property
    def rubric(self) -> list[RubricLine]:
        """The criteria in it that its labeler wrote."""
        return [] if self.modality.rubrics is None else list(self.modality.rubrics.rubric(self.answer))

    @property
    def authored(self) -> list[Authored]:
        """The texts in it that its labeler wrote."""
        return [] if self.content is None else list(self.modality.authored(self.content, self.answer))


async def check_answer(tx: Tx, labeler_id: UUID, assignment_id: UUID, generation: int, answer: object) -> bytes:
    """The answer as JSON, checked against the ontology and the content that this assignment asked about."""
    return (await _check(tx, labeler_id, assignment_id, generation, answer)).body


async def _check(tx: Tx, labeler_id: UUID, assignment_id: UUID, generation: int, answer: object) -> _Checked:
    question = await QUESTIONS.find(tx, labeler_id, assignment_id)
    if question is None:
        raise await why_not(tx, labeler_id, assignment_id, generation)
    modality = registry.get(question.modality)
    ontology = await read_ontology_version(tx, question.project_id, question.ontology_version)
    content: msgspec.Struct | None = None
    facts: Sequence[Facts | None] = ()
    if ontology.labels:
        row = await tx.row(SQL.content_of_task, task_id=question.task_id)
        if row is not None:
            content, facts = msgspec.convert(row["content"], modality.content), row["facts"]
    first = facts[0] if facts else None
    checked = read_answer(modality, ontology, answer, content=content, facts=first, other_facts=facts[1:])
    await check_entities(tx, ontology, checked)
    await _check_quotes(tx, question.task_id, modality.quotes(checked))
    await check_files(tx, ontology, checked, task_id=question.task_id, labeler_id=labeler_id)
    await check_pictures(tx, question.task_id, list(modality.pictures(checked)))
    return _Checked(question.task_id, msgspec.json.encode(checked), checked, modality, content)


async def _note_preferences(tx: Tx, row: Any, labeler_id: UUID, checked: _Checked) -> None:
    """Keep the votes between models that an answer holds, beside it and for good."""
    if checked.content is None or checked.modality.preferences is prefer_nothing:
        return
    ids = {parse_id("reply", each, field="answer"): each for each in checked.modality.quotes(checked.answer)}
    models = {ids[reply_id]: reply["model_name"] for reply_id, reply in (await replies_of(tx, list(ids))).items()}
    votes = list(checked.modality.preferences(checked.content, checked.answer, models))
    if votes:
        questions, left, right, winners, placed, longer, more_marked = map(list, zip(*votes, strict=True))
        await tx.run(
            SQL.insert_preferences,
            annotation_id=row["id"],
            project_id=row["project_id"],
            labeler_id=labeler_id,
            questions=questions,
            left_names=left,
            right_names=right,
            winners=winners,
            are_placed=placed,
            longer=longer,
            more_marked=more_marked,
        )


async def _check_quotes(tx: Tx, task_id: UUID, quotes: Mapping[str, Quoted]) -> None:
    """What an answer says that models replied is what they did reply."""
    if not quotes:
        return
    quoted = {parse_id("reply", reply_id, field="answer.annotations"): said for reply_id, said in quotes.items()}
    wrong = await check_replies(tx, task_id, quoted)
    if wrong:
        raise InvalidError(
            "A reply of a model is not as it was given for this task. Ask the models again.",
            code="reply_changed",
            field="answer.annotations",
        )


async def skip(
    foundry: Foundry,
    principal: Principal,
    assignment_id: UUID,
    *,
    generation: int,
    reason: str,
    then_claim: bool = False,
) -> Claim | None:
    """Refuse a task for good, saying why."""
    reason = _checked_reason(reason)
    async with foundry.db.transaction(principal.customer_id) as tx:
        labeler_id = await labeler_of(tx, principal)
        row = await skip_task(tx, principal, labeler_id, assignment_id, generation, reason)
        return await _then(tx, principal, labeler_id, row, then_claim)


async def flag(
    foundry: Foundry,
    principal: Principal,
    assignment_id: UUID,
    *,
    generation: int,
    reason: str,
    then_claim: bool = False,
) -> Claim | None:
    """Say that something is wrong with the task itself; a reviewer looks at it next."""
    reason = _checked_reason(reason)
    async with foundry.db.transaction(principal.customer_id) as tx:
        labeler_id = await labeler_of(tx, principal)
        row = await end_lease(
            tx, principal, labeler_id, assignment_id, generation, state="skipped", reason=reason, escalate=True
        )
        await record(
            tx,
            "task.flagged",
            actor_id=principal.actor_id,
            project_id=row["project_id"],
            batch_id=row["batch_id"],
            task_id=row["task_id"],
            labeler_id=labeler_id,
            body={"reason": reason},
            counts={"flags": 1},
        )
        return await _then(tx, principal, labeler_id, row, then_claim)


async def _then(tx: Tx, principal: Principal, labeler_id: UUID, row: Any, then_claim: bool) -> Claim | None:
    purpose: Purpose = row["purpose"]
    return await claim_within(tx, principal, labeler_id, row["project_id"], purpose) if then_claim else None


async def append_draft(
    foundry: Foundry,
    principal: Principal,
    assignment_id: UUID,
    *,
    generation: int,
    revision: int,
    operations: Sequence[Operation],
) -> int:
    """Append operations after `revision`; the new revision. A page that lags behind is told where the draft stands."""
    encoded = msgspec.json.encode(operations)
    if len(operations) > MOST_OPERATIONS or len(encoded) > MAX_DRAFT:
        raise InvalidError("This is too much for one save. Nothing was changed.", field="operations")
    if b"\\u0000" in encoded:
        raise InvalidError("Text may not hold the NUL character.", field="operations")
    async with foundry.db.transaction(principal.customer_id) as tx:
        labeler_id = await labeler_of(tx, principal)
        held = await tx.row(SQL.lock_assignment, id=assignment_id, labeler_id=labeler_id)
        if held is None or held["generation"] != generation or held["state"] != "leased":
            raise await why_not(tx, labeler_id, assignment_id, generation)
        current: int = await tx.value(SQL.draft_revision, id=assignment_id)
        if current != revision:
            raise ConflictError(
                f"This draft is at revision {current} already; load it again.", code="stale_draft", field="revision"
            )
        await tx.run(SQL.append_draft, id=assignment_id, revision=current + 1, operations=encoded.decode())
        return current + 1


def bounded_seconds(seconds: float) -> float:
    """Time on task as the browser measured it, kept within a day."""
    return min(max(seconds, 0.0), MAX_SECONDS)


def _checked_reason(reason: str) -> str:
    if not 1 <= len(reason.strip()) <= 2_000 or "\x00" in reason:
        raise InvalidError("Please say why, in at most 2,000 characters.", field="reason")
    return reason.strip()
