"""What an operator says about a model: checked before it is kept, read back as it was checked."""

from __future__ import annotations

from typing import Annotated, Any, Final
from urllib.parse import urlsplit

import msgspec

from goldsmith.errors import InvalidError
from goldsmith.wording import say_plainly

__all__ = ["ChatSettings", "LabelStudioSettings", "LearnedSettings", "ModelSettings", "read_settings"]

MOST_COST: Final = 10**15

Url = Annotated[str, msgspec.Meta(min_length=8, max_length=2_000)]
Cost = Annotated[int, msgspec.Meta(ge=0, le=MOST_COST)]


class LearnedSettings(msgspec.Struct, frozen=True, forbid_unknown_fields=True, kw_only=True):
    """A learned model needs none."""


class ChatSettings(msgspec.Struct, frozen=True, forbid_unknown_fields=True, kw_only=True):
    """A chat model. Costs are in millionths of the currency; prices are per million tokens, in the same."""

    url: Url
    model: Annotated[str, msgspec.Meta(min_length=1, max_length=200)]
    price_in_micros: Cost = 0
    price_out_micros: Cost = 0
    most_cost_micros: Cost = 0
    currency: Annotated[str, msgspec.Meta(pattern="^[A-Z]{3}$")] = "EUR"
    with_logprobs: bool = False
    most_tokens_out: Annotated[int, msgspec.Meta(ge=16, le=16_000)] = 300
    at_once: Annotated[int, msgspec.Meta(ge=1, le=32)] = 4
    seconds: Annotated[float, msgspec.Meta(gt=0, le=600)] = 60.0
    attempts: Annotated[int, msgspec.Meta(ge=1, le=20)] = 6


class LabelStudioSettings(msgspec.Struct, frozen=True, forbid_unknown_fields=True, kw_only=True):
    """A server that speaks Label Studio's ML-backend protocol."""

    url: Url
    tasks_at_once: Annotated[int, msgspec.Meta(ge=1, le=200)] = 8
    seconds: Annotated[float, msgspec.Meta(gt=0, le=600)] = 100.0
    attempts: Annotated[int, msgspec.Meta(ge=1, le=20)] = 4


ModelSettings = LearnedSettings | ChatSettings | LabelStudioSettings
KINDS: Final[dict[str, type[ModelSettings]]] = {
    "learned": LearnedSettings,
    "chat": ChatSettings,
    "label_studio": LabelStudioSettings,
}


def read_settings(kind: str, given: object) -> ModelSettings:
    """Check what came from outside, or read what was kept. InvalidError names the field."""
    try:
        settings: ModelSettings = msgspec.convert(given, KINDS[kind])
    except msgspec.ValidationError as refusal:
        message, _, path = str(refusal).partition(" - at `$")
        raise InvalidError(say_plainly(message), field="settings" + path.strip("`")) from None
    if not isinstance(settings, LearnedSettings):
        _check_url(settings.url)
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


def _check_budget(settings: ChatSettings) -> None:
    if (settings.price_in_micros or settings.price_out_micros) and not settings.most_cost_micros:
        raise InvalidError(
            "This model has a price: say in most_cost_micros how much it may cost in all.",
            field="settings.most_cost_micros",
        )
