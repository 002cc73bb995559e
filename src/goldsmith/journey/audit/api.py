"""HTTP: draw audits and answer them."""

from __future__ import annotations

import msgspec
from litestar import Router, post

from goldsmith.foundry import Foundry
from goldsmith.http.answers import AnswerJson
from goldsmith.ids import parse_id
from goldsmith.journey.audit import service
from goldsmith.journey.label.api import Generation, Submitted, Then, submitted_to_wire
from goldsmith.journey.review.api import Comment
from goldsmith.journey.route.api import assignment_id_of
from goldsmith.tenancy.principal import Principal


class Audit(msgspec.Struct, forbid_unknown_fields=True):
    """Whether the accepted answer is right; a wrong one comes with the right one."""

    generation: Generation
    verdict: service.AuditVerdict
    answer: AnswerJson | None = None
    comment: Comment | None = None
    seconds: float = 0.0


class Draw(msgspec.Struct, forbid_unknown_fields=True):
    """How many to draw."""

    count: int


@post("/projects/{project_id:str}/audits")
async def draw_audits(project_id: str, data: Draw, foundry: Foundry, principal: Principal) -> service.Drawn:
    """Send a random sample of completed tasks to audit; from 100 audits on, less certain ones are twice as likely."""
    return await service.draw_audits(
        foundry, principal, parse_id("project", project_id, field="project_id"), data.count
    )


@post("/assignments/{assignment_id:str}/audit", status_code=200)
async def submit_audit(
    assignment_id: str, data: Audit, foundry: Foundry, principal: Principal, then: Then = None
) -> Submitted:
    """Judge one accepted answer."""
    submitted = await service.submit_audit(
        foundry,
        principal,
        assignment_id_of(assignment_id),
        generation=data.generation,
        verdict=data.verdict,
        answer=data.answer,
        comment=data.comment,
        seconds=data.seconds,
        then_claim=then is not None,
    )
    return submitted_to_wire(foundry, submitted)


ROUTER = Router(path="/", tags=["work"], route_handlers=[draw_audits, submit_audit])
