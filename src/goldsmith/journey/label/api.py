"""HTTP: submit, skip, flag, save a draft."""

from __future__ import annotations

from datetime import datetime
from typing import Annotated, Any, Literal

import msgspec
from litestar import Request, Router, get, post, put
from litestar.params import Parameter

from goldsmith.foundry import Foundry
from goldsmith.http.answers import AnswerJson
from goldsmith.http.bodies import chunks_of
from goldsmith.http.claims import Claim, claim_to_wire
from goldsmith.http.openapi import BytesIn
from goldsmith.http.wire import Asset, asset_to_wire
from goldsmith.ids import parse_id, show_id
from goldsmith.journey.label import files, service, writing
from goldsmith.journey.label.draft import MOST_OPERATIONS, FinishedDraft, Operation
from goldsmith.journey.label.writing import MOST_FIELDS, WritingTrace
from goldsmith.journey.route.api import assignment_id_of
from goldsmith.tenancy.principal import Principal

Generation = Annotated[int, msgspec.Meta(ge=1, le=2**31 - 1)]
Then = Annotated[Literal["claim"] | None, Parameter(description="Claim the next task in the same breath.")]


class Submission(msgspec.Struct, forbid_unknown_fields=True):
    """An answer and how long it took: the `answer` itself, or the `draft` that holds it.

    `writing`: how its texts were written, by lengths and times.
    """

    generation: Generation
    answer: AnswerJson | None = None
    draft: FinishedDraft | None = None
    seconds: float = 0.0
    writing: Annotated[list[WritingTrace], msgspec.Meta(max_length=MOST_FIELDS)] = []


class Submitted(msgspec.Struct):
    """The answer is safe; with `?then=claim`, here is the next task."""

    annotation_id: str
    next: Claim | None


class WritingEvidence(msgspec.Struct, kw_only=True):
    """How one answer to a task was written, and how much of it a model had said before: a share from 0 to 1.

    `similar_uuid` names the annotation that this is about, `similar_to` the logged reply, or the message of the task.
    """

    annotation_id: str
    labeler_id: str
    traces: list[WritingTrace]
    similarity: float
    similar_uuid: str | None
    similar_to: str | None
    created_at: datetime


class WritingOfTask(msgspec.Struct):
    """How the answers to a task were written, oldest first; answers without anything to tell are left out."""

    items: list[WritingEvidence]


class Refusal(msgspec.Struct, forbid_unknown_fields=True):
    """Why not."""

    generation: Generation
    reason: Annotated[str, msgspec.Meta(min_length=1, max_length=2000)]


class Next(msgspec.Struct):
    """With `?then=claim`, the next task."""

    next: Claim | None


class DraftChange(msgspec.Struct, forbid_unknown_fields=True):
    """Operations since the revision that the page knows."""

    generation: Generation
    revision: Annotated[int, msgspec.Meta(ge=0, le=2**31 - 1)]
    operations: Annotated[list[Operation], msgspec.Meta(min_length=1, max_length=MOST_OPERATIONS)]


class DraftSaved(msgspec.Struct):
    """The revision that the draft is at now."""

    revision: int


@post("/assignments/{assignment_id:str}/submit", status_code=200)
async def submit_answer(
    assignment_id: str, data: Submission, foundry: Foundry, principal: Principal, then: Then = None
) -> Submitted:
    """Submit an answer. Sending it again changes nothing and answers the same."""
    submitted = await service.submit_answer(
        foundry,
        principal,
        assignment_id_of(assignment_id),
        generation=data.generation,
        answer=data.answer,
        draft=data.draft,
        seconds=data.seconds,
        traces=data.writing,
        then_claim=then is not None,
    )
    return submitted_to_wire(foundry, submitted)


def submitted_to_wire(foundry: Foundry, submitted: service.Submitted) -> Submitted:
    following = claim_to_wire(foundry, submitted.next_claim) if submitted.next_claim else None
    return Submitted(show_id("annotation", submitted.annotation_id), following)


@post("/assignments/{assignment_id:str}/skip", status_code=200)
async def skip_task(
    assignment_id: str, data: Refusal, foundry: Foundry, principal: Principal, then: Then = None
) -> Next:
    """Refuse a task for good, saying why."""
    claim = await service.skip(
        foundry,
        principal,
        assignment_id_of(assignment_id),
        generation=data.generation,
        reason=data.reason,
        then_claim=then is not None,
    )
    return Next(claim_to_wire(foundry, claim) if claim else None)


@post("/assignments/{assignment_id:str}/flag", status_code=200)
async def flag_task(
    assignment_id: str, data: Refusal, foundry: Foundry, principal: Principal, then: Then = None
) -> Next:
    """Say that something is wrong with the task; a reviewer looks at it."""
    claim = await service.flag(
        foundry,
        principal,
        assignment_id_of(assignment_id),
        generation=data.generation,
        reason=data.reason,
        then_claim=then is not None,
    )
    return Next(claim_to_wire(foundry, claim) if claim else None)


@post("/assignments/{assignment_id:str}/files", request_max_body_size=None, operation_class=BytesIn)
async def attach_file(
    request: Request[Any, Any, Any],
    assignment_id: str,
    foundry: Foundry,
    principal: Principal,
    generation: Annotated[int, Parameter(ge=1, le=2**31 - 1, description="Of the claim.")],
    question: Annotated[str, Parameter(min_length=1, max_length=64, description="The name of the file question.")],
    name: Annotated[str, Parameter(min_length=1, max_length=1000, description="What the file is called.")],
) -> Asset:
    """Upload a file as the raw body, to answer a question with its id. It is looked at in the background."""
    row = await files.attach_file(
        foundry,
        principal,
        assignment_id_of(assignment_id),
        generation=generation,
        question=question,
        name=name,
        chunks=chunks_of(request),
    )
    return asset_to_wire(foundry, row)


@put("/assignments/{assignment_id:str}/draft")
async def save_draft(assignment_id: str, data: DraftChange, foundry: Foundry, principal: Principal) -> DraftSaved:
    """Append to the draft."""
    revision = await service.append_draft(
        foundry,
        principal,
        assignment_id_of(assignment_id),
        generation=data.generation,
        revision=data.revision,
        operations=data.operations,
    )
    return DraftSaved(revision)


@get("/tasks/{task_id:str}/writing")
async def show_writing(task_id: str, foundry: Foundry, principal: Principal) -> WritingOfTask:
    """How the answers to a task were written: for reviewers and those who run the project."""
    rows = await writing.list_evidence(foundry, principal, parse_id("task", task_id, field="task_id"))
    return WritingOfTask([_evidence(row) for row in rows])


def _evidence(row: Any) -> WritingEvidence:
    return WritingEvidence(
        annotation_id=show_id("annotation", row["annotation_id"]),
        labeler_id=show_id("labeler", row["labeler_id"]),
        traces=msgspec.convert(row["traces"], list[WritingTrace]),
        similarity=round(row["similarity"], 4),
        similar_uuid=row["similar_uuid"],
        similar_to=row["similar_to"],
        created_at=row["created_at"],
    )


ROUTER = Router(
    path="/", tags=["work"], route_handlers=[submit_answer, skip_task, flag_task, attach_file, save_draft, show_writing]
)
