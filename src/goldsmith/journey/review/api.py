"""HTTP: decide on a task in review."""

from __future__ import annotations

from typing import Annotated

import msgspec
from litestar import Router, post

from goldsmith.foundry import Foundry
from goldsmith.http.answers import AnswerJson
from goldsmith.journey.label.api import Generation, Submitted, Then, submitted_to_wire
from goldsmith.journey.review import service
from goldsmith.journey.route.api import assignment_id_of
from goldsmith.tenancy.principal import Principal

Comment = Annotated[str, msgspec.Meta(max_length=10_000)]


class Review(msgspec.Struct, forbid_unknown_fields=True):
    """Accept the consensus, fix it (with the answer as it should be), or send it back (with a comment)."""

    generation: Generation
    verdict: service.ReviewVerdict
    answer: AnswerJson | None = None
    comment: Comment | None = None
    seconds: float = 0.0


@post("/assignments/{assignment_id:str}/review", status_code=200)
async def submit_review(
    assignment_id: str, data: Review, foundry: Foundry, principal: Principal, then: Then = None
) -> Submitted:
    """Decide on a task in review."""
    submitted = await service.submit_review(
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


ROUTER = Router(path="/", tags=["work"], route_handlers=[submit_review])
