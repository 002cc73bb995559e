"""Projects, what they ask, and how far they are."""

from __future__ import annotations

from datetime import datetime

import msgspec

from goldsmith.client.types.answers import Json


class Extra(msgspec.Struct, frozen=True, kw_only=True):
    """Something that a small installation goes without, as `goldsmith[name]`, and what cannot be done without it."""

    name: str
    purpose: str = ""
    is_installed: bool = False


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
    extras: list[Extra] = []


class NotUnderstood(msgspec.Struct, frozen=True, kw_only=True):
    """Something in a Label Studio config that a project does not take over: how often, and the line where it begins."""

    what: str
    count: int = 1
    line: int = 1


class LabelStudioProject(msgspec.Struct, frozen=True, kw_only=True):
    """What a Label Studio config becomes: enough to make the project, and what is not taken over."""

    modality: str
    ontology: Json
    instructions: str = ""
    not_understood: list[NotUnderstood] = []


class QualityContract(msgspec.Struct, frozen=True, kw_only=True):
    """How accurate deliveries must be, how sure of it, and how long and how often adaptive labeling may ask."""

    target_accuracy: float = 0.95
    confidence: float = 0.95
    most_answers: int | None = None
    deadline: datetime | None = None
    early_stop: bool = False


class Cut(msgspec.Struct, frozen=True):
    """How long a part may be, and how much two neighbouring parts share: frames of a video, seconds of a recording."""

    length: int
    overlap: int


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
    similar_above: float | None = None
    is_sensitive: bool = False
    most_a_day: int | None = None
    contract: QualityContract = QualityContract()
    cut: Cut | None = None
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


class TaxonomyNode(msgspec.Struct, frozen=True, kw_only=True):
    """A label or choice of a tree. `parent` names the one above it."""

    name: str
    title: str = ""
    retired: bool = False
    parent: str = ""


class Taxonomy(msgspec.Struct, frozen=True, kw_only=True):
    """What a text says as a tree, and how it was written: csv, tsv, levels, paths or indented."""

    form: str
    nodes: list[TaxonomyNode]


class WrittenTaxonomy(msgspec.Struct, frozen=True, kw_only=True):
    """A tree as text."""

    text: str


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


class Batch(msgspec.Struct, frozen=True, kw_only=True):
    """A named part of a project."""

    id: str
    name: str
    priority: int = 50
    counts: dict[str, int] = {}
    created_at: datetime | None = None


class Audits(msgspec.Struct, frozen=True, kw_only=True):
    """How many tasks went to audit; those of which less than `favored_below` is believed were twice as likely."""

    drawn: int
    favored_below: float | None = None
