"""Tasks with their files and answers, and what became of the rows they came from."""

from __future__ import annotations

from datetime import datetime

import msgspec

from goldsmith.client.types.answers import Answer, Json, LabelerRef


class Rendition(msgspec.Struct, frozen=True, kw_only=True):
    """What was made of a file for people to look at: a thumbnail, a copy that browsers play, or tiles.

    `url` leads to it; of tiles `url_template` to each, by its {level}, {column}, {row} and {band}, all from 0.
    """

    kind: str
    media_type: str
    facts: Json
    url: str | None = None
    url_template: str | None = None


class Asset(msgspec.Struct, frozen=True, kw_only=True):
    """Uploaded or fetched bytes, and what the probe found in them."""

    id: str
    name: str | None = None
    sha256: str | None = None
    bytes: int | None = None
    status: str = "ready"
    media_type: str | None = None
    facts: Json | None = None
    reason: str | None = None
    url: str | None = None
    renditions: list[Rendition] = []


class TaskRef(msgspec.Struct, frozen=True, kw_only=True):
    """A row, counted from 1, and the task that it is."""

    row: int
    id: str
    unique_id: str | None = None
    stage: str = "ingest"
    status: str = "pending"
    is_new: bool = True


class RejectedRow(msgspec.Struct, frozen=True, kw_only=True):
    """A row that was refused, and why. Rows count from 1; those beside it are not touched by its refusal."""

    row: int
    error: str
    field: str | None = None
    unique_id: str | None = None


class TasksCreated(msgspec.Struct, frozen=True, kw_only=True):
    """What became of the rows of one call."""

    created: int = 0
    existing: int = 0
    rejected: list[RejectedRow] = []
    items: list[TaskRef] = []


class TaskSummary(msgspec.Struct, frozen=True, kw_only=True):
    """A task as lists show it."""

    id: str
    unique_id: str | None = None
    batch_id: str | None = None
    priority: int = 50
    stage: str
    status: str
    answers_needed: int = 1
    answers_have: int = 0
    created_at: datetime | None = None
    updated_at: datetime | None = None
    snippet: str | None = None


class Annotation(msgspec.Struct, frozen=True, kw_only=True):
    """An answer given; never changed."""

    id: str
    kind: str
    round: int = 1
    labeler: LabelerRef | None = None
    answer: Answer | None = None
    seconds: float | None = None
    created_at: datetime | None = None
    supersedes: str | None = None
    comment: str | None = None
    verdict: str | None = None


class Assignment(msgspec.Struct, frozen=True, kw_only=True):
    """One labeler's claim on a task."""

    id: str
    purpose: str
    state: str
    generation: int = 0
    labeler: LabelerRef | None = None
    leased_at: datetime | None = None
    expires_at: datetime | None = None
    ended_at: datetime | None = None
    reason: str | None = None


class Task(TaskSummary, frozen=True, kw_only=True):
    """A task with all its answers. `round` grows when it is sent back or reopened."""

    project_id: str | None = None
    modality: str | None = None
    round: int = 1
    error: str | None = None
    content: Json = {}
    metadata: Json = {}
    instruction: str | None = None
    """What is said of this task alone, in Markdown."""
    assets: list[Asset] = []
    ontology_version: int | None = None
    annotations: list[Annotation] = []
    assignments: list[Assignment] = []
    belief: Json | None = None
    accepted_annotation_id: str | None = None
    consensus_annotation_id: str | None = None


class TaskEvent(msgspec.Struct, frozen=True, kw_only=True):
    """One thing that happened to a task."""

    id: str
    kind: str
    at: datetime | None = None
    actor: Json | None = None
    body: Json | None = None
