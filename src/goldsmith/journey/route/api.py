"""HTTP: find work, claim it, keep it, give it back."""

from __future__ import annotations

from datetime import datetime
from typing import Annotated
from uuid import UUID

import msgspec
from litestar import Response, Router, get, post
from litestar.openapi.datastructures import ResponseSpec
from litestar.params import Parameter

from goldsmith.foundry import Foundry
from goldsmith.http.claims import Claim, claim_to_wire
from goldsmith.http.paging import Page
from goldsmith.ids import parse_id
from goldsmith.journey.route import service, work
from goldsmith.tenancy.principal import Principal
from goldsmith.words import Purpose

CLAIMED = ResponseSpec(Claim, description="A lease on one task.", generate_examples=False)
NOTHING = ResponseSpec(None, description="There is nothing for you now.")


class ClaimRequest(msgspec.Struct, forbid_unknown_fields=True):
    """What for; `task_ids` narrows the choice to some tasks."""

    purpose: Purpose = "label"
    task_ids: Annotated[list[str], msgspec.Meta(min_length=1, max_length=1000)] | None = None


class Held(msgspec.Struct, forbid_unknown_fields=True):
    """Which generation of the lease one holds."""

    generation: Annotated[int, msgspec.Meta(ge=1, le=2**31 - 1)]


class Renewed(msgspec.Struct):
    """The lease as it is now."""

    generation: int
    expires_at: datetime


def assignment_id_of(text: str) -> UUID:
    return parse_id("assignment", text, field="assignment_id")


@get("/work")
async def list_work(foundry: Foundry, principal: Principal) -> Page[work.ProjectWork]:
    """Projects with something to do for the caller, and what they did today."""
    return Page(await work.list_work(foundry, principal), None)


@post("/projects/{project_id:str}/claims", status_code=200, responses={200: CLAIMED, 204: NOTHING})
async def claim_task(
    project_id: str, data: ClaimRequest, foundry: Foundry, principal: Principal
) -> Response[Claim | None]:
    """Claim the next task; 204 when there is nothing for you now."""
    task_ids = [parse_id("task", each, field="task_ids") for each in data.task_ids] if data.task_ids else None
    claim = await service.claim_task(
        foundry, principal, parse_id("project", project_id, field="project_id"), data.purpose, task_ids
    )
    if claim is None:
        return Response(None, status_code=204)
    return Response(claim_to_wire(foundry, claim), status_code=200)


@get("/assignments/mine")
async def list_my_claims(
    foundry: Foundry,
    principal: Principal,
    project: Annotated[str | None, Parameter(max_length=100, description="Only of this project.")] = None,
) -> Page[Claim]:
    """What the caller holds now."""
    claims = await service.my_claims(
        foundry, principal, parse_id("project", project, field="project") if project else None
    )
    return Page([claim_to_wire(foundry, claim) for claim in claims], None)


@post("/assignments/{assignment_id:str}/renew", status_code=200)
async def renew_lease(assignment_id: str, data: Held, foundry: Foundry, principal: Principal) -> Renewed:
    """Stay longer on a task."""
    row = await service.renew_lease(foundry, principal, assignment_id_of(assignment_id), data.generation)
    return Renewed(row["generation"], row["expires_at"])


@post("/assignments/{assignment_id:str}/release", status_code=204)
async def release_lease(assignment_id: str, data: Held, foundry: Foundry, principal: Principal) -> None:
    """Give a task back."""
    await service.release_lease(foundry, principal, assignment_id_of(assignment_id), data.generation)


ROUTER = Router(
    path="/", tags=["work"], route_handlers=[list_work, claim_task, list_my_claims, renew_lease, release_lease]
)
