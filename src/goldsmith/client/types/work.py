"""Work in hand: claims, leases and drafts."""

from __future__ import annotations

from datetime import datetime

import msgspec

from goldsmith.client.types.answers import Answer, Json
from goldsmith.client.types.tasks import Asset


class Draft(msgspec.Struct, frozen=True, kw_only=True):
    """Work saved before it is submitted."""

    revision: int
    answer: Answer | None = None


class Revision(msgspec.Struct, frozen=True, kw_only=True):
    """The draft revision that a save made."""

    revision: int


class Renewed(msgspec.Struct, frozen=True, kw_only=True):
    """How long the lease holds now; its generation grows when it had run out and was taken up again."""

    generation: int
    expires_at: datetime


class Exposure(msgspec.Struct, frozen=True, kw_only=True):
    """Whether a project's content can disturb, what you agreed to, and how many of its tasks you got today."""

    is_sensitive: bool
    agreed_at: datetime | None = None
    most_a_day: int | None = None
    seen_today: int = 0


class WritingEvidence(msgspec.Struct, frozen=True, kw_only=True):
    """How one answer was written, by lengths and times, and the share of it that a model had said before."""

    annotation_id: str
    labeler_id: str
    traces: list[Json] = []
    similarity: float = 0.0
    similar_uuid: str | None = None
    similar_to: str | None = None
    created_at: datetime | None = None


class WritingOfTask(msgspec.Struct, frozen=True):
    """How the answers to a task were written, oldest first."""

    items: list[WritingEvidence]


class Lease(msgspec.Struct, frozen=True, kw_only=True):
    """What a write must name to prove that it still holds the task."""

    assignment_id: str
    generation: int


class ClaimTask(msgspec.Struct, frozen=True, kw_only=True):
    """The task in hand."""

    id: str
    unique_id: str | None = None
    batch_id: str | None = None
    content: Json = {}
    stage: str | None = None


class Claim(Lease, frozen=True, kw_only=True):
    """A task in hand: what to look at, what is known so far, and until when it is yours."""

    purpose: str = "label"
    leased_at: datetime | None = None
    expires_at: datetime | None = None
    project_id: str | None = None
    ontology_version: int | None = None
    instructions_version: int | None = None
    task: ClaimTask
    assets: list[Asset] = []
    hypothesis: Answer | None = None
    draft: Draft | None = None
    consensus: Answer | None = None
    answers: list[Json] = []
    comment: str | None = None


class Submitted(msgspec.Struct, frozen=True, kw_only=True):
    """What became of the task in hand, and the next one when it was asked for."""

    annotation_id: str | None = None
    next: Claim | None = None


class WorkOffer(msgspec.Struct, frozen=True, kw_only=True):
    """A project you may work on, what waits in it and what you did today."""

    project: Json
    open: dict[str, int] = {}
    mine: dict[str, float] = {}
