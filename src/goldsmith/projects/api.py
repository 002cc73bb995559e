"""HTTP: modalities, projects, ontologies, instructions, batches."""

from __future__ import annotations

from datetime import datetime
from typing import Annotated, Any

import msgspec
from litestar import Request, Response, Router, get, patch, post, put

from goldsmith.foundry import Foundry
from goldsmith.http.openapi import ShownAs
from goldsmith.http.paging import END, Cursor, Limit, Page, make_page, read_cursor
from goldsmith.ids import parse_id, show_id
from goldsmith.journey.deliver.formats import formats_of
from goldsmith.modalities import registry
from goldsmith.modalities._contract import Modality, Template
from goldsmith.modalities.parts import Cut
from goldsmith.ontology import Ontology
from goldsmith.projects import progress, service
from goldsmith.projects.service import Contract, ProjectSettings
from goldsmith.tenancy.principal import Principal
from goldsmith.words import Labeling, ProjectStatus

Name = Annotated[str, msgspec.Meta(min_length=1, max_length=200)]
OntologyJson = Annotated[dict[str, Any], ShownAs(Ontology)]


class TemplateView(msgspec.Struct):
    """A ready project for a newcomer. `is_sensitive`: its content can disturb, and a project of it should say so."""

    name: str
    title: str
    description: str
    ontology: Ontology
    instructions: str
    is_sensitive: bool


class ExtraView(msgspec.Struct):
    """Something that a small installation goes without, as `goldsmith[name]`."""

    name: str
    purpose: str
    """What cannot be done without it."""
    is_installed: bool


class ModalityView(msgspec.Struct):
    """One kind of data and what can be asked about it."""

    name: str
    title: str
    description: str
    media_types: list[str]
    shapes: list[str]
    import_formats: list[str]
    export_formats: list[str]
    templates: list[TemplateView]
    answer_schema: dict[str, Any]
    content_schema: dict[str, Any]
    measure: str | None
    """What the lengths of parts are counted in; null where nothing is cut."""
    extras: list[ExtraView]


class NewProject(msgspec.Struct, forbid_unknown_fields=True, kw_only=True):
    """A project to be."""

    name: Name
    modality: Annotated[str, msgspec.Meta(max_length=100)]
    ontology: OntologyJson
    instructions: str = ""
    labeling: Labeling = "fixed"
    answers_needed: int = 1
    review_percent: float = 10
    audit_percent: float = 10
    lease_seconds: int = 900
    self_review: bool = False
    similar_above: float | None = None
    is_sensitive: bool = False
    most_a_day: int | None = None
    contract: Contract = Contract()
    cut: Cut | None = None


class ProjectChange(msgspec.Struct, forbid_unknown_fields=True, kw_only=True, omit_defaults=True):
    """What shall be different; what is absent stays."""

    name: Name | msgspec.UnsetType = msgspec.UNSET
    status: ProjectStatus | msgspec.UnsetType = msgspec.UNSET
    labeling: Labeling | msgspec.UnsetType = msgspec.UNSET
    answers_needed: int | msgspec.UnsetType = msgspec.UNSET
    review_percent: float | msgspec.UnsetType = msgspec.UNSET
    audit_percent: float | msgspec.UnsetType = msgspec.UNSET
    lease_seconds: int | msgspec.UnsetType = msgspec.UNSET
    self_review: bool | msgspec.UnsetType = msgspec.UNSET
    similar_above: float | msgspec.UnsetType | None = msgspec.UNSET
    is_sensitive: bool | msgspec.UnsetType = msgspec.UNSET
    most_a_day: int | msgspec.UnsetType | None = msgspec.UNSET
    contract: Contract | msgspec.UnsetType = msgspec.UNSET
    cut: Cut | msgspec.UnsetType | None = msgspec.UNSET


class Project(msgspec.Struct, kw_only=True):
    """A project, its settings and its counts (at most a second old)."""

    id: str
    name: str
    modality: str
    status: ProjectStatus
    labeling: Labeling
    answers_needed: int
    review_percent: float
    audit_percent: float
    lease_seconds: int
    self_review: bool
    similar_above: float | None
    is_sensitive: bool
    most_a_day: int | None
    contract: Contract
    cut: Cut | None
    ontology_version: int
    instructions_version: int
    created_at: datetime
    updated_at: datetime
    counts: dict[str, int]


class OntologyChange(msgspec.Struct, forbid_unknown_fields=True):
    """The next version of what is asked."""

    ontology: OntologyJson


class OntologyView(msgspec.Struct):
    """One version of what is asked."""

    version: int
    ontology: Ontology
    created_at: datetime


class InstructionsChange(msgspec.Struct, forbid_unknown_fields=True):
    """The next version of the instructions."""

    markdown: str


class InstructionsView(msgspec.Struct):
    """One version of the instructions."""

    version: int
    markdown: str
    created_at: datetime


class NewBatch(msgspec.Struct, forbid_unknown_fields=True):
    """A batch to be."""

    name: Name
    priority: int = 50


class Batch(msgspec.Struct):
    """Some of a project's tasks, that came or belong together."""

    id: str
    name: str
    priority: int
    created_at: datetime


def _modality(modality: Modality) -> ModalityView:
    return ModalityView(
        name=modality.name,
        title=modality.title,
        description=modality.description,
        media_types=sorted(modality.taken),
        shapes=list(modality.shape_names),
        import_formats=[codec.name for codec in modality.codecs if codec.read],
        export_formats=[form.name for form in formats_of(modality.name)],
        templates=[_template(each) for each in modality.templates],
        answer_schema=modality.answer_schema(),
        content_schema=modality.content_schema(),
        measure=modality.parting.measure if modality.parting else None,
        extras=[ExtraView(extra.name, extra.purpose, extra.is_installed) for extra in modality.extras],
    )


def _template(template: Template) -> TemplateView:
    return TemplateView(
        name=template.name,
        title=template.title,
        description=template.description,
        ontology=template.ontology,
        instructions=template.instructions,
        is_sensitive=template.is_sensitive,
    )


def project_to_wire(row: Any, counts: dict[str, int]) -> Project:
    return Project(
        id=show_id("project", row["id"]),
        name=row["name"],
        modality=row["modality"],
        status=row["status"],
        labeling=row["labeling"],
        answers_needed=row["answers_needed"],
        review_percent=round(row["review_percent"], 4),
        audit_percent=round(row["audit_percent"], 4),
        lease_seconds=row["lease_seconds"],
        self_review=row["self_review"],
        is_sensitive=row["is_sensitive"],
        most_a_day=row["most_a_day"],
        similar_above=None if row["similar_above"] is None else round(row["similar_above"], 4),
        contract=msgspec.convert(row["contract"], Contract),
        cut=msgspec.convert(row["cut"], Cut | None),
        ontology_version=row["ontology_version"],
        instructions_version=row["instructions_version"],
        created_at=row["created_at"],
        updated_at=row["updated_at"],
        counts=counts,
    )


def _project_id(text: str) -> Any:
    return parse_id("project", text, field="project_id")


@get("/modalities", sync_to_thread=False)
def list_modalities(principal: Principal) -> Page[ModalityView]:
    """The kinds of data that can be labelled here."""
    return Page([_modality(registry.get(name)) for name in registry.names()], None)


@get("/projects")
async def list_projects(
    foundry: Foundry, principal: Principal, limit: Limit = 100, cursor: Cursor = None
) -> Page[Project]:
    """This customer's projects, newest first."""
    rows = await service.list_projects(foundry.db, principal, read_cursor(cursor, END), limit + 1)
    counts = await progress.totals(foundry.db, principal, [row["id"] for row in rows])
    return make_page(rows, limit, lambda row: project_to_wire(row, counts[row["id"]]))


@post("/projects")
async def create_project(data: NewProject, foundry: Foundry, principal: Principal) -> Project:
    """Make a project."""
    settings = ProjectSettings(
        labeling=data.labeling,
        answers_needed=data.answers_needed,
        review_percent=data.review_percent,
        audit_percent=data.audit_percent,
        lease_seconds=data.lease_seconds,
        self_review=data.self_review,
        similar_above=data.similar_above,
        is_sensitive=data.is_sensitive,
        most_a_day=data.most_a_day,
        contract=data.contract,
        cut=data.cut,
    )
    row = await service.create_project(
        foundry.db,
        principal,
        name=data.name,
        modality=data.modality,
        ontology=data.ontology,
        instructions=data.instructions,
        settings=settings,
    )
    return project_to_wire(row, {})


@get("/projects/{project_id:str}")
async def show_project(project_id: str, foundry: Foundry, principal: Principal) -> Response[Project]:
    """One project; its ETag is what a change may name in If-Match."""
    row = await service.show_project(foundry.db, principal, _project_id(project_id))
    counts = await progress.totals(foundry.db, principal, [row["id"]])
    return Response(project_to_wire(row, counts[row["id"]]), headers={"ETag": f'"{service.project_etag(row)}"'})


@patch("/projects/{project_id:str}")
async def change_project(
    project_id: str, data: ProjectChange, foundry: Foundry, principal: Principal, request: Request[Any, Any, Any]
) -> Response[Project]:
    """Change a project's settings."""
    changes = {
        name: value for name in ProjectChange.__struct_fields__ if (value := getattr(data, name)) is not msgspec.UNSET
    }
    row = await service.change_project(
        foundry.db, principal, _project_id(project_id), changes, request.headers.get("if-match")
    )
    counts = await progress.totals(foundry.db, principal, [row["id"]])
    return Response(project_to_wire(row, counts[row["id"]]), headers={"ETag": f'"{service.project_etag(row)}"'})


@get(["/projects/{project_id:str}/ontology", "/projects/{project_id:str}/ontology/{version:int}"])
async def show_ontology(
    project_id: str, foundry: Foundry, principal: Principal, version: int | None = None
) -> OntologyView:
    """What is asked: the current version, or an older one."""
    row = await service.show_ontology(foundry.db, principal, _project_id(project_id), version)
    return OntologyView(row["version"], row["ontology"], row["created_at"])


@put("/projects/{project_id:str}/ontology")
async def change_ontology(
    project_id: str, data: OntologyChange, foundry: Foundry, principal: Principal
) -> OntologyView:
    """Make the next version of what is asked."""
    row = await service.change_ontology(foundry.db, principal, _project_id(project_id), data.ontology)
    return OntologyView(row["version"], row["ontology"], row["created_at"])


@get(["/projects/{project_id:str}/instructions", "/projects/{project_id:str}/instructions/{version:int}"])
async def show_instructions(
    project_id: str, foundry: Foundry, principal: Principal, version: int | None = None
) -> InstructionsView:
    """The instructions: the current version, or an older one."""
    row = await service.show_instructions(foundry.db, principal, _project_id(project_id), version)
    return InstructionsView(row["version"], row["markdown"], row["created_at"])


@put("/projects/{project_id:str}/instructions")
async def change_instructions(
    project_id: str, data: InstructionsChange, foundry: Foundry, principal: Principal
) -> InstructionsView:
    """Make the next version of the instructions."""
    row = await service.change_instructions(foundry.db, principal, _project_id(project_id), data.markdown)
    return InstructionsView(row["version"], row["markdown"], row["created_at"])


@get("/projects/{project_id:str}/batches")
async def list_batches(
    project_id: str, foundry: Foundry, principal: Principal, limit: Limit = 100, cursor: Cursor = None
) -> Page[Batch]:
    """A project's batches, oldest first."""
    rows = await service.list_batches(foundry.db, principal, _project_id(project_id), read_cursor(cursor), limit + 1)
    return make_page(rows, limit, _batch)


@post("/projects/{project_id:str}/batches")
async def create_batch(project_id: str, data: NewBatch, foundry: Foundry, principal: Principal) -> Batch:
    """Make a batch."""
    return _batch(await service.create_batch(foundry.db, principal, _project_id(project_id), data.name, data.priority))


def _batch(row: Any) -> Batch:
    return Batch(show_id("batch", row["id"]), row["name"], row["priority"], row["created_at"])


@get("/projects/{project_id:str}/progress")
async def show_progress(project_id: str, foundry: Foundry, principal: Principal) -> progress.Progress:
    """How far a project is, how good, who worked on it and when."""
    return await progress.show_progress(foundry.db, principal, _project_id(project_id))


ROUTER = Router(
    path="/",
    tags=["projects"],
    route_handlers=[
        list_modalities, list_projects, create_project, show_project, change_project, show_ontology, change_ontology,
        show_instructions, change_instructions, list_batches, create_batch, show_progress,
    ],
)  # fmt: skip
