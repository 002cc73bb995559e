"""The door to a model that one talks to: the built-in one, or one elsewhere with its key and our patience."""

from __future__ import annotations

from typing import Final
from uuid import UUID

from goldsmith.foundry import Foundry
from goldsmith.journey.prelabel.secrets import reveal
from goldsmith.journey.prelabel.settings import ChatSettings, PracticeSettings
from goldsmith.journey.talk.asking import Place
from goldsmith.ports.models import Talker
from goldsmith.ports.models.patience import Patience
from goldsmith.ports.models.practice import PracticeTalker
from goldsmith.ports.models.talking import OpenAITalker

__all__ = ["open_talker", "patience_seconds"]

MOST_SECONDS: Final = 120.0
MOST_ATTEMPTS: Final = 3
MOST_BYTES: Final = 8_000_000
"""Of a whole reply as it comes over the wire, where each token has some hundred bytes around it."""


def open_talker(foundry: Foundry, customer_id: UUID, place: Place) -> Talker:
    """Raises GoldsmithError where the key cannot be read any more."""
    model, settings = place.model, place.settings
    if isinstance(settings, PracticeSettings):
        return PracticeTalker(settings.personality, settings.seed)
    if not isinstance(settings, ChatSettings):
        raise TypeError("these are not the settings of a model that can be talked to")
    key = reveal(foundry.secret, customer_id, model["id"], model["secret"]) if model["secret"] else None
    seconds = patience_seconds(place)
    patience = Patience(
        attempts=min(settings.attempts, MOST_ATTEMPTS),
        seconds_each=seconds,
        seconds_in_all=seconds,
        most_bytes=MOST_BYTES,
    )
    return OpenAITalker(foundry.egress, settings.url, settings.model, key, patience=patience)


def patience_seconds(place: Place) -> float:
    """How long somebody may wait for one reply."""
    return min(place.settings.seconds, MOST_SECONDS) if isinstance(place.settings, ChatSettings) else MOST_SECONDS
