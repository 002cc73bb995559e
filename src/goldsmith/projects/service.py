"""Make projects and change what they ask; old versions of what was asked stay readable."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Annotated, Any
from uuid import UUID

import msgspec

from goldsmith.errors import ConflictError, InvalidError, NotFoundError
from goldsmith.events import record
from goldsmith.ids import new_id
from goldsmith.modalities import registry
from goldsmith.modalities.parts import Cut
from goldsmith.ontology import Ontology, check_next_version, read_ontology
from goldsmith.ports.db import Database, Tx, read_sql
from goldsmith.tenancy.principal import INSIGHT, LABELING, OPERATION, Principal
from goldsmith.tenancy.service import checked_name

SQL = read_sql(__file__)
MAX_INSTRUCTIONS = 1_000_000
FIRST_ANSWERS = 2
MOST_URGENT = 999
ANYBODY = INSIGHT | LABELING


class Contract(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """What the customer wants proved about a delivery."""

    target_accuracy: float = 0.95
    confidence: float = 0.95
    most_answers: int | None = None
    """The budget: at most this many answers in all, where labeling is adaptive."""
    deadline: Annotated[datetime, msgspec.Meta(tz=True)] | None = None
    """Where labeling is adaptive: nobody is asked again after it, and no more before it than can arrive."""
    early_stop: bool = False
    """Whether auditing may stop on what it finds. The certificate then states a bound that holds at any time."""


class ProjectSettings(msgspec.Struct, frozen=True, kw_only=True):
    """How a project works; every value has a bound."""

    labeling: str = "fixed"
    """Fixed: `answers_needed` for every task. Adaptive: that is the most; the engine asks while it is worth it."""
    answers_needed: int = 1
    review_percent: float = 10
    audit_percent: float = 10
    lease_seconds: int = 900
    self_review: bool = False
    """Somebody who works alone may review and audit their own answers; the certificate says so."""
    similar_above: float | None = None
    """A reviewer looks at each answer of which a model had said more than this share; None: at none because of that."""
    is_sensitive: bool = False
    """The content can disturb: people see it once they have agreed to, and veiled until they ask."""
    most_a_day: int | None = None
    """Of a sensitive project a person gets at most this many tasks a day; None: without a limit."""
    contract: Contract = Contract()
    cut: Cut | None = None
    """How what is too long for one task is cut into parts, from now on; None: not at all."""
    status: str = "active"

    def check(self, modality: str, before: Contract | None = None) -> None:
        """Raise InvalidError for what cannot be; a deadline that the project had `before` may have passed since."""
        if self.cut is not None:
            _check_cut(self.cut, modality)
        _within(self.answers_needed, 1, 50, "answers_needed")
        _within(self.review_percent, 0, 100, "review_percent")
        _within(self.audit_percent, 0, 100, "audit_percent")
        _within(self.lease_seconds, 5, 604_800, "lease_seconds")
        if self.similar_above is not None:
            _within(self.similar_above, 0.01, 1, "similar_above")
        if self.most_a_day is not None:
            _within(self.most_a_day, 1, 100_000, "most_a_day")
        _within(self.contract.target_accuracy, 0.5, 1, "contract.target_accuracy")
        _within(self.contract.confidence, 0.5, 0.9999, "contract.confidence")
        if self.contract.most_answers is not None:
            _within(self.contract.most_answers, 1, 10**12, "contract.most_answers")
        self._check_deadline(before)
        if self.labeling not in ("fixed", "adaptive"):
            raise InvalidError("Labeling is fixed or adaptive.", field="labeling")
        if self.status not in ("active", "paused", "archived"):
            raise InvalidError("A project is active, paused or archived.", field="status")

    def _check_deadline(self, before: Contract | None) -> None:
        deadline = self.contract.deadline
        is_new = before is None or deadline != before.deadline
        if deadline is not None and is_new and deadline <= datetime.now(UTC):
            raise InvalidError("A deadline lies in the future; this one has passed.", field="contract.deadline")


def answers_at_first(labeling: str, most: int) -> int:
    """How many answers a new task is open for: all, or two where the engine decides what comes after them."""
    return min(FIRST_ANSWERS, most) if labeling == "adaptive" else most


async def create_project(
    db: Database,
    principal: Principal,
    *,
    name: str,
    modality: str,
    ontology: object,
    instructions: str,
    settings: ProjectSettings,
) -> Any:
    """A new project with the first version of its ontology and instructions."""
    principal.need(OPERATION)
    settings.check(modality)
    asked = read_ontology(ontology, registry.get(modality).shape_names)
    async with db.transaction(principal.customer_id) as tx:
        return await write_project(
            tx,
            name=checked_name(name),
            modality=modality,
            ontology=asked,
            instructions=instructions,
            settings=settings,
            actor_id=principal.actor_id,
        )


async def write_project(
    tx: Tx,
    *,
    name: str,
    modality: str,
    ontology: Ontology,
    instructions: str,
    settings: ProjectSettings,
    actor_id: UUID | None,
) -> Any:
    """Write a checked project within the caller's transaction. Raises ConflictError when the name is taken."""
    project_id = new_id()
    row = await tx.row(
        SQL.insert_project,
        id=project_id,
        name=name,
        modality=modality,
        labeling=settings.labeling,
        answers_needed=settings.answers_needed,
        review_percent=settings.review_percent,
        audit_percent=settings.audit_percent,
        lease_seconds=settings.lease_seconds,
        self_review=settings.self_review,
        similar_above=settings.similar_above,
        is_sensitive=settings.is_sensitive,
        most_a_day=settings.most_a_day,
        contract=settings.contract,
        cut=settings.cut,
    )
    if row is None:
        raise _name_taken(name)
    await tx.run(SQL.insert_ontology, project_id=project_id, version=1, ontology=ontology)
    await tx.run(SQL.insert_instructions, project_id=project_id, version=1, markdown=_checked_markdown(instructions))
    await record(
        tx,
        "project.created",
        actor_id=actor_id,
        project_id=project_id,
        body={"name": name, "modality": modality},
    )
    return row


async def access_project(tx: Tx, project_id: UUID) -> Any:
    """The project, if it is this customer's. Raises NotFoundError."""
    row = await tx.row(SQL.project, id=project_id)
    if row is None:
        raise NotFoundError("There is no such project.", code="project_not_found")
    return row


async def show_project(db: Database, principal: Principal, project_id: UUID) -> Any:
    principal.need(ANYBODY)
    async with db.transaction(principal.customer_id) as tx:
        return await access_project(tx, project_id)


async def list_projects(db: Database, principal: Principal, before: UUID, limit: int) -> list[Any]:
    principal.need(ANYBODY)
    async with db.transaction(principal.customer_id) as tx:
        return await tx.rows(SQL.projects_page, before=before, limit=limit)


async def change_project(
    db: Database, principal: Principal, project_id: UUID, changes: dict[str, Any], etag: str | None
) -> Any:
    """Change settings; with an ETag only if nobody else did meanwhile."""
    principal.need(OPERATION)
    async with db.transaction(principal.customer_id) as tx:
        old = await tx.row(SQL.project_for_update, id=project_id)
        if old is None:
            raise NotFoundError("There is no such project.", code="project_not_found")
        if etag is not None and etag.strip('"') != project_etag(old):
            raise ConflictError(
                "Somebody else changed this project meanwhile. Load it again, then repeat your change.",
                code="changed_meanwhile",
            )
        before = settings_of(old)
        settings = msgspec.structs.replace(before, **{name: value for name, value in changes.items() if name != "name"})
        settings.check(old["modality"], before.contract)
        if settings.contract.early_stop != before.contract.early_stop:
            await _refuse_if_audited(tx, old)
        name = checked_name(changes.get("name", old["name"]))
        holder = await tx.row(SQL.project_by_name, name=name)
        if holder is not None and holder["id"] != project_id:
            raise _name_taken(name)
        row = await tx.row(
            SQL.update_project,
            id=project_id,
            name=name,
            **{field: getattr(settings, field) for field in ProjectSettings.__struct_fields__},
        )
        if settings.labeling != old["labeling"]:
            await tx.run(SQL.labeling_has_changed, id=project_id)
        await record(
            tx,
            "project.changed",
            actor_id=principal.actor_id,
            project_id=project_id,
            body={"changes": msgspec.to_builtins(changes)},
        )
        return row


def settings_of(row: Any) -> ProjectSettings:
    """The settings of a project's row."""
    kept = {field: row[field] for field in ProjectSettings.__struct_fields__ if field not in ("contract", "cut")}
    contract, cut = msgspec.convert(row["contract"], Contract), msgspec.convert(row["cut"], Cut | None)
    return ProjectSettings(**kept, contract=contract, cut=cut)


def _check_cut(cut: Cut, modality: str) -> None:
    if registry.get(modality).parting is None:
        raise InvalidError(f"Tasks of {modality} are not cut into parts.", field="cut")
    cut.check("cut")


async def _refuse_if_audited(tx: Tx, project: Any) -> None:
    """Whoever has seen outcomes may no longer choose how they are looked at: the bound would promise too much."""
    if await tx.value(SQL.has_audits, id=project["id"]):
        raise ConflictError(
            "Whether auditing may stop early is settled before the first audit, and this project has audits.",
            code="audits_have_begun",
            field="contract.early_stop",
        )


def project_etag(row: Any) -> str:
    return format(int(row["updated_at"].timestamp() * 1_000_000), "x")


async def read_ontology_version(tx: Tx, project_id: UUID, version: int) -> Ontology:
    """An ontology as it was asked; versions never change, so they are remembered."""
    key = (tx.customer_id, project_id, version)
    if (known := _ONTOLOGIES.get(key)) is None:
        row = await tx.row(SQL.ontology, project_id=project_id, version=version)
        if row is None:
            raise NotFoundError("There is no such version of this ontology.", code="version_not_found")
        known = msgspec.convert(row["ontology"], Ontology)
        if len(_ONTOLOGIES) >= 500:
            _ONTOLOGIES.clear()
        _ONTOLOGIES[key] = known
    return known


_ONTOLOGIES: dict[tuple[UUID | None, UUID, int], Ontology] = {}


async def show_ontology(db: Database, principal: Principal, project_id: UUID, version: int | None) -> Any:
    principal.need(ANYBODY)
    async with db.transaction(principal.customer_id) as tx:
        project = await access_project(tx, project_id)
        row = await tx.row(SQL.ontology, project_id=project_id, version=version or project["ontology_version"])
        if row is None:
            raise NotFoundError("There is no such version of this ontology.", code="version_not_found")
        return row


async def change_ontology(db: Database, principal: Principal, project_id: UUID, ontology: object) -> Any:
    """Ask something more, or say it better. Old names stay for ever, so no answer ever loses its meaning."""
    principal.need(OPERATION)
    async with db.transaction(principal.customer_id) as tx:
        project = await access_project(tx, project_id)
        new = read_ontology(ontology, registry.get(project["modality"]).shape_names)
        return await write_ontology(tx, project_id, new, actor_id=principal.actor_id)


async def write_ontology(tx: Tx, project_id: UUID, ontology: Ontology, *, actor_id: UUID | None) -> Any:
    """The next version of a checked ontology. Raises InvalidError when it cannot follow the one that is."""
    project = await tx.row(SQL.project_for_update, id=project_id)
    if project is None:
        raise NotFoundError("There is no such project.", code="project_not_found")
    check_next_version(await read_ontology_version(tx, project_id, project["ontology_version"]), ontology)
    version = project["ontology_version"] + 1
    await tx.run(SQL.insert_ontology, project_id=project_id, version=version, ontology=ontology)
    await tx.run(SQL.use_ontology, project_id=project_id, version=version)
    await record(tx, "ontology.changed", actor_id=actor_id, project_id=project_id, body={"version": version})
    return await tx.row(SQL.ontology, project_id=project_id, version=version)


async def show_instructions(db: Database, principal: Principal, project_id: UUID, version: int | None) -> Any:
    principal.need(ANYBODY)
    async with db.transaction(principal.customer_id) as tx:
        project = await access_project(tx, project_id)
        row = await tx.row(SQL.instructions, project_id=project_id, version=version or project["instructions_version"])
        if row is None:
            raise NotFoundError("There is no such version of the instructions.", code="version_not_found")
        return row


async def change_instructions(db: Database, principal: Principal, project_id: UUID, markdown: str) -> Any:
    principal.need(OPERATION)
    async with db.transaction(principal.customer_id) as tx:
        return await write_instructions(tx, project_id, markdown, actor_id=principal.actor_id)


async def write_instructions(tx: Tx, project_id: UUID, markdown: str, *, actor_id: UUID | None) -> Any:
    """The next version of the instructions, within the caller's transaction."""
    project = await tx.row(SQL.project_for_update, id=project_id)
    if project is None:
        raise NotFoundError("There is no such project.", code="project_not_found")
    version = project["instructions_version"] + 1
    await tx.run(SQL.insert_instructions, project_id=project_id, version=version, markdown=_checked_markdown(markdown))
    await tx.run(SQL.use_instructions, project_id=project_id, version=version)
    await record(tx, "instructions.changed", actor_id=actor_id, project_id=project_id, body={"version": version})
    return await tx.row(SQL.instructions, project_id=project_id, version=version)


async def create_batch(db: Database, principal: Principal, project_id: UUID, name: str, priority: int) -> Any:
    principal.need(OPERATION | INSIGHT)
    async with db.transaction(principal.customer_id) as tx:
        await access_project(tx, project_id)
        row = await tx.row(
            SQL.insert_batch,
            id=new_id(),
            project_id=project_id,
            name=checked_name(name),
            priority=_within(priority, 0, 100, "priority"),
        )
        if row is None:
            raise _name_taken(name)
        await record(
            tx,
            "batch.created",
            actor_id=principal.actor_id,
            project_id=project_id,
            batch_id=row["id"],
            body={"name": name},
        )
        return row


async def batch_named(tx: Tx, project_id: UUID, name: str) -> Any:
    """The batch of this name, made if it is new."""
    row = await tx.row(SQL.batch_by_name, project_id=project_id, name=name)
    if row is None:
        row = await tx.row(
            SQL.insert_batch, id=new_id(), project_id=project_id, name=checked_name(name, "batch"), priority=50
        )
        row = row or await tx.row(SQL.batch_by_name, project_id=project_id, name=name)
    return row


async def list_batches(db: Database, principal: Principal, project_id: UUID, after: UUID, limit: int) -> list[Any]:
    principal.need(ANYBODY)
    async with db.transaction(principal.customer_id) as tx:
        await access_project(tx, project_id)
        return await tx.rows(SQL.batches, project_id=project_id, after=after, limit=limit)


def _within(value: Any, low: float, high: float, field: str) -> Any:
    if not low <= value <= high:
        raise InvalidError(f"This goes from {low:g} to {high:g}.", field=field)
    return value


def _checked_markdown(markdown: str) -> str:
    if (
        len(markdown) > MAX_INSTRUCTIONS
        or "\x00" in markdown
        or any(0xD800 <= ord(character) <= 0xDFFF for character in markdown)
    ):
        raise InvalidError(f"Instructions are text of at most {MAX_INSTRUCTIONS:,} characters.", field="markdown")
    return markdown


def _name_taken(name: str) -> ConflictError:
    return ConflictError(f"The name {name} is already taken here.", code="name_taken", field="name")
