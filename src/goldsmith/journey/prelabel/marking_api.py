"""HTTP: models that mark images: their files, a look before a run, and what they say to a person who points."""

from __future__ import annotations

from datetime import datetime
from typing import Annotated, Any

import msgspec
from litestar import Request, get, post
from litestar.params import Parameter

from goldsmith.foundry import Foundry
from goldsmith.http.answers import Shape, ShapeJson
from goldsmith.http.bodies import chunks_of
from goldsmith.http.openapi import BytesIn
from goldsmith.http.wire import Asset, asset_to_wire
from goldsmith.ids import parse_id, show_id
from goldsmith.journey.prelabel import assisting, files, previewing
from goldsmith.journey.route.api import assignment_id_of
from goldsmith.modalities.video.shapes import MOST_FRAMES
from goldsmith.tenancy.principal import Principal
from goldsmith.words import ModelKind, PreviewStatus

AnyRequest = Request[Any, Any, Any]
Place = Annotated[float, msgspec.Meta(ge=0, le=1e7)]


class ModelTensor(msgspec.Struct):
    """An input or output of an ONNX file; a side of its shape is null where the file leaves it open."""

    name: str
    type: str
    shape: list[int | None]


class ModelFile(msgspec.Struct):
    """An ONNX file that was uploaded. Settings name it by its `sha256`."""

    sha256: str
    name: str
    bytes: int
    inputs: list[ModelTensor]
    outputs: list[ModelTensor]
    created_at: datetime


class PreviewSample(msgspec.Struct):
    """What a model finds in one task: shapes, and how sure it is of each by its uuid."""

    task_id: str
    unique_id: str | None
    ontology_version: int
    content: dict[str, Any]
    assets: list[Asset]
    annotations: list[Shape]
    scores: dict[str, float]


class ModelPreview(msgspec.Struct):
    """A look of a model at a sample of the open tasks; also at what it is not sure of."""

    model_id: str
    status: PreviewStatus
    reason: str | None
    asked_at: datetime
    samples: list[PreviewSample]


class Assistant(msgspec.Struct):
    """A model that may be asked while marking."""

    id: str
    kind: ModelKind
    name: str


class Assistants(msgspec.Struct):
    """The models of a project that may be asked while marking."""

    items: list[Assistant]


class SuggestionPoint(msgspec.Struct, forbid_unknown_fields=True):
    """A click in pixels of the image: on the thing, or on what does not belong to it."""

    x: Place
    y: Place
    is_inside: bool = True


class SuggestionBox(msgspec.Struct, forbid_unknown_fields=True):
    """A box around the thing, in pixels of the image."""

    left: Place
    top: Place
    width: Annotated[float, msgspec.Meta(gt=0, le=1e7)]
    height: Annotated[float, msgspec.Meta(gt=0, le=1e7)]


class SuggestionRequest(msgspec.Struct, forbid_unknown_fields=True, kw_only=True):
    """What somebody points at, in the task's image, in one of several (`view`, from 0), or on a `frame` of its video.

    In a video it is a box around what is to be followed, and the answer is a track.
    Without a `model_id` the project's first model that can is asked.
    """

    generation: Annotated[int, msgspec.Meta(ge=1, le=2**31 - 1)]
    label: Annotated[str, msgspec.Meta(min_length=1, max_length=64)]
    points: Annotated[list[SuggestionPoint], msgspec.Meta(max_length=assisting.MOST_POINTS)] = []
    box: SuggestionBox | None = None
    model_id: str | None = None
    view: Annotated[int, msgspec.Meta(ge=0, lt=64)] = 0
    frame: Annotated[int, msgspec.Meta(ge=0, lt=MOST_FRAMES)] = 0


class Suggestion(msgspec.Struct):
    """A shape, null where the model finds nothing. While `is_ready` is false it looks at the image: ask again soon."""

    is_ready: bool
    shape: ShapeJson | None
    score: float | None


@post("/model-files", request_max_body_size=None, operation_class=BytesIn)
async def upload_model_file(
    request: AnyRequest,
    foundry: Foundry,
    principal: Principal,
    name: Annotated[str, Parameter(min_length=1, max_length=1000, description="What the file is called.")],
) -> ModelFile:
    """Upload an ONNX file as the raw body. One that cannot be opened is refused; the same bytes are kept once."""
    row = await files.upload_file(foundry, principal, name, chunks_of(request))
    facts = msgspec.convert(row["facts"], dict[str, list[ModelTensor]])
    return ModelFile(row["sha256"].hex(), row["name"], row["bytes"], **facts, created_at=row["created_at"])


@post("/models/{model_id:str}/preview", status_code=202)
async def ask_for_preview(model_id: str, foundry: Foundry, principal: Principal) -> ModelPreview:
    """Let a detector look at a sample of the open tasks, in the background. It writes no opinions."""
    found = await previewing.ask_for_preview(foundry, principal, parse_id("model", model_id, field="model_id"))
    return _preview(foundry, found)


@get("/models/{model_id:str}/preview")
async def show_preview(model_id: str, foundry: Foundry, principal: Principal) -> ModelPreview:
    """The newest look of a model, with what it found."""
    found = await previewing.show_preview(foundry, principal, parse_id("model", model_id, field="model_id"))
    return _preview(foundry, found)


def _preview(foundry: Foundry, preview: previewing.Preview) -> ModelPreview:
    row = preview.row
    same = {name: row[name] for name in ("status", "reason", "asked_at")}
    samples = [
        _sample(foundry, sample, task, preview.assets.get(task["id"], []))
        for sample in row["samples"]
        for task in preview.tasks.values()
        if str(task["id"]) == sample["task_id"]
    ]
    return ModelPreview(model_id=show_id("model", row["model_id"]), samples=samples, **same)


def _sample(foundry: Foundry, sample: Any, task: Any, assets: list[Any]) -> PreviewSample:
    return PreviewSample(
        show_id("task", task["id"]),
        task["unique_id"],
        task["ontology_version"],
        task["content"],
        [asset_to_wire(foundry, asset, asset["field"]) for asset in assets],
        sample["annotations"],
        sample["scores"],
    )


@get("/projects/{project_id:str}/assistants")
async def list_assistants(project_id: str, foundry: Foundry, principal: Principal) -> Assistants:
    """The models that may be asked while marking."""
    rows = await assisting.list_assistants(foundry, principal, parse_id("project", project_id, field="project_id"))
    return Assistants([Assistant(show_id("model", row["id"]), row["kind"], row["name"]) for row in rows])


@post("/assignments/{assignment_id:str}/suggest", status_code=200)
async def suggest_shape(
    assignment_id: str, data: SuggestionRequest, foundry: Foundry, principal: Principal
) -> Suggestion:
    """Ask a model what lies where you point, in a task that you hold. Nothing is written."""
    box = data.box
    said = await assisting.suggest(
        foundry,
        principal,
        assignment_id_of(assignment_id),
        generation=data.generation,
        model_id=parse_id("model", data.model_id, field="model_id") if data.model_id else None,
        label=data.label,
        points=[(point.x, point.y, point.is_inside) for point in data.points],
        box=(box.left, box.top, box.left + box.width, box.top + box.height) if box else None,
        view=data.view,
        frame=data.frame,
    )
    return Suggestion(said.is_ready, said.shape, said.score)


HANDLERS = (upload_model_file, ask_for_preview, show_preview, list_assistants, suggest_shape)
