"""What an operator says about a model: checked before it is kept, read back as it was checked."""

from __future__ import annotations

from math import isfinite
from typing import Annotated, Any, Final, Literal
from urllib.parse import urlsplit

import msgspec

from goldsmith.errors import InvalidError
from goldsmith.ports.models.practice import Personality
from goldsmith.wording import say_plainly

__all__ = [
    "ChatSettings",
    "ConversationSettings",
    "DetectorSettings",
    "LabelStudioSettings",
    "LearnedSettings",
    "ModelSettings",
    "PracticeSettings",
    "SegmenterSettings",
    "read_settings",
]

MOST_COST: Final = 10**15

Url = Annotated[str, msgspec.Meta(min_length=8, max_length=2_000)]
Cost = Annotated[int, msgspec.Meta(ge=0, le=MOST_COST)]
FileHash = Annotated[str, msgspec.Meta(pattern="^[0-9a-f]{64}$")]
Share = Annotated[float, msgspec.Meta(ge=0, le=1)]
Side = Annotated[int, msgspec.Meta(ge=0, le=4_096)]
Name = Annotated[str, msgspec.Meta(min_length=1, max_length=200)]
Numbers = tuple[float, float, float]


class LearnedSettings(msgspec.Struct, frozen=True, forbid_unknown_fields=True, kw_only=True):
    """A learned model needs none."""


class ChatSettings(msgspec.Struct, frozen=True, forbid_unknown_fields=True, kw_only=True):
    """A chat model. Costs are in millionths of the currency; prices are per million tokens, in the same.

    `takes_pictures` is false where it cannot see what messages show: then labelers show it none.
    """

    url: Url
    model: Annotated[str, msgspec.Meta(min_length=1, max_length=200)]
    price_in_micros: Cost = 0
    price_out_micros: Cost = 0
    most_cost_micros: Cost = 0
    currency: Annotated[str, msgspec.Meta(pattern="^[A-Z]{3}$")] = "EUR"
    with_logprobs: bool = False
    takes_pictures: bool = True
    most_tokens_out: Annotated[int, msgspec.Meta(ge=16, le=16_000)] = 300
    at_once: Annotated[int, msgspec.Meta(ge=1, le=32)] = 4
    seconds: Annotated[float, msgspec.Meta(gt=0, le=600)] = 60.0
    attempts: Annotated[int, msgspec.Meta(ge=1, le=20)] = 6


class PracticeSettings(msgspec.Struct, frozen=True, forbid_unknown_fields=True, kw_only=True):
    """The built-in practice model: ready sentences instead of a language model, to try conversations out offline.

    Its costs are pretended, as those of a chat model; without `most_cost_micros` they have no bound of their own.
    """

    personality: Personality = "plain"
    seed: Annotated[int, msgspec.Meta(ge=0, le=2**31 - 1)] = 0
    price_in_micros: Cost = 0
    price_out_micros: Cost = 0
    most_cost_micros: Cost = 0
    currency: Annotated[str, msgspec.Meta(pattern="^[A-Z]{3}$")] = "EUR"


class LabelStudioSettings(msgspec.Struct, frozen=True, forbid_unknown_fields=True, kw_only=True):
    """A server that speaks Label Studio's ML-backend protocol. `is_interactive`: people may ask it while they mark."""

    url: Url
    tasks_at_once: Annotated[int, msgspec.Meta(ge=1, le=200)] = 8
    seconds: Annotated[float, msgspec.Meta(gt=0, le=600)] = 100.0
    attempts: Annotated[int, msgspec.Meta(ge=1, le=20)] = 4
    is_interactive: bool = False


class DetectorSettings(msgspec.Struct, frozen=True, forbid_unknown_fields=True, kw_only=True):
    """An ONNX file that finds objects or areas in images. `file` is the SHA-256 of one that was uploaded.

    `classes` are its classes in the order of its outputs, `labels` the label of the ontology for a class that is not
    called so; a class without a label is left out. `output` is None where the shapes of the outputs tell their form.
    Pixels are divided by `scale`, less `mean`, divided by `deviation`. `marks`: how areas of pixels are said.
    """

    file: FileHash
    classes: Annotated[tuple[Name, ...], msgspec.Meta(min_length=1, max_length=2_000)]
    labels: Annotated[dict[Name, Name], msgspec.Meta(max_length=2_000)] = {}
    output: Literal["yolo", "yolo_objectness", "rows", "detr", "listed", "pixels"] | None = None
    width: Side = 0
    height: Side = 0
    fit: Literal["letterbox", "corner", "stretch"] = "letterbox"
    scale: Annotated[float, msgspec.Meta(gt=0, le=65_535)] = 255.0
    mean: Numbers = (0.0, 0.0, 0.0)
    deviation: Numbers = (1.0, 1.0, 1.0)
    is_bgr: bool = False
    least_score: Share = 0.25
    most_overlap: Share = 0.45
    most_objects: Annotated[int, msgspec.Meta(ge=1, le=1_000)] = 300
    marks: Literal["mask", "polygon"] = "mask"


class SegmenterSettings(msgspec.Struct, frozen=True, forbid_unknown_fields=True, kw_only=True):
    """Two ONNX files that outline what is clicked on, as Segment Anything does: `encoder` sees the image once.

    Each is the SHA-256 of a file that was uploaded. `fit` is None where it follows from the decoder's inputs.
    """

    encoder: FileHash
    decoder: FileHash
    side: Annotated[int, msgspec.Meta(ge=64, le=2_048)] = 1_024
    fit: Literal["corner", "stretch"] | None = None
    scale: Annotated[float, msgspec.Meta(gt=0, le=65_535)] = 1.0
    mean: Numbers = (123.675, 116.28, 103.53)
    deviation: Numbers = (58.395, 57.12, 57.375)


ConversationSettings = ChatSettings | PracticeSettings
"""Models that one can talk to."""
ModelSettings = LearnedSettings | ConversationSettings | LabelStudioSettings | DetectorSettings | SegmenterSettings
KINDS: Final[dict[str, type[ModelSettings]]] = {
    "learned": LearnedSettings,
    "chat": ChatSettings,
    "label_studio": LabelStudioSettings,
    "detector": DetectorSettings,
    "segmenter": SegmenterSettings,
    "practice": PracticeSettings,
}


def read_settings(kind: str, given: object) -> ModelSettings:
    """Check what came from outside, or read what was kept. InvalidError names the field."""
    try:
        settings: ModelSettings = msgspec.convert(given, KINDS[kind])
    except msgspec.ValidationError as refusal:
        message, _, path = str(refusal).partition(" - at `$")
        raise InvalidError(say_plainly(message), field="settings" + path.strip("`")) from None
    if isinstance(settings, ChatSettings | LabelStudioSettings):
        _check_url(settings.url)
    if isinstance(settings, DetectorSettings | SegmenterSettings):
        _check_normal(settings)
    if isinstance(settings, ChatSettings):
        _check_budget(settings)
    return settings


def to_json(settings: ModelSettings) -> dict[str, Any]:
    kept: dict[str, Any] = msgspec.to_builtins(settings)
    return kept


def _check_url(url: str) -> None:
    try:
        parts = urlsplit(url)
        is_fine = parts.scheme in ("https", "http") and bool(parts.hostname) and not parts.query and not parts.fragment
    except ValueError:
        is_fine = False
    if not is_fine or parts.username is not None or not url.isprintable() or not url.isascii():
        raise InvalidError(
            "The address of a model starts with https:// and names a host; its key does not belong here.",
            field="settings.url",
        )


def _check_normal(settings: DetectorSettings | SegmenterSettings) -> None:
    numbers = (*settings.mean, *settings.deviation)
    if not all(isfinite(each) and abs(each) < 1e6 for each in numbers) or min(map(abs, settings.deviation)) < 1e-6:
        raise InvalidError("Pixels are divided by deviation: three numbers that are not 0.", field="settings.deviation")


def _check_budget(settings: ChatSettings) -> None:
    if (settings.price_in_micros or settings.price_out_micros) and not settings.most_cost_micros:
        raise InvalidError(
            "This model has a price: say in most_cost_micros how much it may cost in all.",
            field="settings.most_cost_micros",
        )
