"""A person who marks asks a model what lies where they point, or where a thing goes through a video.

Whatever it says, nobody's answer changes.
"""

from __future__ import annotations

import time
from collections.abc import Sequence
from typing import TYPE_CHECKING, Any, Final, NamedTuple
from uuid import UUID

import msgspec

from goldsmith.errors import InvalidError, NotFoundError
from goldsmith.foundry import Foundry
from goldsmith.journey.prelabel.label_config import clip_to_task
from goldsmith.journey.prelabel.pace import Pace
from goldsmith.journey.prelabel.service import SQL
from goldsmith.journey.prelabel.settings import SegmenterSettings, read_settings
from goldsmith.journey.route.service import why_not
from goldsmith.modalities import registry
from goldsmith.modalities._contract import Answer
from goldsmith.modalities.answers import read_answer
from goldsmith.ontology import Label, Ontology
from goldsmith.ports.db import Tx
from goldsmith.projects.service import access_project, read_ontology_version
from goldsmith.tenancy.principal import LABELING, Principal
from goldsmith.tenancy.service import labeler_of

if TYPE_CHECKING:
    from goldsmith.ports.models.segmenter import ImageToMark, Prompt, Region, Segmenter

__all__ = ["EMBED_IMAGE", "MOST_POINTS", "Point", "Suggested", "list_assistants", "suggest"]

EMBED_IMAGE: Final = "embed_image"
MOST_POINTS: Final = 100
ASKED_AGAIN_SECONDS: Final = 60.0
_pace = Pace(most=40, seconds=10.0)
_asked: dict[UUID, float] = {}

Point = tuple[float, float, bool]
"""x, y, and whether it lies on the thing."""


class Suggested(NamedTuple):
    """A shape as JSON, None where the model finds nothing; `is_ready` is False while it looks at the image first."""

    is_ready: bool
    shape: dict[str, Any] | None = None
    score: float | None = None


class _Question(NamedTuple):
    claim: Any
    ontology: Ontology
    label: Label
    model: Any


async def list_assistants(foundry: Foundry, principal: Principal, project_id: UUID) -> list[Any]:
    """The models of a project that may be asked while marking."""
    principal.need(LABELING)
    async with foundry.db.transaction(principal.customer_id) as tx:
        project = await access_project(tx, project_id)
        if project["modality"] not in ("image.v1", "video.v1"):
            return []
        return await tx.rows(SQL.assistants, project_id=project_id)


async def suggest(
    foundry: Foundry,
    principal: Principal,
    assignment_id: UUID,
    *,
    generation: int,
    model_id: UUID | None,
    label: str,
    points: Sequence[Point],
    box: tuple[float, float, float, float] | None,
    view: int = 0,
    frame: int = 0,
) -> Suggested:
    """What lies where the holder of a live claim points, as a shape that the label may have. Nothing is written.

    `view` counts the pictures of a task that shows several; in a video the box lies on `frame`, and a track comes back.
    """
    async with foundry.db.transaction(principal.customer_id) as tx:
        labeler_id = await labeler_of(tx, principal)
        question = await _question(tx, labeler_id, assignment_id, generation, model_id, label, view)
    _pace.note((principal.customer_id, labeler_id))
    if question.claim["modality"] == "video.v1":
        return await _followed(foundry, principal.customer_id, question, box, frame)
    image, prompt = _told(principal.customer_id, question, points, box)
    from goldsmith.journey.prelabel.segmenting import NotSeenYet

    try:
        region = await _segmenter(foundry, question).segment(image, prompt)
    except NotSeenYet:
        await _let_see(foundry, principal.customer_id, assignment_id)
        return Suggested(False)
    return _suggested(question, region, view)


async def _question(
    tx: Tx, labeler_id: UUID, assignment_id: UUID, generation: int, model_id: UUID | None, label: str, view: int
) -> _Question:
    held = {"id": assignment_id, "labeler_id": labeler_id, "generation": generation}
    claim = await tx.row(SQL.claim_to_assist, **held, view=view)
    if claim is None and view and await tx.row(SQL.claim_to_assist, **held, view=0):
        raise InvalidError("This task does not show so many pictures.", field="view")
    if claim is None:
        raise await why_not(tx, labeler_id, assignment_id, generation)
    model = await tx.row(SQL.assistant, project_id=claim["project_id"], id=model_id)
    if model is None:
        raise NotFoundError("This project has no such model to ask.", code="model_not_found", field="model_id")
    ontology = await read_ontology_version(tx, claim["project_id"], claim["ontology_version"])
    found = next((each for each in ontology.labels if each.name == label and not each.retired), None)
    if found is None:
        raise InvalidError("The ontology has no such label.", field="label")
    return _Question(claim, ontology, found, model)


async def _followed(
    foundry: Foundry,
    customer_id: UUID,
    question: _Question,
    box: tuple[float, float, float, float] | None,
    frame: int,
) -> Suggested:
    """Where a thing goes through a video, as far as this task shows it."""
    from goldsmith.journey.prelabel.asking import StudioTracker
    from goldsmith.modalities.video.shapes import BoxKeyframe, BoxTrack

    claim, modality = question.claim, registry.get(question.claim["modality"])
    if claim["content"].get("attachments"):
        raise InvalidError("Models follow things through video files, not through sequences of images.", field="view")
    if box is None:
        raise InvalidError("Draw a box around what is to be followed.", field="box")
    left, top, right, bottom = box
    keyframe = BoxKeyframe(frame=frame, left=left, top=top, width=right - left, height=bottom - top)
    track = BoxTrack(uuid="suggestion", label=question.label.name, keyframes=[keyframe])

    def checked(shape: dict[str, Any]) -> Answer[Any]:
        answer = {"annotations": [{**shape, "uuid": track.uuid, "label": track.label, "attributes": {}}]}
        return read_answer(modality, question.ontology, answer, facts=claim["facts"], complete=False)

    checked(msgspec.to_builtins(track))
    tracker = StudioTracker(foundry, question.model, question.ontology, claim)
    found, score = await tracker.follow(customer_id, track)
    shown = clip_to_task(modality, checked(found), claim["content"]).annotations if found else []
    return Suggested(True, {**msgspec.to_builtins(shown[0]), "uuid": track.uuid}, score) if shown else Suggested(True)


def _told(
    customer_id: UUID, question: _Question, points: Sequence[Point], box: tuple[float, float, float, float] | None
) -> tuple[ImageToMark, Prompt]:
    """The image and what was pointed at, inside it."""
    from goldsmith.ports.models.segmenter import ImageToMark, Prompt, PromptPoint

    facts, claim = question.claim["facts"], question.claim
    width, height = int(facts["width"]), int(facts["height"])
    if not points and box is None:
        raise InvalidError("Point at something: a click, or a box around it.", field="points")
    if not all(0 <= x <= width and 0 <= y <= height for x, y, _ in points):
        raise InvalidError("A click lies inside the image.", field="points")
    if box is not None and not (0 <= box[0] < box[2] <= width and 0 <= box[1] < box[3] <= height):
        raise InvalidError("The box lies inside the image: left, top, right, bottom.", field="box")
    image = ImageToMark(customer_id, claim["asset_id"], claim["sha256"].hex(), width, height)
    clicks = tuple(PromptPoint(x, y, is_inside) for x, y, is_inside in points)
    return image, Prompt(question.label.name, clicks, box)


def _segmenter(foundry: Foundry, question: _Question) -> Segmenter:
    settings = read_settings(question.model["kind"], question.model["settings"])
    if isinstance(settings, SegmenterSettings):
        from goldsmith.journey.prelabel.segmenting import OnnxSegmenter

        return OnnxSegmenter(foundry, settings)
    from goldsmith.journey.prelabel.asking import StudioSegmenter

    return StudioSegmenter(foundry, question.model, question.ontology, question.claim)


async def _let_see(foundry: Foundry, customer_id: UUID, assignment_id: UUID) -> None:
    """Ask for a look at this image, once in a while however often somebody clicks."""
    now = time.monotonic()
    for old in [each for each, at in _asked.items() if at <= now - ASKED_AGAIN_SECONDS]:
        del _asked[old]
    if assignment_id in _asked:
        return
    async with foundry.db.transaction(customer_id) as tx:
        await foundry.jobs.enqueue(tx, EMBED_IMAGE, assignment_id)
    _asked[assignment_id] = now


def _suggested(question: _Question, region: Region | None, view: int) -> Suggested:
    """The region as a checked shape of the label, in the picture that was pointed at."""
    from goldsmith.journey.prelabel.shapes import fit_to_label, mask_of

    if region is None:
        return Suggested(True)
    geometry = region.geometry if region.pixels is None else mask_of(region.pixels)
    fitted = geometry and fit_to_label(geometry, question.label.shapes)
    if not fitted:
        return Suggested(True)
    shape = {"uuid": "suggestion", "label": question.label.name, "attributes": {}, **fitted}
    answer = {"annotations": [shape]}
    facts = question.claim["facts"]
    read_answer(registry.get("image.v1"), question.ontology, answer, facts=facts, complete=False)
    return Suggested(True, {**shape, "view": view} if view else shape, region.score)
