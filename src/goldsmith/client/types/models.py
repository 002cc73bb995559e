"""Models as labelers, and their exchanges with servers elsewhere."""

from __future__ import annotations

from datetime import datetime

import msgspec

from goldsmith.client.types.answers import Json


class ModelSkill(msgspec.Struct, frozen=True, kw_only=True):
    """How often a model is right at a question, by people's answers and audits, with a 95 % interval."""

    question: str
    answers: int
    reliability: float
    low: float
    high: float


class Model(msgspec.Struct, frozen=True, kw_only=True):
    """A model that answers first. `cost_micros` counts millionths of its currency; `facts` is what it last learnt.

    `skills` is how right it was where people answered too. A model that is stopped and has no `retry_at` waits for you.
    """

    id: str
    project_id: str
    kind: str
    name: str
    status: str
    labeler_id: str | None = None
    settings: Json = {}
    has_key: bool = False
    shown: bool = False
    on_duty: bool = False
    reason: str | None = None
    retry_at: datetime | None = None
    tasks_answered: int = 0
    opinions: int = 0
    refusals: int = 0
    cost_micros: int = 0
    facts: Json = {}
    skills: list[ModelSkill] = []
    created_at: datetime | None = None
    moved_at: datetime | None = None


class ModelTensor(msgspec.Struct, frozen=True):
    """An input or output of an ONNX file; a side of its shape is None where the file leaves it open."""

    name: str
    type: str
    shape: list[int | None]


class ModelFile(msgspec.Struct, frozen=True, kw_only=True):
    """An ONNX file that was uploaded; settings name it by its `sha256`."""

    sha256: str
    name: str
    bytes: int
    inputs: list[ModelTensor] = []
    outputs: list[ModelTensor] = []
    created_at: datetime | None = None


class PreviewSample(msgspec.Struct, frozen=True, kw_only=True):
    """What a model finds in one task, and how sure it is of each shape by its uuid."""

    task_id: str
    annotations: list[Json] = []
    scores: dict[str, float] = {}


class ModelPreview(msgspec.Struct, frozen=True, kw_only=True):
    """A look of a model at a sample of the open tasks; also at what it is not sure of."""

    model_id: str
    status: str
    reason: str | None = None
    asked_at: datetime | None = None
    samples: list[PreviewSample] = []


class Suggestion(msgspec.Struct, frozen=True, kw_only=True):
    """What a model says lies there: a shape, or None. While `is_ready` is false it looks at the image: ask again."""

    is_ready: bool
    shape: Json | None = None
    score: float | None = None


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
