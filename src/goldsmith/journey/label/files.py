"""Files that labelers attach to their answers: kept as assets of the task's customer, and looked at like any other."""

from __future__ import annotations

from collections.abc import AsyncIterator, Collection, Iterator, Sequence
from typing import Any, Final
from uuid import UUID

from goldsmith.errors import ConflictError, InvalidError
from goldsmith.foundry import Foundry
from goldsmith.ids import parse_id
from goldsmith.journey.ingest.assets import note_upload, receive_file
from goldsmith.journey.route.service import QUESTIONS, why_not
from goldsmith.modalities._contract import Answer
from goldsmith.modalities.answers import files_of
from goldsmith.modalities.pictures import MOST_PICTURE_BYTES, PICTURES
from goldsmith.ontology import Attribute, Ontology
from goldsmith.ontology.question_types import MOST_FILE_BYTES
from goldsmith.ports.db import Tx, read_sql
from goldsmith.projects.service import read_ontology_version
from goldsmith.tenancy.principal import Principal
from goldsmith.tenancy.service import labeler_of

__all__ = ["attach_file", "check_files", "check_pictures"]

SQL = read_sql(__file__)
MOST_FILES: Final = 200
"""Files that one labeler may attach to one task, those that were replaced included."""


async def attach_file(
    foundry: Foundry,
    principal: Principal,
    assignment_id: UUID,
    *,
    generation: int,
    question: str,
    name: str,
    chunks: AsyncIterator[bytes],
) -> Any:
    """Keep a file for an answer to a file question of a task that is held now. The asset is `pending` at first."""
    async with foundry.db.transaction(principal.customer_id) as tx:
        held, labeler_id = await _held(tx, principal, assignment_id, generation)
        ontology = await read_ontology_version(tx, held["project_id"], held["ontology_version"])
        at_most = _largest(ontology, question)
        if await tx.value(SQL.files_attached, task_id=held["task_id"], labeler_id=labeler_id) >= MOST_FILES:
            raise ConflictError(f"At most {MOST_FILES} files go with one task.", code="too_many_files")
    uploaded = await receive_file(foundry, principal.customer_id, name, chunks, at_most)
    async with foundry.db.transaction(principal.customer_id) as tx:
        held, labeler_id = await _held(tx, principal, assignment_id, generation)
        about = {name: held[name] for name in ("project_id", "batch_id", "task_id")}
        return await note_upload(foundry, tx, principal, uploaded, labeler_id=labeler_id, **about)


async def check_files(tx: Tx, ontology: Ontology, answer: Answer[Any], *, task_id: UUID, labeler_id: UUID) -> None:
    """Refuse files that did not come with this task, that are not ready, and those of another kind or size.

    A file comes with a task where this labeler attached it, or an answer about the task named it before.
    """
    named = files_of(ontology, answer)
    if not named:
        return
    ids = {value: parse_id("asset", value, field=path) for path, _, value in named}
    rows = await tx.rows(SQL.attached_assets, ids=[*ids.values()], shown=[*ids], task_id=task_id, labeler_id=labeler_id)
    assets = {row["id"]: row for row in rows}
    for path, attribute, value in named:
        _check(assets.get(ids[value]), attribute, path)


async def check_pictures(
    tx: Tx, task_id: UUID, named: Sequence[tuple[str, str]], kinds: Collection[str] = PICTURES
) -> dict[str, Any]:
    """The files that messages show, by id. Refuses those that are not of this task, not ready, or of another kind."""
    if not named:
        return {}
    ids = {value: parse_id("asset", value, field=path) for path, value in named}
    assets = {row["id"]: row for row in await tx.rows(SQL.pictures_of_task, task_id=task_id, ids=[*ids.values()])}
    for path, value in named:
        asset = assets.get(ids[value])
        if _checked_ready(asset, path)["media_type"] not in kinds:
            raise InvalidError("A message shows pictures; this file is none.", code="not_a_picture", field=path)
    return {value: assets[asset_id] for value, asset_id in ids.items()}


async def _held(tx: Tx, principal: Principal, assignment_id: UUID, generation: int) -> tuple[Any, UUID]:
    labeler_id = await labeler_of(tx, principal)
    row = await tx.row(SQL.held_assignment, id=assignment_id, labeler_id=labeler_id, generation=generation)
    if row is None or await QUESTIONS.find(tx, labeler_id, assignment_id) is None:
        raise await why_not(tx, labeler_id, assignment_id, generation)
    return row, labeler_id


def _largest(ontology: Ontology, question: str) -> int:
    """How many bytes a file may have that answers a question of this name, wherever it is asked.

    A label under which one talks to models takes pictures that its messages show.
    """
    if any(each.name == question and each.writing and each.writing.role == "user" for each in ontology.labels):
        return MOST_PICTURE_BYTES
    asked = [each for each in _every(ontology) if each.name == question and each.type == "file" and not each.retired]
    if not asked:
        raise InvalidError("This task asks for no file under this name.", field="question")
    return max(each.most_bytes or MOST_FILE_BYTES for each in asked)


def _every(ontology: Ontology) -> Iterator[Attribute]:
    owned: Sequence[Sequence[Attribute]] = [ontology.attributes, *(label.attributes for label in ontology.labels)]
    for attributes in owned:
        for attribute in attributes:
            yield attribute
            yield from attribute.questions


def _check(found: Any, attribute: Attribute, path: str) -> None:
    asset = _checked_ready(found, path)
    if attribute.media_types and not any(_is_of(asset["media_type"], each) for each in attribute.media_types):
        allowed = ", ".join(attribute.media_types)
        raise InvalidError(f"This file is {asset['media_type']}; asked for is {allowed}.", field=path)
    if attribute.most_bytes is not None and asset["bytes"] > attribute.most_bytes:
        raise InvalidError(f"This file has more than {attribute.most_bytes:,} bytes.", field=path)


def _checked_ready(asset: Any, path: str) -> Any:
    if asset is None:
        raise InvalidError("There is no such file. Attach it again.", code="asset_not_found", field=path)
    if asset["status"] == "rejected":
        raise InvalidError(f"This file cannot be used: {asset['reason']}", code="asset_rejected", field=path)
    if asset["status"] != "ready":
        message = "This file is still being looked at. Nothing was lost; submit again in a moment."
        raise ConflictError(message, code="asset_not_ready", field=path)
    return asset


def _is_of(media_type: str, allowed: str) -> bool:
    """Whether a media type is this one, or of this kind (image/*)."""
    return media_type == allowed or (allowed.endswith("/*") and media_type.startswith(allowed[:-1]))
