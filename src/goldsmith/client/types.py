"""What the server answers, as typed structs. Fields that a newer server adds are ignored."""

from __future__ import annotations

from datetime import datetime
from typing import Any, Literal, TypeAlias

import msgspec

__all__ = [
    "Annotation",
    "Answer",
    "ApiKey",
    "Asset",
    "Assignment",
    "AssignmentPurpose",
    "Audits",
    "Batch",
    "Claim",
    "ClaimTask",
    "Customer",
    "Delivery",
    "Draft",
    "Event",
    "EventHead",
    "FunctionAccuracy",
    "FunctionErrors",
    "FunctionsSource",
    "Import",
    "Instructions",
    "Json",
    "LabelFunction",
    "LabelFunctions",
    "LabelerRef",
    "LabelerSkills",
    "Lease",
    "Member",
    "Modality",
    "Model",
    "ModelCall",
    "Ontology",
    "Person",
    "Progress",
    "Project",
    "Quality",
    "QualityContract",
    "RejectedRow",
    "Renewed",
    "Revision",
    "Session",
    "Submitted",
    "Task",
    "TaskEvent",
    "TaskRef",
    "TaskSummary",
    "TasksCreated",
    "Webhook",
    "WebhookAttempt",
    "Why",
    "WorkOffer",
]

Json: TypeAlias = dict[str, Any]
AssignmentPurpose: TypeAlias = Literal["label", "review", "audit"]


class Answer(msgspec.Struct, frozen=True, kw_only=True):
    """An answer of any modality: shapes, whole-item answers and links between shapes."""

    annotations: list[Json] = []
    global_attributes: Json = {}
    links: list[Json] = []


class Customer(msgspec.Struct, frozen=True, kw_only=True):
    """A silo, and your role in it."""

    id: str
    name: str
    created_at: datetime | None = None
    role: str | None = None


class Person(msgspec.Struct, frozen=True, kw_only=True):
    """Somebody who can sign in."""

    id: str
    name: str
    email: str | None = None
    is_administrator: bool = False


class Session(msgspec.Struct, frozen=True, kw_only=True):
    """Who is asking, and for which customers they may act."""

    person: Person | None = None
    customers: list[Customer] = []


class Member(msgspec.Struct, frozen=True, kw_only=True):
    """A person in a customer. `one_time_password` is present only in the answer that made the person."""

    person_id: str
    name: str
    email: str
    role: str
    created_at: datetime | None = None
    one_time_password: str | None = None


class ApiKey(msgspec.Struct, frozen=True, kw_only=True):
    """A key. `key`, the secret, is present only in the answer that made it."""

    id: str
    name: str
    role: str
    mode: str
    is_administrator: bool = False
    labeler_id: str | None = None
    prefix: str | None = None
    key: str | None = None
    created_at: datetime | None = None
    last_used_at: datetime | None = None
    revoked_at: datetime | None = None


class Webhook(msgspec.Struct, frozen=True, kw_only=True):
    """A webhook. `secret`, for checking signatures, is present only in the answer that made it."""

    id: str
    url: str
    events: list[str]
    secret: str | None = None
    created_at: datetime | None = None
    disabled_at: datetime | None = None


class WebhookAttempt(msgspec.Struct, frozen=True, kw_only=True):
    """One event on its way to a webhook."""

    id: str
    event_kind: str
    status: str
    attempts: int = 0
    last_status: int | None = None
    next_attempt_at: datetime | None = None
    created_at: datetime | None = None


class Modality(msgspec.Struct, frozen=True, kw_only=True):
    """One kind of data: what it shows, what can be drawn on it, what goes in and out."""

    name: str
    title: str = ""
    description: str = ""
    media_types: list[str] = []
    shapes: list[str] = []
    export_formats: list[str] = []
    import_formats: list[str] = []
    templates: list[Json] = []
    answer_schema: Json | None = None
    content_schema: Json | None = None


class Model(msgspec.Struct, frozen=True, kw_only=True):
    """A model that answers first. `cost_micros` counts millionths of its currency; `facts` is what it last learnt."""

    id: str
    project_id: str
    kind: str
    name: str
    status: str
    labeler_id: str | None = None
    settings: Json = {}
    has_key: bool = False
    shown: bool = False
    reason: str | None = None
    opinions: int = 0
    refusals: int = 0
    cost_micros: int = 0
    facts: Json = {}
    created_at: datetime | None = None
    moved_at: datetime | None = None


class ModelCall(msgspec.Struct, frozen=True, kw_only=True):
    """One exchange with a model elsewhere."""

    id: str
    status: str
    task_id: str | None = None
    reason: str | None = None
    tokens_in: int = 0
    tokens_out: int = 0
    cost_micros: int = 0
    attempts: int = 1
    latency_ms: int = 0
    created_at: datetime | None = None


class QualityContract(msgspec.Struct, frozen=True, kw_only=True):
    """How accurate deliveries must be, how sure of it, and how long and how often adaptive labeling may ask."""

    target_accuracy: float = 0.95
    confidence: float = 0.95
    most_answers: int | None = None
    deadline: datetime | None = None
    early_stop: bool = False


class Project(msgspec.Struct, frozen=True, kw_only=True):
    """A project. `counts` is folded about once a second; an absent count is zero. `etag` guards crossing changes."""

    id: str
    name: str
    modality: str
    status: str = "active"
    labeling: str = "fixed"
    answers_needed: int = 1
    review_percent: float = 0
    audit_percent: float = 0
    lease_seconds: int = 900
    self_review: bool = False
    contract: QualityContract = QualityContract()
    ontology_version: int = 1
    instructions_version: int = 0
    created_at: datetime | None = None
    updated_at: datetime | None = None
    counts: dict[str, int] = {}
    etag: str | None = None


class Ontology(msgspec.Struct, frozen=True, kw_only=True):
    """One version of what can be answered."""

    version: int
    ontology: Json
    created_at: datetime | None = None


class Instructions(msgspec.Struct, frozen=True, kw_only=True):
    """One version of what labelers read, in Markdown."""

    version: int
    markdown: str
    created_at: datetime | None = None


class Progress(msgspec.Struct, frozen=True, kw_only=True):
    """How far a project is, how good, and by whom."""

    counts: dict[str, int] = {}
    accuracy: Json = {}
    by_hour: list[Json] = []
    labelers: list[Json] = []
    batches: list[Json] = []


class Quality(msgspec.Struct, frozen=True, kw_only=True):
    """A project's quality as it was last measured; no figures before the first time."""

    computed_at: datetime | None = None
    figures: Json | None = None


class Batch(msgspec.Struct, frozen=True, kw_only=True):
    """A named part of a project."""

    id: str
    name: str
    priority: int = 50
    counts: dict[str, int] = {}
    created_at: datetime | None = None


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


class LabelerRef(msgspec.Struct, frozen=True, kw_only=True):
    """Who gave an answer: a person, a model, a judge or a function."""

    id: str | None = None
    name: str | None = None
    kind: str | None = None


class LabelerSkills(msgspec.Struct, frozen=True, kw_only=True):
    """How reliable somebody is at each question, with 95 % intervals and a sentence."""

    labeler: LabelerRef
    answers: int = 0
    skills: list[Json] = []


class Why(msgspec.Struct, frozen=True, kw_only=True):
    """Why a task has its answer, who said what, who looked again, and why these people were asked."""

    sentence: str
    decision: str | None = None
    reason: str | None = None
    expected_error: float | None = None
    estimator: str | None = None
    believed_at: datetime | None = None
    units: list[Json] = []
    checks: list[Json] = []
    asked: list[Json] = []


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


class Import(msgspec.Struct, frozen=True, kw_only=True):
    """A manifest on its way in."""

    id: str
    name: str
    format: str
    status: str
    bytes_received: int = 0
    bytes_read: int = 0
    rows_read: int = 0
    created: int = 0
    existing: int = 0
    rejected: int = 0
    created_at: datetime | None = None
    error: str | None = None

    @property
    def is_over(self) -> bool:
        return self.status in {"done", "failed", "canceled"}


class FunctionAccuracy(msgspec.Struct, frozen=True, kw_only=True):
    """How often accepted answers of people say what a function voted, with an exact 95 % interval."""

    judged: int
    correct: int
    estimate: float
    low: float
    high: float


class FunctionErrors(msgspec.Struct, frozen=True, kw_only=True):
    """On how many items a function failed, and the first message."""

    count: int = 0
    first: str | None = None


class LabelFunction(msgspec.Struct, frozen=True, kw_only=True):
    """A labeling function and how it does; shares are of the tasks counted."""

    name: str
    labeler_id: str | None = None
    version: int | None = None
    line: int = 0
    attribute: str | None = None
    confidence: float | None = None
    status: str = "active"
    error: str | None = None
    votes: int = 0
    coverage: float | None = None
    overlaps: float | None = None
    conflicts: float | None = None
    accuracy: FunctionAccuracy | None = None
    errors: FunctionErrors = FunctionErrors()
    choices: dict[str, int] = {}


class LabelFunctions(msgspec.Struct, frozen=True, kw_only=True):
    """The labeling functions of a project; `version` is None before a file was pushed."""

    version: int | None = None
    sha256: str | None = None
    pushed_at: datetime | None = None
    status: str | None = None
    error: str | None = None
    tasks: int = 0
    passed: int = 0
    looked: int = 0
    counted: int = 0
    is_settled: bool = True
    computed_at: datetime | None = None
    functions: list[LabelFunction] = []


class FunctionsSource(msgspec.Struct, frozen=True, kw_only=True):
    """One version of the file of functions, as it was pushed."""

    version: int
    source: str
    sha256: str
    created_at: datetime | None = None


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


class Audits(msgspec.Struct, frozen=True, kw_only=True):
    """How many tasks went to audit."""

    drawn: int


class Delivery(msgspec.Struct, frozen=True, kw_only=True):
    """A frozen set of records on its way out."""

    id: str
    name: str | None = None
    project_id: str | None = None
    status: str
    records: int | None = None
    bytes: int | None = None
    root: str | None = None
    created_at: datetime | None = None
    ready_at: datetime | None = None
    certificate: Json | None = None
    error: str | None = None
    export_formats: list[str] = []


class Event(msgspec.Struct, frozen=True, kw_only=True):
    """One state change, sealed into the chain."""

    id: str
    sequence: int | None = None
    kind: str
    at: datetime | None = None
    actor: Json | None = None
    project_id: str | None = None
    task_id: str | None = None
    body: Json | None = None
    hash: str | None = None


class EventHead(msgspec.Struct, frozen=True, kw_only=True):
    """The last sealed event."""

    sequence: int | None = None
    hash: str | None = None
    sealed_at: datetime | None = None
